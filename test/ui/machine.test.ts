import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createMachine, type Machine } from "../../src/ui/machine.ts";
import { initialView } from "../../src/view/memory.ts";
import { listStateOf } from "../../src/view/listing.ts";
import type { Effect, ViewState } from "../../src/view/view-state.ts";
import { consoleStub, providerView, type ConsoleStub } from "../helpers/console-stub.ts";
import { product } from "../helpers/catalog-items.ts";
import { catalog } from "../helpers/console-stub.ts";
import { upView } from "../view/sample-console.ts";

const START = Date.parse("2026-08-21T12:00:05.000Z");

beforeEach(() => {
  vi.useFakeTimers({ now: START });
});
afterEach(() => {
  vi.useRealTimers();
});

const MANY = catalog("EU", {
  products: Array.from({ length: 50 }, (_, index) =>
    product(`p${index}`, `Product ${String(index).padStart(2, "0")}`),
  ),
});

type Running = {
  readonly machine: Machine;
  readonly stub: ConsoleStub;
  readonly frames: () => number;
  readonly effects: readonly Effect[];
};

function running(providers = [upView(MANY)], tab: ViewState["tab"] = "products"): Running {
  const stub = consoleStub({ providers, catalogs: [MANY] });
  const effects: Effect[] = [];
  const machine = createMachine({
    console: stub,
    view: { ...initialView({ columns: 120, rows: 36 }), tab },
    clock: () => Date.now(),
    perform: (effect) => void effects.push(effect),
    prepare: () => undefined,
  });
  let frames = 0;
  machine.subscribe(() => {
    frames += 1;
  });
  return { machine, stub, effects, frames: () => frames };
}

function cursorIndex({ machine }: Running): number {
  return listStateOf(machine.moment().view).cursor?.index ?? -1;
}

describe("what the view asks for", () => {
  const LISTING = [{ type: "list-credentials", provider: "EU" }];

  it("is performed when it opens", async () => {
    const { machine, effects } = running([upView(MANY)], "credentials");
    await vi.advanceTimersByTimeAsync(0);
    expect(effects).toEqual(LISTING);
    machine.close();
  });

  it("is performed when data have changed, as well as after a key", async () => {
    const { machine, stub, effects } = running([providerView("EU")], "credentials");
    await vi.advanceTimersByTimeAsync(0);
    expect(effects).toEqual([]);
    stub.update({ providers: [upView(MANY)] });
    await vi.advanceTimersByTimeAsync(250);
    expect(effects).toEqual(LISTING);
    machine.close();
  });
});

describe("trap 10: frames", () => {
  it("come at most four times a second however often the data change", () => {
    const { stub, frames, machine } = running();
    for (let at = 0; at < 200; at += 1) {
      stub.update({ providers: [providerView("EU", { progress: null, place: { file: "a", line: at } })] });
      vi.advanceTimersByTime(10);
    }
    expect(frames()).toBeGreaterThan(1);
    expect(frames()).toBeLessThanOrEqual(9);
    machine.close();
  });

  it("show the last state of the data, not one in between", () => {
    const { stub, machine } = running();
    for (let line = 1; line <= 30; line += 1)
      stub.update({ providers: [providerView("EU", { place: { file: "a", line } })] });
    vi.advanceTimersByTime(250);
    expect(machine.moment().data.providers[0]?.place.line).toBe(30);
    machine.close();
  });

  it("do not come while nothing changes but the seconds, and once when a minute begins", () => {
    const all = running();
    vi.advanceTimersByTime(1000);
    const before = all.frames();
    vi.advanceTimersByTime(53_000);
    expect(all.frames()).toBe(before);
    vi.advanceTimersByTime(2000);
    expect(all.frames()).toBe(before + 1);
    all.machine.close();
  });

  it("come at once for a key", () => {
    const { machine, frames } = running();
    machine.press("j", {});
    expect(frames()).toBe(1);
    machine.close();
  });
});

describe("trap 11: glued keys", () => {
  it("are as many keys as there are, control keys among them too", () => {
    const all = running();
    all.machine.press("jjjj", {});
    expect(cursorIndex(all)).toBe(4);
    const page = cursorIndexAfter(all, "\u0006");
    expect(cursorIndexAfter(all, "\u0006\u0006k")).toBe(page + 2 * (page - 4) - 1);
    all.machine.close();
  });

  it("quit when ctrl-c comes twice in one piece", () => {
    const all = running();
    all.machine.press("\u0003\u0003", {});
    expect(all.effects.map(({ type }) => type)).toContain("quit");
    all.machine.close();
  });
});

function cursorIndexAfter(all: Running, keys: string): number {
  all.machine.press(keys, {});
  return cursorIndex(all);
}

it("does nothing any more once it is closed, and leaves no timer", () => {
  const { machine, frames } = running();
  machine.close();
  machine.happen({ type: "toast", text: "late", role: "ok" });
  machine.press("j", {});
  expect(frames()).toBe(0);
  expect(vi.getTimerCount()).toBe(0);
});
