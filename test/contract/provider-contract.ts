import { describe, expect, test } from "vitest";
import {
  lacks,
  unclaimed,
  type ConformanceCase,
  type Subject,
} from "../../src/plugin/conformance-subject.ts";
import { CONFORMANCE_CASES } from "../../src/plugin/conformance.ts";

/** A subject and the way to end what is behind it. */
export type Stand = { readonly subject: Subject; readonly dispose: () => Promise<void> };

/** Runs every case of the conformance suite, or some of them, each on a subject of its own. */
export function providerContract(
  name: string,
  start: () => Promise<Stand>,
  cases: readonly ConformanceCase[] = CONFORMANCE_CASES,
): void {
  describe(`the adapter ${name}`, () => {
    test.for(cases)("$name", async (one, { skip }) => {
      const { needs, run } = one;
      const { subject, dispose } = await start();
      try {
        const foreign = unclaimed(one, subject);
        skip(foreign !== null, foreign ?? "");
        skip(lacks(subject, needs).length > 0, `no way to try it: ${lacks(subject, needs).join(", ")}`);
        await expect(run(subject)).resolves.toBeUndefined();
      } finally {
        await dispose();
      }
    });
  });
}
