import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { accessPolicy, anApi, dashboardData, limitPolicy } from "../../fixtures/tyk-dashboard/builders.ts";
import { startDashboard, type Dashboard } from "../../fixtures/tyk-dashboard/server.ts";
import { databaseIdOf } from "../../fixtures/tyk-simulator/wire.ts";
import { runCommand } from "../../src/cli/run.ts";
import { parseArguments } from "../../src/cli/parse.ts";
import type { AppEvent } from "../../src/core/events.ts";
import { capturedIo } from "../helpers/captured-io.ts";
import { commandSession, type CommandSession } from "../helpers/command-session.ts";
import { consoleStub, providerView, SYNCED_AT } from "../helpers/console-stub.ts";
import { jsonRecords } from "../helpers/json-records.ts";
import { event } from "../view/sample-console.ts";

const CHANGES: AppEvent["changes"] = [
  { kind: "product", type: "created", policyId: "p1", name: "Refunds" },
  {
    kind: "plan",
    type: "updated",
    policyId: "l1",
    name: "Gold+",
    formerName: "Gold",
    fields: ["name", "rate"],
  },
];

const HISTORY: readonly AppEvent[] = [
  event({ at: "2026-08-01T12:00:00.000Z", provider: "Gone", summary: "an old one" }),
  event({ at: "2026-08-20T12:04:00.000Z", summary: "2 products", changes: CHANGES }),
  event({ at: SYNCED_AT, kind: "write", outcome: "fail", summary: 'Edit Plan "Gold": refused' }),
];

async function history(argv: readonly string[], events = HISTORY, columns: number | null = null) {
  const parsed = parseArguments(["history", ...argv]);
  if (!parsed.ok) return { code: 3, out: "", err: parsed.error.message };
  const { intent } = parsed;
  if (intent.command !== "history") throw new Error(`${intent.command} is no history`);
  const io = capturedIo(consoleStub({ providers: [providerView("EU")], history: events }), { columns });
  const code = await runCommand(intent, io);
  return { code, out: io.out(), err: io.err() };
}

async function summaries(...argv: string[]): Promise<readonly unknown[]> {
  const { code, out } = await history([...argv, "-o", "json"]);
  expect(code).toBe(0);
  return jsonRecords(out).map(({ summary }) => summary);
}

describe("portico history", () => {
  it("has the documented json keys, the newest first", async () => {
    const { out } = await history(["-o", "json"]);
    const records = jsonRecords(out);
    expect(Object.keys(records[0] ?? {})).toEqual([
      "at",
      "provider",
      "kind",
      "outcome",
      "summary",
      "changes",
    ]);
    expect(records.map(({ at }) => at)).toEqual(HISTORY.map(({ at }) => at).toReversed());
    expect(records[1]).toMatchObject({ changes: CHANGES });
  });

  it("keeps to a Provider, a kind, a time and a number", async () => {
    expect(await summaries("EU")).toEqual(['Edit Plan "Gold": refused', "2 products"]);
    expect(await summaries("--kind", "sync")).toEqual(["2 products", "an old one"]);
    expect(await summaries("--since", "24h")).toEqual(['Edit Plan "Gold": refused', "2 products"]);
    expect(await summaries("--since", "2026-08-21")).toEqual(['Edit Plan "Gold": refused']);
    expect(await summaries("--limit", "1")).toEqual(['Edit Plan "Gold": refused']);
  });

  it("tells of a Provider that has left the config, and takes no other name", async () => {
    expect(await summaries("Gone")).toEqual(["an old one"]);
    expect(await history(["Gnoe"])).toMatchObject({ code: 3, out: "" });
  });

  it("says in a table what was created, renamed and changed, in the time of this place", async () => {
    const { out } = await history(["--kind", "sync", "--limit", "1"]);
    expect(out).toMatch(
      /2026-08-2\d \d\d:\d\d +sync +EU +ok +2 products +created Product "Refunds", renamed Plan "Gold", now "Gold\+" \(rate\)\n/u,
    );
  });

  it("fits into the terminal", async () => {
    const { out } = await history([], HISTORY, 60);
    expect(out.split("\n").every((line) => line.length <= 60)).toBe(true);
    expect(out).toContain("Edit Plan");
  });

  it("lists a hundred unless told, and says that there is more", async () => {
    const many = Array.from({ length: 150 }, (_, index) => event({ summary: `n${index}` }));
    const few = await history([], many);
    expect(few.out.trimEnd().split("\n")).toHaveLength(101);
    expect(few.err).toContain("--limit or --since");
    expect((await history(["--limit", "150"], many)).out.trimEnd().split("\n")).toHaveLength(151);
  });

  it("says so when nothing of that has happened", async () => {
    expect(await history(["--kind", "check"])).toEqual({
      code: 0,
      out: "",
      err: "Nothing of that has happened.\n",
    });
  });

  it.each([
    [["--since", "yesterday"], "--since takes a time"],
    [["--since", "3mo"], "--since takes a time"],
    [["--limit", "0"], "--limit takes a whole number"],
    [["--limit", "-3"], "--limit"],
    [["--kind", "syncs"], "--kind takes"],
    [["EU", "US"], "takes only [PROVIDER]"],
  ])("refuses %j", async (argv, message) => {
    const { code, err } = await history(argv);
    expect(code).toBe(3);
    expect(err).toContain(message);
  });
});

