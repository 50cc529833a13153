import { describe, expect, it } from "vitest";
import type { ConsoleState } from "../../src/console.ts";
import type { ConfigIssue } from "../../src/core/config-issue.ts";
import { shownDetailOf, detailTexts } from "../../src/view/detail.ts";
import { ASCII_GLYPHS, UNICODE_GLYPHS, type Glyphs } from "../../src/view/glyphs.ts";
import { hintsFor, hintsLine } from "../../src/view/hints.ts";
import { lineText, lineWidth, type Line } from "../../src/view/line.ts";
import { configNotice, emptyListLines, heldLines, startLines, tooSmallLine } from "../../src/view/screens.ts";
import { selectorLine, statusLine } from "../../src/view/status-line.ts";
import { catalog, consoleStub, providerView, SYNCED_AT } from "../helpers/console-stub.ts";
import {
  dataOf,
  downView,
  drive,
  EU,
  event,
  sampleData,
  STAGING,
  upView,
  type Driver,
} from "./sample-console.ts";

function text(lines: readonly Line[] | null): string {
  return lines === null ? "nothing" : lines.map((drawn) => lineText(drawn).trimEnd()).join("\n");
}

function input({ view, data, now }: Driver, glyphs: Glyphs = UNICODE_GLYPHS) {
  return { view, data, now, glyphs };
}

const ISSUE: ConfigIssue = {
  severity: "error",
  file: "portico.yaml",
  line: 14,
  column: 19,
  key: "policyTags",
  message: "a space after the comma",
  hint: 'write "a,b" or [a, b]',
  source: "    policyTags: a, b",
};

function broken(): ConsoleState {
  const data = sampleData();
  return { ...data, config: { ...data.config, state: "broken", issues: [ISSUE, { ...ISSUE, line: 20 }] } };
}

const SMALL = { columns: 80, rows: 24 };

describe("the start screens", () => {
  it("offer to write a config, or the demo, where there is none", () => {
    const driver = drive(consoleStub({ config: { state: "missing", file: null } }).state(), SMALL);
    expect(text(startLines(input(driver), 42))).toMatchInlineSnapshot(`
      "No portico.yaml here or in the folders
      above.

      i  write a commented one here
      d  try it with two simulated Dashboards
      q  quit"
    `);
  });

  it("open the config that has no Providers", () => {
    const driver = drive(consoleStub().state(), SMALL);
    expect(text(startLines(input(driver), 42))).toMatchInlineSnapshot(`
      "portico.yaml has no Providers yet.

      a  add one now (form)
      e  open the YAML in $EDITOR
      q  quit

      The screen changes as you save."
    `);
  });

  it("show the errors of a config that never was sound", () => {
    const stub = consoleStub({ config: { state: "broken", issues: [ISSUE], loadedAt: null } });
    expect(text(startLines(input(drive(stub.state(), SMALL)), 60))).toMatchInlineSnapshot(`
      "✖ portico.yaml:14:19  policyTags: a space after the comma
        14 │     policyTags: a, b
           │                   ^
        write "a,b" or [a, b]
      nothing is running · e edit · Y copy"
    `);
  });

  it("make room for panes as soon as there is a Provider", () => {
    expect(startLines(input(drive(sampleData(), SMALL)), 42)).toBeNull();
  });

  it("name the keys that are bound", () => {
    const stub = consoleStub({ config: { state: "missing", file: null, keys: { "config.init": ["I"] } } });
    expect(text(startLines(input(drive(stub.state())), 42))).toContain("I  write a commented one here");
  });

  it("say what size is needed when the terminal is too small", () => {
    expect(lineText(tooSmallLine({ columns: 30, rows: 5 }))).toBe("portico needs 40x8, this is 30x5");
  });
});

describe("a broken config", () => {
  it("shows every error with its line and fix, and what is running meanwhile", () => {
    expect(text(configNotice(input(drive(broken())), 70))).toMatchInlineSnapshot(`
      "✖ portico.yaml:14:19  policyTags: a space after the comma
        14 │     policyTags: a, b
           │                   ^
        write "a,b" or [a, b]
      ✖ portico.yaml:20:19  policyTags: a space after the comma
        20 │     policyTags: a, b
           │                   ^
        write "a,b" or [a, b]
      still running what was loaded 2m ago · e edit · Y copy · Esc put aside"
    `);
  });

  it("wraps its fix, and shows a long line around the column that is meant", () => {
    const source = `    url: ${"x".repeat(90)} # ${"y".repeat(90)}`;
    const hint =
      `Put quotes around it, or leave a blank before the comment; ${"then look again. ".repeat(3)}`.trim();
    const data = broken();
    const issues = [{ ...ISSUE, column: 100, hint, source }];
    const notice = configNotice(input(drive({ ...data, config: { ...data.config, issues } })), 50) ?? [];
    expect(text(notice)).toMatchInlineSnapshot(`
      "✖ portico.yaml:14:100  policyTags: a space after
      the comma
        14 │ …xxxxxxxxxxxxxxxxxxxx # yyyyyyyyyyyyyyyyyy…
           │                      ^
        Put quotes around it, or leave a blank before
        the comment; then look again. then look again.
        then look again.
      still running what was loaded 2m ago · e edit · Y
      copy · Esc put aside"
    `);
    for (const shown of notice) expect(lineWidth(shown)).toBeLessThanOrEqual(50);
  });

  it("draws its lines with characters of ASCII where there are no others", () => {
    expect(text(configNotice(input(drive(broken()), ASCII_GLYPHS), 70))).toMatch(/^[\n\u0020-\u007E]+$/u);
  });

  it("can be put aside with Esc until its errors change", () => {
    const driver = drive(broken());
    driver.press("esc");
    expect(configNotice(input(driver), 70)).toBeNull();
    driver.become({ ...driver.data, config: { ...driver.data.config, issues: [ISSUE] } });
    expect(configNotice(input(driver), 70)).not.toBeNull();
  });
});

