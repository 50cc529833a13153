import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ConfigView, ConsoleState } from "../../src/console.ts";
import type { CheckRun } from "../../src/core/check.ts";
import type { ConfigIssue } from "../../src/core/config-issue.ts";
import { UNKNOWN_STATUS } from "../../src/core/provider.ts";
import { textWidth } from "../../src/view/cell.ts";
import { plan, skipped } from "../helpers/catalog-items.ts";
import {
  consoleStub,
  catalog,
  definition,
  providerView,
  SYNCED_AT,
  upStatus,
} from "../helpers/console-stub.ts";
import { frameOf, linearFrame, styledFrame } from "../helpers/frame.tsx";
import { HEALTHY_RUN, SICK_RUN } from "../view/check-samples.ts";
import {
  dataOf,
  downView,
  drive,
  EU,
  event,
  sampleData,
  STAGING,
  type Driver,
} from "../view/sample-console.ts";

const SIZES = [
  { columns: 80, rows: 24 },
  { columns: 120, rows: 36 },
] as const;

const ISSUE: ConfigIssue = {
  severity: "error",
  file: "portico.yaml",
  line: 14,
  column: 17,
  key: "providers[1].policyTags",
  message: 'policyTags is "a, b": there is a space after the comma',
  hint: 'Write "a,b" or [a, b].',
  source: "    policyTags: a, b",
};

const BROKEN: Partial<ConfigView> = { state: "broken", issues: [ISSUE] };

const HELD = providerView("EU", {
  status: { ...upStatus(EU), held: { products: 3, plans: 2 } },
});

const PER_MINUTE = { count: 500, per: { every: 1, unit: "minute" } } as const;

const HISTORY = [
  event({
    summary: '2 products · 1 plan · +2 placeholders "Pay", "Gold"',
    changes: [
      { kind: "product", type: "created", policyId: "p1", name: "Pay" },
      { kind: "plan", type: "created", policyId: "l1", name: "Gold" },
      {
        kind: "plan",
        type: "updated",
        policyId: "l2",
        name: "Silver+",
        formerName: "Silver",
        fields: ["name", "rate"],
      },
      { kind: "product", type: "hidden", policyId: "p2", name: "Old" },
      { kind: "product", type: "restored", policyId: "p3", name: "Back again" },
    ],
  }),
  event({ provider: "Staging", outcome: "fail", summary: "connection refused", hint: "Is it running?" }),
  event({
    kind: "write",
    outcome: "warn",
    summary: 'Edited Plan "Gold"',
    command: "portico edit plan Gold -p EU",
  }),
  event({ kind: "config", provider: null, summary: "config applied, 2 Providers", command: null }),
] as const;

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
  ["why a policy lacks the tag", untagged(EU), ["6", "w"]],
  ["why nothing is on show", untagged({ ...EU, products: [], plans: [] }), ["1", "j", "w"]],
  ["a check of a healthy Provider", checked(HEALTHY_RUN), ["x"]],
  ["a check of a sick Provider", checked(SICK_RUN), ["x"]],
  ["the end of a check", checked(SICK_RUN), ["x", "G"]],
  [
    "a check under way",
    checked({ ...HEALTHY_RUN, running: true, steps: HEALTHY_RUN.steps.slice(0, 6) }),
    ["x"],
  ],
  ["the copy menu", sampleData(), ["Y"]],
  ["the history", sampleData({ events: HISTORY }), ["@", "j"]],
  ["the history, filtered", sampleData({ events: HISTORY }), ["@", "/", "g", "o", "l", "d", "enter"]],
  ["an event in full", sampleData({ events: HISTORY }), ["@", "G", "enter"]],
  ["a comparison", twoStages(), ["1", "j", "D"]],
  ["a difference in full", twoStages(), ["1", "j", "D", "j", "j", "enter"]],
  ["a promotion that is refused", twoStages(), ["1", "j", "D", "P"]],
  ["which Provider to compare with", threeProviders(), ["1", "j", "D"]],
];

function untagged(of: typeof EU): ConsoleState {
  const lacking = ["Loans", "Ledger"].map((name) => ({
    ...skipped(name, name),
    reason: "no-matching-tag",
    tags: ["Portal"],
    withTags: { outcome: "product", detail: "" } as const,
  }));
  const all = { ...of, skipped: lacking };
  const view = providerView("EU", {
    definition: definition("EU", { policyTags: ["portal"] }),
    status: upStatus(all),
  });
  return { ...dataOf(all), providers: [view] };
}

function checked(run: CheckRun): ConsoleState {
  return { ...dataOf(EU), checks: new Map([["EU", run]]) };
}