describe("the history of real commands", () => {
  let dashboard: Dashboard;
  let commands: CommandSession;

  beforeEach(async () => {
    const pay = anApi({ id: "pay", name: "Payments", auth: "key" });
    dashboard = await startDashboard({
      data: dashboardData({
        apis: [pay],
        policies: [accessPolicy({ name: "Money", apis: [pay] }), limitPolicy({ name: "Gold" })],
      }),
    });
    commands = await commandSession([{ name: "EU", url: dashboard.url }]);
  });

  afterEach(async () => {
    await commands.close();
    await dashboard.close();
  });

  async function told(...argv: string[]) {
    const { code, out } = await commands.portico(["history", ...argv, "-o", "json"]);
    expect(code).toBe(0);
    return jsonRecords(out);
  }

  it("tells what syncs created, renamed, hid and restored, by name", async () => {
    await commands.portico(["sync"]);
    const { policies } = dashboard.state;
    const [money, gold] = policies.all();
    if (money === undefined || gold === undefined) throw new Error("the policies are missing");
    policies.change(databaseIdOf(money), { name: "Payments and more" });
    policies.remove(databaseIdOf(gold));
    await commands.portico(["sync"]);
    policies.add(gold);
    await commands.portico(["sync"]);
    expect((await told("EU", "--kind", "sync")).map(({ changes }) => changes)).toMatchObject([
      [{ type: "restored", kind: "plan", name: "Gold" }],
      [
        { type: "updated", kind: "product", name: "Payments and more", formerName: "Money" },
        { type: "hidden", kind: "plan", name: "Gold" },
      ],
      [
        { type: "created", kind: "product", name: "Money" },
        { type: "created", kind: "plan", name: "Gold" },
      ],
    ]);
  });

  it("tells what was written, with the fields, and what was refused", async () => {
    await commands.portico(["sync"]);
    await commands.portico(["edit", "plan", "Gold", "--set", "name=Gold+", "--yes"]);
    await commands.portico(["publish", "plan", "Gold+"]);
    await commands.portico(["delete", "product", "Money", "--yes"]);
    const writes = await told("--kind", "write");
    expect(writes.map(({ summary }) => summary)).toEqual([
      'Deleted Product "Money"',
      'Published Plan "Gold+"',
      'Edited Plan "Gold", now "Gold+"',
    ]);
    expect(writes.map(({ changes }) => changes)).toMatchObject([
      [{ type: "deleted", kind: "product", name: "Money" }],
      [{ type: "updated", name: "Gold+", fields: ["published"] }],
      [{ type: "updated", name: "Gold+", formerName: "Gold", fields: ["name"] }],
    ]);
  });
});