describe("an empty list", () => {
  it("shows how far the first synchronization is", () => {
    const progress = { phase: "reading", what: null, received: 412_000, total: 700_000 } as const;
    const waiting = { phase: "waiting", what: null, received: 0, total: null } as const;
    const providers = [
      providerView("Production EU", { progress }),
      providerView("Partners", { progress: waiting }),
      providerView("Staging"),
    ];
    const driver = drive(consoleStub({ providers }).state(), SMALL);
    expect(text(emptyListLines(input(driver), 60))).toMatchInlineSnapshot(`
      " ◐ Production EU        ▓▓▓▓▓▓░░░░ 412 kB
       ◐ Partners             waiting
       ◌ Staging              unknown"
    `);
    expect(text(emptyListLines(input(driver, ASCII_GLYPHS), 60))).toMatchInlineSnapshot(`
      " ~ Production EU        ######.... 412 kB
       ~ Partners             waiting
       ? Staging              unknown"
    `);
  });

  it("says what is wrong when every Provider is down", () => {
    const empty = catalog("Staging");
    const driver = drive(
      sampleData({ providers: [downView(empty)], catalogs: new Map([["Staging", empty]]) }),
      SMALL,
    );
    expect(text(emptyListLines(input(driver), 60))).toMatchInlineSnapshot(`
      " ✖ Staging  connection refused 127.0.0.1:3000
         Is the Dashboard running?
         the last good catalog is 2m old, and empty"
    `);
  });

  it("says that nothing matches, and where else to look", () => {
    const driver = drive(dataOf(EU, STAGING), SMALL);
    driver.press("/");
    driver.type("bill");
    driver.press("enter");
    expect(text(emptyListLines(input(driver), 70))).toMatchInlineSnapshot(`
      " No Product matches "bill" (5 left out, 1 hidden)
       Esc clear · H show hidden ones, 1 matches · 6 look among skipped"
    `);
    driver.press("H");
    expect(text(emptyListLines(input(driver), 70))).not.toContain("hidden");
    driver.press("H", "/");
    driver.type("x");
    expect(text(emptyListLines(input(driver), 70))).toMatchInlineSnapshot(`
      " No Product matches "billx" (5 left out, 1 hidden)
       Esc clear · 6 look among skipped"
    `);
    driver.type(" colour:red");
    expect(text(emptyListLines(input(driver), 70))).toContain('no column "colour" here');
  });

  it("says that nothing has a problem", () => {
    const driver = drive(dataOf(STAGING), SMALL);
    driver.press("!");
    expect(text(emptyListLines(input(driver), 70))).toContain("No Product has a problem (2 left out)");
  });

  it("says that there is nothing of the kind, or that all of it is hidden", () => {
    const driver = drive(
      dataOf(catalog("EU", { products: EU.products.filter(({ state }) => state === "hidden") })),
    );
    expect(text(emptyListLines(input(driver), 70))).toContain("Every Product here is hidden");
    driver.press("3");
    expect(text(emptyListLines(input(driver), 70))).toContain("No Plan here.");
  });

  it("says that its Provider has left the config", () => {
    const driver = drive(sampleData());
    driver.press("1", "j", "j");
    driver.become(dataOf(EU));
    expect(text(emptyListLines(input(driver), 70))).toContain("has left the config");
  });
});

it("asks about a held Provider with the counts, keeping first", () => {
  const view = upView(EU);
  const held = { ...view, status: { ...view.status, held: { products: 5, plans: 1 } } };
  const driver = drive(sampleData({ providers: [held] }));
  const overlay = { kind: "held", provider: "EU", choice: "keep", openedAt: 0 } as const;
  expect(text(heldLines(overlay, input(driver), 46))).toMatchInlineSnapshot(`
    " 5 Products and 1 Plan would be hidden and
     unpublished. Nothing has been changed.

     ▸ Keep     Hide them"
  `);
  const roles = (choice: "keep" | "hide") =>
    heldLines({ ...overlay, choice }, input(driver), 46)
      .flatMap(({ spans }) => spans)
      .filter(({ role }) => role === "selection")
      .map((part) => part.text);
  expect([roles("keep"), roles("hide")]).toEqual([["▸ Keep "], ["▸ Hide them "]]);
});

