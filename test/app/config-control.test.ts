import { expect, it } from "vitest";
import { createConfigControl, type ConfigControl } from "../../src/app/config-control.ts";
import { EMPTY_STATE } from "../../src/app/state-changes.ts";
import { AppError } from "../../src/core/errors.ts";
import type { AppEvent } from "../../src/core/events.ts";

const FULL = new AppError("STORE_FAILED", "Could not write events.jsonl: the disk is full.");
const EDITED: AppEvent = {
  at: "2026-01-31T12:00:00.000Z",
  kind: "config",
  provider: "EU",
  outcome: "ok",
  summary: 'Edited Provider "EU"',
  hint: null,
  command: null,
  changes: [],
};

/** A control over a config that is nowhere; `done` is what it did, in order. */
function controlled(record: () => Promise<void>): {
  readonly control: ConfigControl;
  readonly done: readonly string[];
} {
  const done: string[] = [];
  const control = createConfigControl({
    read: async () => {
      done.push("read");
      return { outcome: "missing" };
    },
    apply: async () => {},
    record: async () => {
      done.push("record");
      await record();
    },
    onRead: async () => {},
    state: () => EMPTY_STATE,
    change: () => {},
    now: () => new Date(),
  });
  return { control, done };
}

it("reads what was written though the history cannot be written to, and says so", async () => {
  const { control, done } = controlled(() => Promise.reject(FULL));
  await expect(control.change(async () => EDITED)).rejects.toBe(FULL);
  expect(done).toEqual(["record", "read"]);
});

it("neither tells of a change that failed nor reads after it, and goes on", async () => {
  const { control, done } = controlled(async () => {});
  await expect(control.change(() => Promise.reject(FULL))).rejects.toBe(FULL);
  expect(done).toEqual([]);
  await control.change(async () => EDITED);
  expect(done).toEqual(["record", "read"]);
});

it("reads once for all who ask while a change is under way", async () => {
  const { control, done } = controlled(async () => {});
  const changing = control.change(async () => EDITED);
  await Promise.all([changing, control.reload(), control.reload()]);
  expect(done).toEqual(["record", "read", "read"]);
});
