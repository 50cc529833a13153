/**
 * What `portico/plugin` offers: all that a plugin is written with, and the cases that it is tried with. The latter stand
 * apart, so that starting Portico does not load them.
 */
export * from "./index.ts";
export { CONFORMANCE_CASES } from "./conformance.ts";
export {
  lacks,
  type ConformanceCase,
  type Consumers,
  type Faults,
  type Need,
  type Subject,
  type Writing,
} from "./conformance-subject.ts";
