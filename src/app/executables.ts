import type { ExecSurroundings } from "../host/exec-plugin.ts";
import type { Slots } from "../host/exec-slots.ts";
import type { Surroundings } from "./surroundings.ts";

/** What executable adapters share in this process; nothing of it is loaded before one is configured. */
export interface Executables {
  surroundings(): Promise<ExecSurroundings>;
  /** How many of them run at once. */
  setLimit(count: number): void;
}

export function createExecutables({
  env,
  now,
  firstRestartMs,
}: Pick<Surroundings, "env" | "now" | "firstRestartMs">): Executables {
  let limit = 1;
  let slots: Slots | null = null;
  let loading: Promise<ExecSurroundings> | null = null;

  async function load(): Promise<ExecSurroundings> {
    const [{ createSlots }, { createCrashes }] = await Promise.all([
      import("../host/exec-slots.ts"),
      import("../host/exec-crashes.ts"),
    ]);
    slots = createSlots(limit);
    return { env, slots, crashes: createCrashes(() => now().getTime(), firstRestartMs) };
  }

  return {
    surroundings() {
      loading ??= load();
      return loading;
    },
    setLimit(count) {
      limit = count;
      slots?.setLimit(count);
    },
  };
}
