import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { dashboardData, limitPolicy } from "../../fixtures/tyk-dashboard/builders.ts";
import { databaseIdOf } from "../../fixtures/tyk-simulator/wire.ts";
import { parseExact } from "../../src/core/exact-json.ts";
import { isRecord } from "../../src/core/json-record.ts";
import { startDashboard, type Dashboard } from "../../fixtures/tyk-dashboard/server.ts";
import { commandSession, type CommandSession } from "../helpers/command-session.ts";

/** Names that every JavaScript object has a meaning for; parsed, so that each is a member of its own. */
const ODD = '{"__proto__":{"a":[1]},"constructor":"c","toString":"","hasOwnProperty":{"__proto__":"deep"}}';
const ODD_TEXTS = '{"__proto__":"p","constructor":"c","valueOf":"v"}';

let dashboard: Dashboard;
let commands: CommandSession;

beforeEach(async () => {
  dashboard = await startDashboard({
    data: dashboardData({ policies: [limitPolicy({ name: "Gold", tags: ["portal"] })] }),
  });
  commands = await commandSession([{ name: "EU", url: dashboard.url, more: ["policyTags: [portal]"] }]);
  await commands.portico(["sync"]);
});

afterEach(async () => {
  await commands.close();
  await dashboard.close();
});

async function done(...argv: string[]): Promise<string> {
  const { code, out, err } = await commands.portico(argv);
  expect({ code, err }).toEqual({ code: 0, err: "" });
  return out;
}

/** As the Dashboard has it, exactly. */
function metadataAt(name: string): string {
  return JSON.stringify(dashboard.state.policies.find((one) => one.name === name)?.meta_data);
}

async function plans(): Promise<readonly string[]> {
  const list: unknown = JSON.parse(await done("get", "plans", "-o", "json"));
  return Array.isArray(list) ? list.map(({ name }) => String(name)) : [];
}

async function stored(name: string): Promise<{ readonly metadata: string; readonly labels: string }> {
  const list: unknown = JSON.parse(await done("get", "plans", "-o", "json"));
  const found = Array.isArray(list) ? list.find((one) => one.name === name) : undefined;
  return { metadata: JSON.stringify(found?.metadata), labels: JSON.stringify(found?.labels) };
}

describe("values that are shown in other words than the Provider's", () => {
  const HIDDEN =
    '{"big":12345678901234567890,"list":[0.10000000000000000001,"a\\u200bb"],"na\\u202eme":"two\\nlines","plain":1}';

  function givenAtProvider(members: string): void {
    const gold = dashboard.state.policies.find(({ name }) => name === "Gold");
    const record: unknown = parseExact(members);
    if (gold === undefined || !isRecord(record)) throw new Error("nothing to change");
    dashboard.state.policies.change(databaseIdOf(gold), record);
  }

  it.each(["metadata=", "metadata.plain=two", 'metadata={"list":[7]}'])(
    "are put back exactly when --set %s is undone",
    async (words) => {
      givenAtProvider(`{"meta_data":${HIDDEN}}`);
      await commands.portico(["sync"]);
      await done("edit", "plan", "Gold", "--set", words, "-y");
      expect(metadataAt("Gold")).not.toBe(metadataOf(HIDDEN));
      await done("undo", "-y");
      expect(metadataAt("Gold")).toBe(metadataOf(HIDDEN));
    },
  );

  it("are put back exactly though no answer to the edit came", async () => {
    givenAtProvider(`{"meta_data":${HIDDEN},"tags":["portal","a\\u200bb"]}`);
    await commands.portico(["sync"]);
    dashboard.faults.add({ kind: "close", method: "PUT", takesEffect: true, times: 1 });
    const edit = ["edit", "plan", "Gold", "--set", "metadata=", "--set", "tags=portal,new", "-y"];
    expect((await commands.portico(edit)).code).toBe(0);
    expect(metadataAt("Gold")).toBe("{}");
    await done("undo", "-y");
    expect(metadataAt("Gold")).toBe(metadataOf(HIDDEN));
    expect(dashboard.state.policies.find(({ name }) => name === "Gold")?.tags).toEqual([
      "portal",
      "a\u200bb",
    ]);
  });

  it("are put back in a name, too", async () => {
    givenAtProvider('{"name":"Go\\u200bld"}');
    await commands.portico(["sync"]);
    const [shown] = await plans();
    await done("edit", "plan", shown ?? "", "--set", "name=Gold", "-y");
    await done("undo", "-y");
    expect(dashboard.state.policies.all().map(({ name }) => name)).toEqual(["Go\u200bld"]);
  });

  it("are said to be lost where they are limits", async () => {
    givenAtProvider('{"quota_max":9223372036854775807,"quota_renewal_rate":60}');
    await commands.portico(["sync"]);
    const { out } = await commands.portico(["edit", "plan", "Gold", "--set", "quota=5/1m", "--dry-run"]);
    expect(out).toContain("Loses: The exact number of quota_max 9223372036854775807");
    expect(
      (await commands.portico(["edit", "plan", "Gold", "--set", "rate=5/1m", "--dry-run"])).out,
    ).not.toContain("Loses");
  });
});

