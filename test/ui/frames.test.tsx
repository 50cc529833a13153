import { describe, expect, it } from "vitest";
import type { ConfigView, ConsoleState } from "../../src/console.ts";
import { UNKNOWN_STATUS } from "../../src/core/provider.ts";
import { textWidth } from "../../src/view/cell.ts";
import { consoleStub, catalog, providerView, SYNCED_AT, upStatus } from "../helpers/console-stub.ts";
import { frameOf } from "../helpers/frame.tsx";
import { downView, drive, EU, event, sampleData, STAGING, type Driver } from "../view/sample-console.ts";

const SIZES = [
  { columns: 80, rows: 24 },
  { columns: 120, rows: 36 },
] as const;

const BROKEN: Partial<ConfigView> = {
  state: "broken",
  issues: [
    {
      severity: "error",
      file: "portico.yaml",
      line: 14,
      column: 17,
      key: "providers[1].policyTags",
      message: 'policyTags is "a, b": there is a space after the comma',
      hint: 'Write "a,b" or [a, b].',
      source: "    policyTags: a, b",
    },
  ],
};

const HELD = providerView("EU", {
  status: { ...upStatus(EU), held: { products: 3, plans: 2 } },
});

/** The screens of the console beside the ordinary one: what is known, and the keys that lead there. */
const SCREENS: readonly (readonly [string, ConsoleState, readonly string[]])[] = [
  ["the lists", sampleData({ events: [event(), event({ kind: "config", provider: null })] }), []],
  ["the detail, opened", sampleData(), ["enter"]],
  ["no config", withConfig({ state: "missing", file: null, loadedAt: null }, { providers: [] }), []],
  ["zero Providers", withConfig({}, { providers: [] }), []],
  ["the first sync", firstSync(), []],
  ["a broken config", withConfig(BROKEN), []],
  ["a config broken from the start", withConfig({ ...BROKEN, loadedAt: null }, { providers: [] }), []],
  ["everything down", everythingDown(), []],
  ["nothing matches", sampleData(), ["/", "p", "a", "y", "space", "g", "o", "l", "d", "enter"]],
  ["a held Provider", { ...sampleData(), providers: [HELD, downView(STAGING)] }, ["1", "j", "s"]],
  ["help", sampleData(), ["?"]],
  ["the palette", sampleData(), [":"]],
  ["why", sampleData(), ["w"]],
  ["the copy menu", sampleData(), ["Y"]],
];

function withConfig(config: Partial<ConfigView>, part: Partial<ConsoleState> = {}): ConsoleState {
  const data = sampleData(part);
  return { ...data, config: { ...data.config, ...config } };
}

function firstSync(): ConsoleState {
  const progress = { phase: "reading", what: "policies", received: 412_000, total: 700_000 } as const;
  return consoleStub({
    providers: [providerView("Production EU", { progress }), providerView("Partners")],
    catalogs: [catalog("Production EU"), catalog("Partners")],
  }).state();
}

function everythingDown(): ConsoleState {
  const status = {
    ...UNKNOWN_STATUS,
    state: "down",
    lastSuccessAt: SYNCED_AT,
    error: {
      code: "CANNOT_RESOLVE",
      message: "cannot resolve dash.example.com",
      hint: "Check the host name in url.",
    },
  } as const;
  const empty = providerView("Production EU", { status });
  return consoleStub({ providers: [empty], catalogs: [catalog("Production EU")] }).state();
}

function driven(data: ConsoleState, size: (typeof SIZES)[number], keys: readonly string[]): Driver {
  const driver = drive(data, size);
  driver.press(...keys);
  driver.tick(10_000);
  return driver;
}

describe.each(SIZES)("$columns x $rows", (size) => {
  it.each(SCREENS)("draws %s on exactly the whole screen", async (name, data, keys) => {
    const frame = frameOf(driven(data, size, keys));
    expect(frame).toHaveLength(size.rows);
    for (const row of frame) expect(textWidth(row)).toBeLessThanOrEqual(size.columns);
    const paned = data.providers.length === 0 ? [] : frame.filter((row) => /^[│╭╰]/u.test(row));
    for (const row of paned) expect(textWidth(row.trimEnd())).toBe(size.columns);
    const file = `${name.replaceAll(/[ ,]+/gu, "-")}-${size.columns}x${size.rows}.txt`;
    await expect(`${frame.map((row) => row.trimEnd()).join("\n")}\n`).toMatchFileSnapshot(`frames/${file}`);
  });
});
