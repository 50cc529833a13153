import type { ProviderCheck } from "../core/check.ts";
import type { ProviderDefinition } from "../core/provider.ts";
import type { ChecksPorts } from "./checks.ts";

/** The checks under way. `cancel` is true when there was one; `close` cancels them and waits. */
export type Checking = {
  readonly check: (
    definitions: readonly ProviderDefinition[],
    signal: AbortSignal,
  ) => Promise<readonly ProviderCheck[]>;
  readonly cancel: () => boolean;
  readonly close: () => Promise<void>;
};

/** Loads what checks with the first check. */
export function createChecking(ports: ChecksPorts): Checking {
  const running = new Map<AbortController, Promise<readonly ProviderCheck[]>>();

  async function checked(
    definitions: readonly ProviderDefinition[],
    signal: AbortSignal,
  ): Promise<readonly ProviderCheck[]> {
    const { checkProviders } = await import("./checks.ts");
    return checkProviders(definitions, ports, signal);
  }

  function cancel(): boolean {
    for (const one of running.keys()) one.abort();
    return running.size > 0;
  }

  return {
    async check(definitions, signal) {
      const own = new AbortController();
      const work = checked(definitions, AbortSignal.any([signal, own.signal]));
      running.set(own, work);
      try {
        return await work;
      } finally {
        running.delete(own);
      }
    },
    cancel,
    async close() {
      cancel();
      await Promise.allSettled(running.values());
    },
  };
}
