import { describe, expect, test } from "vitest";
import { passed, unknownAfter, warning, type CheckRun } from "../../src/core/check.ts";
import { checkText } from "../../src/view/check-lines.ts";
import { detailOf, detailTexts } from "../../src/view/detail.ts";
import { UNICODE_GLYPHS } from "../../src/view/glyphs.ts";
import { lineText } from "../../src/view/line.ts";
import { brokenPractices, hasSeriousPractice } from "../../src/view/provider-practices.ts";
import { ALL_ROW, providerRowsOf } from "../../src/view/provider-rows.ts";
import { skipped } from "../helpers/catalog-items.ts";
import { catalog, definition, providerView, upStatus } from "../helpers/console-stub.ts";
import { dataOf, drive, EU, NOW, sampleData } from "./sample-console.ts";
import { dialogOf, effectOf } from "./write-samples.ts";

const RUN: CheckRun = {
  provider: "EU",
  startedAt: "2026-08-21T12:00:00.000Z",
  running: false,
  steps: [
    passed("url", "https://dash.example.com:3000"),
    { id: "port", outcome: "fail", seen: "connecting failed: refused", advice: "Check the port." },
    unknownAfter("tls", "port"),
    warning("baseline", { seen: "none is set", advice: "Set it.", practice: "no-baseline-url" }),
  ],
};

describe("x", () => {
  test("checks the Provider in question, and shows it in a dialog that Esc closes", () => {
    const driver = drive(dataOf(EU));
    driver.press("x");
    expect(effectOf(driver, "check")).toEqual({ type: "check", provider: "EU" });
    expect(driver.view.overlay).toEqual({ kind: "check", provider: "EU" });
    driver.press("esc");
    expect(driver.view.overlay).toBeNull();
  });

  test("checks it again in the dialog, once the check under way has ended", () => {
    const checks = new Map([["EU", { ...RUN, running: true }]]);
    const driver = drive({ ...dataOf(EU), checks });
    driver.press("x", "x");
    expect(driver.view.toast?.text).toContain("it is being checked already");
  });

  test("says first to choose where all are listed", () => {
    const driver = drive(sampleData());
    driver.press("1", "g", "x");
    expect(driver.view.overlay).toBeNull();
    expect(driver.view.toast?.text).toContain("choose a Provider first");
  });
});

test("a check is drawn step by step, with what to do under those that are not fine", () => {
  const { title, lines } = checkText({ ...dataOf(EU), checks: new Map([["EU", RUN]]) }, "EU", {
    glyphs: UNICODE_GLYPHS,
    width: 60,
  });
  expect([title, ...lines.map(lineText)]).toEqual([
    "Check: EU · 1 failed (port), 1 warning, 1 unknown",
    "✔ url       https://dash.example.com:3000",
    "✖ port      connecting failed: refused",
    "            Check the port.",
    "◌ tls       not known, because port failed",
    "⚠ baseline  none is set [no-baseline-url]",
    "            Set it.",
  ]);
});

describe("Enter in an explanation", () => {
  const place = { definition: definition("EU", { policyTags: ["portal"] }) };

  test("proposes to add the tag that a policy lacks, and nothing else", () => {
    const lacking = {
      ...skipped("s1", "Ledger"),
      reason: "no-matching-tag",
      tags: ["internal"],
      withTags: { outcome: "product", detail: "" } as const,
    };
    const data = dataOf(catalog("EU", { skipped: [lacking] }));
    const driver = drive({ ...data, providers: data.providers.map((view) => ({ ...view, ...place })) });
    driver.press("6", "w", "enter");
    expect(effectOf(driver, "propose").wanted).toEqual([
      {
        op: "adopt",
        kind: "product",
        provider: "EU",
        policyId: "s1",
        name: "Ledger",
        tags: ["internal", "portal"],
      },
    ]);
    expect(dialogOf(driver).title).toBe('Adopt Product "Ledger" at EU');
  });

  test("closes it where there is nothing to be done from here", () => {
    const driver = drive(dataOf(EU));
    driver.press("6", "w", "enter");
    expect(driver.view.overlay).toBeNull();
  });
});

describe("best practices", () => {
  const bad = providerView("EU", {
    definition: definition("EU", { url: "http://dash", baselineUrl: null, environment: "production" }),
    status: upStatus(EU),
    asWritten: { exposesSecret: true, namesPort: true },
  });
  const data = { ...dataOf(EU), providers: [bad] };
  const ids = (ignore: readonly string[] = []): readonly (string | undefined)[] =>
    brokenPractices(bad, { ...data, config: { ...data.config, ignore } }, NOW).map(
      ({ practice }) => practice,
    );

  test("are told of the config and of history", () => {
    expect(ids()).toEqual(["http-url", "literal-secret", "no-tags", "no-baseline-url", "no-description"]);
    expect(brokenPractices(bad, data, NOW + 3_600_000).at(-1)?.practice).toBe("not-synchronized");
  });

  test("that a check has seen are told with its age, as long as the address is the same", () => {
    const step = warning("permission-others", { seen: "an admin", advice: "Don't.", practice: "admin-user" });
    const at = new Date(NOW - 3 * 3_600_000).toISOString();
    const measured = [
      { at, url: "http://dash", step },
      { at, url: "http://old", step: { ...step, practice: "extra-permissions" as const } },
    ];
    const seen = { ...bad, status: { ...bad.status, measured } };
    expect(brokenPractices(seen, data, NOW).at(-1)).toEqual({ ...step, checkedAt: at });
    const rows = providerRowsOf({ ...data, providers: [seen] }, { filter: "", problems: false });
    const [, row = ALL_ROW] = rows;
    const detail = detailOf(
      { kind: "provider", row },
      {
        data: { ...data, providers: [seen] },
        now: NOW,
        offsetMinutes: 0,
        usage: new Map(),
        tokens: new Map(),
        glyphs: UNICODE_GLYPHS,
        width: 88,
        markdown: null,
      },
    );
    expect(detailTexts(detail)).toContain("⚠ an admin (checked 3h ago) [admin-user]");
  });

  test("that are ignored are not told", () => {
    expect(ids(["http-url", "no-tags", "literal-secret"])).toEqual(["no-baseline-url", "no-description"]);
  });

  test("that matter are problems, the others are not", () => {
    expect(hasSeriousPractice(bad, data, NOW)).toBe(true);
    const ignore = ["http-url", "literal-secret"];
    expect(hasSeriousPractice(bad, { ...data, config: { ...data.config, ignore } }, NOW)).toBe(false);
  });
});
