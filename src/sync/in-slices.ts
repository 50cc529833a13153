import { setImmediate as nextTurn } from "node:timers/promises";

const SLICE_MS = 5;

/** Runs steps to their end, letting the rest of the program run whenever 5 ms are used up. */
export async function inSlices<T>(steps: Generator<void, T, undefined>): Promise<T> {
  let end = performance.now() + SLICE_MS;
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    if (performance.now() < end) continue;
    await nextTurn();
    end = performance.now() + SLICE_MS;
  }
}