function twoStages(): ConsoleState {
  const gold = plan("l1", "Gold", { rate: PER_MINUTE, tags: ["fast", "eu"], labels: { team: "data" } });
  const there = plan("l9", "Gold", {
    description: "# The best plan\n\nFor those who want *all*.",
    tags: ["eu"],
  });
  const eu = { ...EU, plans: [gold], products: EU.products.slice(0, 1) };
  return dataOf(eu, { ...STAGING, products: [], plans: [there, plan("l8", "Bronze")] });
}

function threeProviders(): ConsoleState {
  return dataOf(EU, STAGING, catalog("Partners"));
}

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

type Size = { readonly columns: number; readonly rows: number };

function driven(data: ConsoleState, size: Size, keys: readonly string[]): Driver {
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

describe("for who hears the screen", () => {
  it.each([
    ["healthy", HEALTHY_RUN],
    ["sick", SICK_RUN],
  ])("a check of a %s Provider says in words how each step went", async (name, run) => {
    const frame = linearFrame(driven(checked(run), { columns: 120, rows: 60 }, ["x"]));
    expect(frame.join("\n")).not.toMatch(/[✔✖⚠◌]/u);
    await expect(`${frame.join("\n")}\n`).toMatchFileSnapshot(
      `frames/a-check-of-a-${name}-Provider-heard.txt`,
    );
  });
});

describe("a row that is not on show", () => {
  it("has a sign under the cursor too, where inverse leaves nothing of the dim", () => {
    const driver = drive(sampleData(), SIZES[1]);
    driver.press("H", "G");
    expect(frameOf(driver).find((row) => row.includes("Legacy billing"))).toMatch(
      /–▸ Legacy billing .* hidden /u,
    );
    driver.press("j", "g");
    const without = { ...EU, products: EU.products.filter(({ policyId }) => policyId !== "p2") };
    driver.become(
      sampleData({
        catalogs: new Map([
          ["EU", without],
          ["Staging", STAGING],
        ]),
      }),
    );
    expect(frameOf(driver).find((row) => row.includes("Customer accounts"))).toMatch(
      /✖▸ Customer accounts .* gone /u,
    );
  });
});

it("counts the same in the title of a list and in what stands in its place", () => {
  const driver = driven(sampleData(), SIZES[1], ["/", "z", "z", "enter"]);
  const frame = frameOf(driver).join("\n");
  expect(frame).toContain("/zz  0 of 5");
  expect(frame).toContain('No Product matches "zz" (5 left out, 1 hidden)');
});

it("shows the place of a match, and the match itself without colour", () => {
  const driver = driven(sampleData(), SIZES[0], ["enter", "/", "o", "enter", "n"]);
  expect(frameOf(driver).join("\n")).toMatch(/\/o {2}2\/3/u);
  const plain = styledFrame(driver, { ascii: false, colour: false });
  expect(plain).toContain("\u001B[7mo\u001B[27m");
});

it("says how much of a broken config has no room", () => {
  const issues = Array.from({ length: 9 }, (_, at) => ({ ...ISSUE, line: at + 1 }));
  const data = withConfig({ state: "broken", issues });
  const frame = frameOf(driven(data, SIZES[0], [])).join("\n");
  expect(frame).toMatch(/… \d+ more lines/u);
  expect(frame).toContain("still running what was loaded 2m ago");
});

describe("--ascii", () => {
  const ASCII = /^[\u0020-\u007E\n]*$/u;
  const LETTERS = "jkgG123456lhsS/nN!Hw:?@fmtyYv*<>oOqezDP".split("");
  const NAMED = [
    "space",
    "enter",
    "esc",
    "tab",
    "shift-tab",
    "down",
    "up",
    "right",
    "left",
    "pgdn",
    "ctrl-c",
  ];

  it.each(SCREENS)("has no other character in %s", (_name, data, keys) => {
    for (const size of SIZES) {
      expect(frameOf(driven(data, size, keys), { ascii: true }).join("\n")).toMatch(ASCII);
    }
  });

  it("has no other character wherever keys lead", () => {
    const walks = fc.record({
      data: fc.constantFrom(...SCREENS.map(([, data]) => data)),
      size: fc.constantFrom(...SIZES),
      keys: fc.array(fc.constantFrom(...LETTERS, ...NAMED), { maxLength: 12 }),
    });
    fc.assert(
      fc.property(walks, ({ data, size, keys }) => {
        const driver = drive(data, size);
        driver.press(...keys);
        expect(frameOf(driver, { ascii: true }).join("\n")).toMatch(ASCII);
      }),
      { numRuns: 60 },
    );
  });
});
