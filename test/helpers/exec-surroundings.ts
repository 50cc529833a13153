import type { ExecSurroundings } from "../../src/host/exec-plugin.ts";
import { createCrashes } from "../../src/host/exec-crashes.ts";
import { createSlots } from "../../src/host/exec-slots.ts";

/** What executables run in: so many at once, started again at once, with the PATH of this process. */
export function execSurroundings(limit = 4, now: () => number = Date.now): ExecSurroundings {
  const { PATH } = process.env;
  return { env: { PATH }, slots: createSlots(limit), crashes: createCrashes(now, 1) };
}
