import type { ConsoleState, ProviderView } from "../../src/console.ts";
import { countsOf, type Catalog } from "../../src/core/catalog.ts";
import type { AppEvent } from "../../src/core/events.ts";
import { UNKNOWN_STATUS } from "../../src/core/provider.ts";
import { reduce } from "../../src/view/console-state.ts";
import type { Size } from "../../src/view/layout.ts";
import { initialView } from "../../src/view/memory.ts";
import type { Effect, ViewState } from "../../src/view/view-state.ts";
import { api, HIDDEN, plan, product, skipped } from "../helpers/catalog-items.ts";
import { catalog, consoleStub, providerView, SYNCED_AT, upStatus } from "../helpers/console-stub.ts";

/** Two minutes after everything was synchronized. */
export const NOW = Date.parse(SYNCED_AT) + 120_000;

export const EU = catalog("EU", {
  products: [
    product("p1", "Payments", { apis: [{ id: "a1", name: "Pay", versions: [] }], authMethods: ["apiKey"] }),
    product("p2", "Customer accounts", { placeholder: false, published: true, tags: ["portal"] }),
    product("p3", "Legacy billing", HIDDEN),
    product("p4", "Orders", { displayName: "Order desk" }),
  ],
  plans: [
    plan("l1", "Gold", { rate: { count: 500, per: { every: 1, unit: "minute" } } }),
    plan("l2", "Silver"),
  ],
  apis: [api("a1", "Pay"), api("a2", "Accounts", { authMethods: ["jwt"] })],
  skipped: [skipped("s1", "Everything")],
});

export const STAGING = catalog("Staging", {
  products: [product("p1", "Payments"), product("q2", "Zebra")],
  plans: [plan("l9", "Bronze")],
});

const REFUSED = {
  code: "CONNECTION_REFUSED",
  message: "connection refused 127.0.0.1:3000",
  hint: "Is the Dashboard running?",
} as const;

export function upView(of: Catalog): ProviderView {
  return providerView(of.provider, { status: upStatus(of) });
}

export function downView(of: Catalog): ProviderView {
  const status = { ...UNKNOWN_STATUS, state: "down", lastSuccessAt: SYNCED_AT, error: REFUSED } as const;
  return providerView(of.provider, { status: { ...status, counts: countsOf(of) } });
}

/** EU is up, Staging is down with an old catalog. */
export function sampleData(change: Partial<ConsoleState> = {}): ConsoleState {
  const data = consoleStub({ providers: [upView(EU), downView(STAGING)], catalogs: [EU, STAGING] }).state();
  return { ...data, ...change };
}

/** Providers that are up, with these catalogs. */
export function dataOf(...catalogs: readonly Catalog[]): ConsoleState {
  return consoleStub({ providers: catalogs.map(upView), catalogs }).state();
}

export function event(part: Partial<AppEvent> = {}): AppEvent {
  return {
    at: SYNCED_AT,
    kind: "sync",
    provider: "EU",
    outcome: "ok",
    summary: "2 products",
    hint: null,
    command: "portico sync EU",
    changes: [],
    ...part,
  };
}

export type Driver = {
  view: ViewState;
  data: ConsoleState;
  /** Milliseconds since the epoch; every key is one second later than the one before. */
  now: number;
  readonly effects: Effect[];
  press(...keys: readonly string[]): void;
  type(text: string): void;
  paste(text: string): void;
  become(data: ConsoleState): void;
  tick(ms: number): void;
};

/** The reducer with a console around it: keys and data in, the view and its effects to look at. */
export function drive(data: ConsoleState, size: Size = { columns: 120, rows: 36 }, memory = {}): Driver {
  const driver: Driver = {
    view: initialView(size, memory),
    data,
    now: NOW,
    effects: [],
    press(...keys) {
      for (const name of keys) {
        driver.now += 1000;
        const step = reduce(driver.view, { type: "key", name, at: driver.now }, driver.data);
        driver.view = step.view;
        driver.effects.push(...step.effects);
      }
    },
    type(text) {
      driver.press(...text.split("").map((letter) => (letter === " " ? "space" : letter)));
    },
    paste(text) {
      driver.view = reduce(driver.view, { type: "paste", text, at: driver.now }, driver.data).view;
    },
    become(next) {
      driver.data = next;
      driver.view = reduce(driver.view, { type: "data-changed", at: driver.now }, next).view;
    },
    tick(ms) {
      driver.now += ms;
      const step = reduce(driver.view, { type: "tick", at: driver.now }, driver.data);
      driver.view = step.view;
      driver.effects.push(...step.effects);
    },
  };
  driver.become(data);
  return driver;
}
