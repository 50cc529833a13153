import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { dashboardData, limitPolicy } from "../../fixtures/tyk-dashboard/builders.ts";
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

async function stored(name: string): Promise<{ readonly metadata: string; readonly labels: string }> {
  const list: unknown = JSON.parse(await done("get", "plans", "-o", "json"));
  const found = Array.isArray(list) ? list.find((one) => one.name === name) : undefined;
  return { metadata: JSON.stringify(found?.metadata), labels: JSON.stringify(found?.labels) };
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
