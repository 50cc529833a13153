/**
 * The best practices that Portico looks at. A warning about one carries its id, and `ignore` in the config silences it:
 * ids are stable.
 */
export const PRACTICE_IDS = [
  "default-port",
  "http-url",
  "insecure-skip-verify",
  "certificate-expiring",
  "literal-secret",
  "admin-user",
  "extra-permissions",
  "overlapping-providers",
  "no-tags",
  "no-baseline-url",
  "no-description",
  "not-synchronized",
] as const;
export type PracticeId = (typeof PRACTICE_IDS)[number];

/** Everything that `ignore` may name: best practices, and warnings about the config itself. */
export const IGNORABLE: readonly string[] = [...PRACTICE_IDS, "missing-variable"];
