import { z } from "zod";
import type { Subject } from "../../src/plugin/conformance.ts";
import {
  AppError,
  definePlugin,
  everyCapability,
  type Plugin,
  type Snapshot,
} from "../../src/plugin/index.ts";

/** An adapter without any Provider: two "answers", APIs and policies, out of memory. */
export type MemoryProvider = {
  readonly plugin: Plugin;
  readonly requests: () => number;
  readonly faults: Subject["faults"];
};

const NOT_HERE = { available: false, reason: "There is nothing but memory here." } as const;

/** A Provider that holds what is given; its faults show how callers cope. */
export function memoryProvider(held: Snapshot): MemoryProvider {
  let requests = 0;
  let mode: "whole" | "empty" | "fail" | "failSecond" | "hang" = "whole";
  let reached = Promise.withResolvers<void>();

  async function answer<Item>(
    items: readonly Item[],
    isSecond: boolean,
    signal: AbortSignal,
  ): Promise<readonly Item[]> {
    signal.throwIfAborted();
    requests += 1;
    if (mode === "hang") {
      reached.resolve();
      await aborted(signal);
    }
    if (mode === "fail" || (mode === "failSecond" && isSecond))
      throw new AppError("SERVER_ERROR", "It broke.");
    return mode === "empty" ? [] : items;
  }

  const plugin = definePlugin({
    adapter: "memory",
    apiVersion: 1,
    version: "1.0.0",
    title: "Memory",
    requires: ["secret"],
    options: z.strictObject({}),
    claims: { can: [], units: { rate: ["minute"], quota: ["month"], keyLifetime: ["day"] } },
    connect: async ({ secret }, { log }) => {
      log(`connected with ${secret}`);
      return {
        capabilities: {
          identity: { product: "Memory", version: null, organisationId: null, user: null },
          origin: { products: "native", plans: "native" },
          can: everyCapability(() => NOT_HERE),
        },
        async *check(signal) {
          await answer([], false, signal);
          yield { id: "reachable", outcome: "ok", seen: `with ${secret}`, advice: null };
        },
        snapshot: async ({ signal, onProgress }) => {
          const apis = await answer(held.apis, false, signal);
          onProgress({ what: "things", received: 1, total: 2 });
          return { apis, policies: await answer(held.policies, true, signal) };
        },
        close: async () => {},
      };
    },
  });

  const set = (next: typeof mode) => async (): Promise<void> => {
    mode = next;
  };
  return {
    plugin,
    requests: () => requests,
    faults: {
      empty: set("empty"),
      fail: set("fail"),
      failSecond: set("failSecond"),
      hang: async () => {
        mode = "hang";
        reached = Promise.withResolvers<void>();
        return { reached: reached.promise };
      },
      restore: set("whole"),
    },
  };
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(new AppError("CANCELLED", "It was cancelled.")), {
      once: true,
    });
  });
}