/** As JSON has it, whatever escapes it was written with. */
function metadataOf(text: string): string {
  return JSON.stringify(parseExact(text));
}

describe("metadata and labels named like what every object has", () => {
  it("arrive from a JSON object, and stay when another key is edited", async () => {
    await done("edit", "plan", "Gold", "--set", `metadata=${ODD}`, "--set", `labels=${ODD_TEXTS}`, "-y");
    expect(metadataAt("Gold")).toBe(ODD);
    await done("edit", "plan", "Gold", "--set", "metadata.tier=one", "--set", "labels.team=pay", "-y");
    expect(metadataAt("Gold")).toBe(ODD.replace(/\}$/u, ',"tier":"one"}'));
    expect(await stored("Gold")).toEqual({
      metadata: metadataAt("Gold"),
      labels: ODD_TEXTS.replace(/\}$/u, ',"team":"pay"}'),
    });
    await done("undo", "-y");
    expect(metadataAt("Gold")).toBe(ODD);
    expect((await stored("Gold")).labels).toBe(ODD_TEXTS);
  });

  it("are set and removed one by one", async () => {
    const set = (words: string): Promise<string> => done("edit", "plan", "Gold", "--set", words, "-y");
    await set("metadata.__proto__=x");
    await set("metadata.constructor:={}");
    await set("labels.__proto__=y");
    expect(metadataAt("Gold")).toBe('{"__proto__":"x","constructor":{}}');
    expect((await stored("Gold")).labels).toBe('{"__proto__":"y"}');
    await set("metadata.__proto__=");
    expect(metadataAt("Gold")).toBe('{"constructor":{}}');
  });

  it("arrive with a new Plan", async () => {
    const metadata = ["--metadata", "__proto__=x", "--metadata", "constructor:=[1]"];
    await done("create", "plan", "New", ...metadata, "--label", "__proto__=l", "-y");
    expect(metadataAt("New")).toBe('{"__proto__":"x","constructor":[1]}');
    expect((await stored("New")).labels).toBe('{"__proto__":"l"}');
  });

  it.each(["json", "yaml"])(
    "survive being printed as %s and applied, to the same and to another",
    async (format) => {
      await done("edit", "plan", "Gold", "--set", `metadata=${ODD}`, "--set", `labels=${ODD_TEXTS}`, "-y");
      const printed = await done("get", "plans", "-o", format);
      const again = await commands.piped(printed, ["apply", "-f", "-", "-y"]);
      expect(again).toEqual({ code: 0, out: 'Plan "Gold" at EU is as wanted already.\n', err: "" });
      await done("edit", "plan", "Gold", "--set", "metadata=", "--set", "labels=", "-y");
      expect(metadataAt("Gold")).toBe("{}");
      expect((await commands.piped(printed, ["apply", "-f", "-", "-y"])).code).toBe(0);
      expect(metadataAt("Gold")).toBe(ODD);
      expect(await stored("Gold")).toEqual({ metadata: ODD, labels: ODD_TEXTS });
    },
  );

  it("come back with a deleted Plan", async () => {
    await done("edit", "plan", "Gold", "--set", `metadata=${ODD}`, "--set", `labels=${ODD_TEXTS}`, "-y");
    await done("delete", "plan", "Gold", "-y");
    await done("undo", "-y");
    expect(metadataAt("Gold")).toBe(ODD);
    expect(await stored("Gold")).toEqual({ metadata: ODD, labels: ODD_TEXTS });
  });
});
