import { z } from "zod";
import type { Consumers, Subject, Writing } from "../../src/plugin/conformance-subject.ts";
import {
  AppError,
  definePlugin,
  everyCapability,
  isCredentialIntent,
  type Plugin,
  type Snapshot,
} from "../../src/plugin/index.ts";
import { memoryCredentials, type HeldKeys } from "./memory-credentials.ts";
import { memoryWrites, type Held } from "./memory-writes.ts";

/** An adapter without any Provider: two "answers", APIs and policies, out of memory. */
export type MemoryProvider = {
  readonly plugin: Plugin;
  readonly requests: () => number;
  readonly faults: Subject["faults"];
  readonly writing: Writing;
  readonly consumers: Consumers;
};

const DONE = [
  "writeProducts",
  "writePlans",
  "deletePolicies",
  "tagPolicies",
  "issueApiKeys",
  "chooseKeys",
  "listCredentials",
  "revokeCredentials",
  "moveCredentials",
] as const;
const NOT_HERE = { available: false, reason: "There is nothing but memory here." } as const;

/** A Provider that holds what is given; its faults show how callers cope. */
export function memoryProvider({ apis: heldApis, policies }: Snapshot): MemoryProvider {
  const held: Held & HeldKeys = { policies, keys: [] };
  let requests = 0;
  let mode: "whole" | "empty" | "fail" | "failSecond" | "hang" | "loseAnswer" | "loseGateway" = "whole";
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

  const asking = {
    ask: async <Result>(look: () => Result, signal: AbortSignal) => {
      await answer([], false, signal);
      return look();
    },
    write: async <Result>(change: () => Result, signal: AbortSignal) => {
      await answer([], false, signal);
      const result = change();
      if (mode === "loseAnswer") throw new AppError("OUTCOME_UNKNOWN", "No answer came.");
      return result;
    },
  };
  const writes = memoryWrites(held, asking);
  const { credentials, ...keys } = memoryCredentials(held, {
    ...asking,
    ask: (look, signal) => {
      if (mode !== "loseGateway") return asking.ask(look, signal);
      throw new AppError("GATEWAY_UNREACHABLE", "Nobody keeps the keys.", { hint: "Wait." });
    },
  });

  const plugin = definePlugin({
    adapter: "memory",
    apiVersion: 1,
    version: "1.0.0",
    title: "Memory",
    requires: ["secret"],
    options: z.strictObject({}),
    claims: { can: DONE, units: { rate: ["minute"], quota: ["month"], keyLifetime: ["day"] } },
    connect: async ({ secret }, { log }) => {
      log(`connected with ${secret}`);
      return {
        capabilities: {
          identity: { product: "Memory", version: null, organisationId: null, user: null },
          origin: { products: "native", plans: "native" },
          can: everyCapability((name) =>
            DONE.some((done) => done === name) ? { available: true } : NOT_HERE,
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
        prepare: async (intent, signal) =>
          isCredentialIntent(intent) ? keys.prepare(intent, signal) : writes.prepare(intent, signal),
        apply: (intent, proposal, signal) =>
          isCredentialIntent(intent)
            ? keys.apply(intent, proposal, signal)
            : writes.apply(intent, proposal, signal),
        credentials,
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
      loseGateway: set("loseGateway"),
      restore: set("whole"),
    },
    consumers: { letsIn: async ({ value }) => held.keys.some(({ key }) => key === value) },
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