describe("the first line", () => {
  const at = (driver: Driver, width: number) => lineText(statusLine(input(driver), width));

  it("tells the config, the Providers and the next synchronization", () => {
    const driver = drive(sampleData({ nextSyncAt: new Date(Date.parse(SYNCED_AT) + 540_000).toISOString() }));
    expect(at(driver, 100)).toMatchInlineSnapshot(
      `" portico  portico.yaml ✔   2 providers ●✖   next sync 7m                                     ? help "`,
    );
    expect(at(driver, 60)).toMatchInlineSnapshot(
      `" portico  portico.yaml ✔   2 providers ●✖   next sync 7m    "`,
    );
    expect(at(driver, 40)).toHaveLength(40);
  });

  it("shortens a long path from its start", () => {
    const data = sampleData();
    const driver = drive({
      ...data,
      config: { ...data.config, file: `/tmp/${"x".repeat(80)}/portico.yaml` },
    });
    expect(at(driver, 90)).toContain("x/portico.yaml ✔");
  });

  it("says that the last good config is running", () => {
    expect(at(drive(broken()), 120)).toContain("✖ 2 errors, running on the last good one");
  });

  it("says that everything on the screen is old when nothing answers", () => {
    expect(at(drive(sampleData({ providers: [downView(EU), downView(STAGING)] })), 120)).toContain(
      "all are down, shown is 2m old",
    );
  });
});

describe("an age under a minute", () => {
  it("is told in words, nowhere as now", () => {
    const driver = drive(sampleData({ providers: [downView(EU), downView(STAGING)] }), SMALL);
    driver.now = Date.parse(SYNCED_AT) + 1000;
    expect(lineText(statusLine(input(driver), 120))).toContain("shown is under a minute old");
    driver.press("1", "j");
    driver.now = Date.parse(SYNCED_AT) + 1000;
    expect(lineText(selectorLine(input(driver), 100))).toContain("stale <1m");
    expect(detailTexts(shownDetailOf(input(driver), 80)).join("\n")).toContain(
      "what is shown is under a minute old",
    );
    const broke = drive(broken());
    broke.now = Date.parse(SYNCED_AT) + 1000;
    expect(text(configNotice(input(broke), 100))).toContain("still running what was loaded just now");
  });
});

describe("the selector", () => {
  it("tells the Provider that is listed, and why it is down", () => {
    const driver = drive(sampleData(), SMALL);
    expect(lineText(selectorLine(input(driver), 78)).trimEnd()).toMatchInlineSnapshot(
      `" 1 ▸ ALL  2 Providers"`,
    );
    driver.press("1", "j", "j", "enter");
    expect(lineText(selectorLine(input(driver), 78)).trimEnd()).toMatchInlineSnapshot(
      `" 1 ▸ ✖ Staging  2 · 1  2 of 2  connection refused 127.0.0.1:3000, stale 2m"`,
    );
    expect(lineText(selectorLine(input(driver), 60)).trimEnd()).toMatchInlineSnapshot(
      `" 1 ▸ ✖ Staging  2 · 1  2 of 2  refused, stale 2m"`,
    );
    driver.become(dataOf(EU));
    expect(lineText(selectorLine(input(driver), 78)).trimEnd()).toMatchInlineSnapshot(
      `" 1 ▸ Staging  left the config"`,
    );
  });
});

describe("the last line", () => {
  it("shows the most important keys, help at the end", () => {
    const driver = drive(sampleData());
    expect(lineText(hintsLine(input(driver), 120)).trimEnd()).toMatchInlineSnapshot(
      `" s sync  S sync all  a add  E edit  e edit YAML  c issue  ⏎ open  p publish  / filter  : command  x check  ? more"`,
    );
    expect(lineText(hintsLine(input(driver), 30)).trimEnd()).toMatchInlineSnapshot(
      `" s sync  S sync all  ? more"`,
    );
  });

  it("folds the newest event in where activity has no pane", () => {
    const events = [event(), event({ outcome: "fail", provider: "Staging", summary: "connection refused" })];
    const driver = drive(sampleData({ events }), SMALL);
    expect(lineText(hintsLine(input(driver), 80))).toMatchInlineSnapshot(
      `" s sync  S sync all  a add  E edit  ? more          Staging: connection refused "`,
    );
    expect(lineText(hintsLine(input(drive(sampleData({ events }))), 120))).not.toContain("refused");
  });

  it("offers the next match once something is searched for", () => {
    const driver = drive(sampleData(), SMALL);
    const labels = () => hintsFor(input(driver)).map(({ text: label }) => label);
    driver.press("enter");
    expect(labels()).not.toContain("next match");
    driver.press("/", "p", "enter");
    expect(labels()).toContain("next match");
  });

  it("leaves out what would be refused, and tells how to leave a menu", () => {
    const driver = drive(dataOf(catalog("EU")));
    expect(hintsFor(input(driver)).map(({ text: label }) => label)).not.toContain("open");
    driver.press("Y", "?");
    expect(hintsFor(input(driver)).map(({ key, text: label }) => `${key} ${label}`)).toEqual([
      "⏎ choose",
      "Esc close",
    ]);
  });
});
