import { setImmediate as nextTurn } from "node:timers/promises";

const SLICE_MS = 5;

/** Lets long work give way to the rest of the program: call the result often, it pauses when a slice is used up. */
export type TimeSlice = () => Promise<void> | undefined;

/** A slice of 5 ms, starting now. `await slice()` between pieces of work that take well under that. */
export function createTimeSlice(): TimeSlice {
  let end = performance.now() + SLICE_MS;
  return () => {
    if (performance.now() < end) return undefined;
    return nextTurn().then(() => {
      end = performance.now() + SLICE_MS;
      return undefined;
    });
  };
}
