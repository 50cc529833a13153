import { describe, expect, it } from "vitest";
import { apiRecords, planRecords, productRecords, skippedRecords } from "../../src/cli/records.ts";
import { shellWord } from "../../src/core/shell-word.ts";
import { copyChoices } from "../../src/view/copy.ts";
import { jsonRow } from "../../src/view/json-row.ts";
import { rowsOf, TABS } from "../../src/view/rows.ts";
import { dataOf, downView, drive, EU, sampleData, STAGING, NOW } from "./sample-console.ts";

function copied(keys: readonly string[], what: string): string | undefined {
  const driver = drive(dataOf(EU, STAGING));
  driver.press(...keys);
  return copyChoices(driver).find((choice) => choice.what === what)?.text;
}

describe("copying", () => {
  it("offers what there is of a Product", () => {
    const driver = drive(dataOf(EU));
    driver.press("G");
    expect(copyChoices(driver).map(({ what }) => what)).toEqual([
      "the name",
      "the id",
      "the JSON",
      "the command line",
      "curl",
      "the URL",
    ]);
  });

  it("writes a curl for each API, with the credential that it asks for", () => {
    expect(copied(["G", "k"], "curl")).toBeUndefined();
    expect(copied(["1", "j", "enter", "G"], "curl")).toBe(
      'curl -H "Authorization: $API_KEY" https://api.example.com/a1/',
    );
    expect(copied(["4", "g"], "curl")).toBe(
      'curl -H "Authorization: Bearer $TOKEN" https://api.example.com/a2/',
    );
  });

  it("copies what is marked, one line each, and JSON as a list", () => {
    const keys = ["space", "j", "space"];
    expect(copied(keys, "2 names")).toBe("Customer accounts\nOrder desk");
    expect(JSON.parse(copied(keys, "2 JSON rows") ?? "")).toHaveLength(2);
  });

  it("tells how many things it copies, and shows more than the first of them", () => {
    const driver = drive(dataOf(EU, STAGING));
    driver.press("*");
    const told = copyChoices(driver).map(({ what, preview }) => [what, preview.slice(0, 40)]);
    expect(told).toEqual(
      [
        ["5 names", "Customer accounts, Order desk, Payments,"],
        ["5 ids", "p2, p4, p1, p1, q2"],
        ["5 JSON rows", '{"provider":"EU","name":"Customer account'.slice(0, 40)],
        ["5 command lines", "portico explain EU p2, portico explain E"],
        ["the URL", "https://api.example.com/a1/"],
      ].toSpliced(4, 0, ["curl", 'curl -H "Authorization: $API_KEY" https:']),
    );
    driver.press("y", "y");
    expect(driver.effects.map((effect) => effect.type === "copy" && effect.what)).toEqual([
      "5 names",
      "5 ids",
    ]);
  });

  it("copies Providers, and nothing on ALL", () => {
    const driver = drive(sampleData({ providers: [downView(STAGING)] }));
    driver.press("1");
    expect(copyChoices(driver)).toEqual([]);
    driver.press("j");
    expect(copyChoices(driver).map(({ what }) => what)).toEqual([
      "the name",
      "the URL",
      "the JSON",
      "the command line",
      "the error",
    ]);
  });

  it("copies the errors of a broken config", () => {
    const issue = {
      severity: "error",
      file: "portico.yaml",
      line: 14,
      column: 5,
      key: "policyTags",
      message: "a space after the comma",
      hint: 'write "a,b"',
      source: "policyTags: a, b",
    } as const;
    const data = sampleData();
    const driver = drive({ ...data, config: { ...data.config, state: "broken", issues: [issue] } });
    expect(copyChoices(driver).at(-1)?.text).toContain(
      "portico.yaml:14:5  policyTags: a space after the comma",
    );
  });

  it.each([
    ["EU", "EU"],
    ["Production EU", "'Production EU'"],
    ["it's", String.raw`'it'\''s'`],
    ["$(rm -rf)", "'$(rm -rf)'"],
    ["", "''"],
  ])("quotes %j for a shell", (text, word) => {
    expect(shellWord(text)).toBe(word);
  });
});

describe("the JSON of a row", () => {
  it("has the keys that the command line gives it, in that order", () => {
    const data = dataOf(EU);
    const source = { state: data, providers: data.providers, all: true };
    const records: readonly object[] = [
      ...productRecords(source),
      ...planRecords(source),
      ...apiRecords(source),
      ...skippedRecords(source),
    ];
    const rows: readonly object[] = TABS.flatMap((tab) => rowsOf(data, "EU", tab)).map(
      (row) => jsonRow(row, data, NOW) ?? {},
    );
    const byName = (list: readonly object[]) => list.map((entry) => JSON.stringify(entry)).toSorted();
    expect(byName(rows)).toEqual(byName(records));
  });
});
