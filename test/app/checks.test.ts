import { expect, test } from "vitest";
import { checkProviders } from "../../src/app/checks.ts";
import { createRoster } from "../../src/app/roster.ts";
import { EMPTY_STATE } from "../../src/app/state-changes.ts";
import { AppError } from "../../src/core/errors.ts";
import { createMemoryStore } from "../../src/store/memory-store.ts";
import { definition } from "../helpers/console-stub.ts";

const FULL = new AppError("STORE_FAILED", "Could not write events.jsonl: the disk is full.", {
  hint: "Make room.",
});
const never = (): never => {
  throw new Error("nobody asks for that");
};

test("a store that cannot be written to takes nothing away from what a check has found", async () => {
  const roster = createRoster();
  const provider = {
    definition: definition("Alpha", { adapter: "gone", description: "A" }),
    secret: async () => null,
    fingerprint: "1",
    place: { file: "portico.yaml", line: 1 },
    asWritten: { exposesSecret: false, namesPort: true },
  };
  const config = {
    file: "/portico.yaml",
    folder: "/",
    files: [],
    include: [],
    refreshIntervalMs: 0,
    storePath: null,
    plugins: [],
    concurrency: 1,
    keys: {},
    theme: "dark",
    ignore: [],
    providers: [provider],
  };
  roster.replace(config, {
    plugins: new Map(),
    failures: new Map(),
    sources: new Map(),
    files: new Map(),
    warnings: [],
  });
  const ports = {
    roster,
    store: createMemoryStore(),
    state: () => EMPTY_STATE,
    change: () => {},
    record: () => Promise.reject(FULL),
    network: never,
    direct: never,
    connect: never,
    probe: never,
    now: () => new Date(),
  };
  const [found] = await checkProviders([provider.definition], ports, new AbortController().signal);
  expect(found?.ok).toBe(false);
  expect(found?.steps[0]).toMatchObject({ id: "adapter", outcome: "fail" });
  expect(found?.steps.at(-1)).toEqual({
    id: "store",
    outcome: "fail",
    seen: FULL.message,
    advice: "Make room.",
  });
});
