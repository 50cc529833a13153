import { z } from "zod";
import type { Subject, Writing } from "../../src/plugin/conformance-subject.ts";
import {
  AppError,
  definePlugin,
  everyCapability,
  type Plugin,
  type Snapshot,
} from "../../src/plugin/index.ts";
import { memoryWrites, type Held } from "./memory-writes.ts";

/** An adapter without any Provider: two "answers", APIs and policies, out of memory. */
export type MemoryProvider = {
  readonly plugin: Plugin;
  readonly requests: () => number;
  readonly faults: Subject["faults"];
  readonly writing: Writing;
};

const WRITES = ["writeProducts", "writePlans", "deletePolicies", "tagPolicies"] as const;
const NOT_HERE = { available: false, reason: "There is nothing but memory here." } as const;

/** A Provider that holds what is given; its faults show how callers cope. */
export function memoryProvider({ apis: heldApis, policies }: Snapshot): MemoryProvider {
  const held: Held = { policies };
  let requests = 0;
  let mode: "whole" | "empty" | "fail" | "failSecond" | "hang" | "loseAnswer" = "whole";
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

  const writes = memoryWrites(held, {
    ask: async (look, signal) => {
      await answer([], false, signal);
      return look();
    },
    write: async (change, signal) => {
      await answer([], false, signal);
      const result = change();
      if (mode === "loseAnswer") throw new AppError("OUTCOME_UNKNOWN", "No answer came.");
      return result;
    },
  });

  const plugin = definePlugin({
    adapter: "memory",
    apiVersion: 1,
    version: "1.0.0",
    title: "Memory",
    requires: ["secret"],
    options: z.strictObject({}),
    claims: { can: WRITES, units: { rate: ["minute"], quota: ["month"], keyLifetime: ["day"] } },
    connect: async ({ secret }, { log }) => {
      log(`connected with ${secret}`);
      return {
        capabilities: {
          identity: { product: "Memory", version: null, organisationId: null, user: null },
          origin: { products: "native", plans: "native" },
          can: everyCapability((name) =>
            WRITES.some((write) => write === name) ? { available: true } : NOT_HERE,
          ),
        },
        async *check(signal) {
          await answer([], false, signal);
          yield { id: "reachable", outcome: "ok", seen: `with ${secret}`, advice: null };
        },
        snapshot: async ({ signal, onProgress }) => {
          const apis = await answer(heldApis, false, signal);
          onProgress({ what: "things", received: 1, total: 2 });
          return { apis, policies: await answer(held.policies, true, signal) };
        },
        ...writes,
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
      loseAnswer: set("loseAnswer"),
      restore: set("whole"),
    },
    writing: {
      kept: async (policyId) => {
        const {
          id,
          name: _,
          ...rest
        } = held.policies.find((policy) => policy.id === policyId) ?? { id: null };
        return id === null ? null : JSON.stringify(rest);
      },
      rename: async (policyId, name) => {
        held.policies = held.policies.map((policy) =>
          policy.id === policyId ? { ...policy, name } : policy,
        );
      },
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
