import { parse as parseYaml } from "yaml";
import { describe, expect, it } from "vitest";
import type { ExplainIntent } from "../../src/cli/intent.ts";
import { runCommand } from "../../src/cli/run.ts";
import { capturedIo } from "../helpers/captured-io.ts";
import { HIDDEN, plan, product, skipped } from "../helpers/catalog-items.ts";
import { jsonRecords } from "../helpers/json-records.ts";
import { catalog, consoleStub, definition, providerView, upStatus } from "../helpers/console-stub.ts";

const A = catalog("A", {
  products: [product("p1", "Payments"), product("p2", "Old", HIDDEN), product("p4", "Twin")],
  plans: [plan("l1", "Gold"), plan("l2", "Twin")],
  skipped: [skipped("s1", "Everything")],
});
const B = catalog("B side", { plans: [plan("l9", "Gold")] });

const STUB = consoleStub({
  providers: [providerView("A", { status: upStatus(A) }), providerView("B side", { status: upStatus(B) })],
  catalogs: [A, B],
});

async function explain(part: Partial<ExplainIntent>, stub = STUB) {
  const io = capturedIo(stub);
  const intent: ExplainIntent = {
    command: "explain",
    provider: null,
    policy: null,
    addTag: null,
    output: "json",
    ...part,
  };
  const code = await runCommand(intent, io);
  return { code, out: io.out(), err: io.err() };
}

async function found(part: Partial<ExplainIntent>): Promise<readonly (readonly unknown[])[]> {
  const { code, out } = await explain(part);
  expect(code).toBe(0);
  return jsonRecords(out).map((one) => [one["provider"], one["policyId"], one["outcome"]]);
}

describe("which policies", () => {
  it("are all that are skipped or hidden when none is named", async () => {
    expect(await found({})).toEqual([
      ["A", "s1", "skipped"],
      ["A", "p2", "missing"],
    ]);
    expect(await found({ provider: "B side" })).toEqual([]);
  });

  it("are those of a Provider when the only argument is its name", async () => {
    expect(await found({ policy: "A" })).toHaveLength(2);
  });

  it("is the one of that name or id", async () => {
    expect(await found({ policy: "Payments" })).toEqual([["A", "p1", "product"]]);
    expect(await found({ policy: "l9" })).toEqual([["B side", "l9", "plan"]]);
    expect(await found({ provider: "B side", policy: "Gold" })).toEqual([["B side", "l9", "plan"]]);
  });

  it("are both when a named Provider has two of that name", async () => {
    expect(await found({ provider: "A", policy: "Twin" })).toHaveLength(2);
  });

  it("is missing at each Provider when none has it, and the exit code says so", async () => {
    const { code, out } = await explain({ policy: "no such policy" });
    expect(code).toBe(1);
    expect(jsonRecords(out)).toMatchObject([
      { provider: "A", policyId: null, outcome: "missing" },
      { provider: "B side", policyId: null, outcome: "missing" },
    ]);
  });

  it("is missing, too, when its Provider no longer returns it", async () => {
    const { code, out } = await explain({ policy: "Old" });
    expect(code).toBe(1);
    expect(jsonRecords(out)).toMatchObject([{ provider: "A", policyId: "p2", outcome: "missing" }]);
  });
});

describe("output", () => {
  it("has the documented json keys", async () => {
    const { out } = await explain({ policy: "s1" });
    const [one] = jsonRecords(out);
    expect(Object.keys(one ?? {})).toEqual(["provider", "policyId", "name", "outcome", "steps", "advice"]);
    const steps = jsonRecords(JSON.stringify(one?.["steps"]));
    expect(steps.length).toBeGreaterThan(1);
    for (const step of steps) expect(Object.keys(step)).toEqual(["question", "answer", "ok"]);
  });

  it("has the keys of json and a kind as yaml", async () => {
    const expected = jsonRecords((await explain({})).out);
    const { out } = await explain({ output: "yaml" });
    expect(parseYaml(out)).toEqual(expected.map((one) => ({ kind: "explanation", ...one })));
  });

  it("has a line per policy as csv", async () => {
    const [head, first] = (await explain({ output: "csv" })).out.split("\r\n");
    expect(head).toBe("provider,policyId,name,outcome,steps,advice");
    expect(first).toMatch(/^A,s1,Everything,skipped,"\[\{""question"":/u);
  });

  it("reads as question, answer and advice", async () => {
    const { out } = await explain({ policy: "s1", output: "table" });
    const lines = out.split("\n");
    expect(lines[0]).toBe("Everything (A, s1): skipped");
    expect(lines.slice(1, -3).every((line) => /^ {2}[✔✖·] /u.test(line))).toBe(true);
    expect(lines.at(-3)).toMatch(/^ {2}→ \S/u);
  });

  it("tells people the time of their place, and programs the instant", async () => {
    const { out } = await explain({ policy: "s1", output: "table" });
    expect(out).toMatch(/Yes, last synchronized on \d{4}-\d\d-\d\d at \d\d:\d\d\./u);
    expect(out).not.toMatch(/\dT\d/u);
    const json = await explain({ policy: "s1" });
    expect(json.out).toContain(`last synchronized ${upStatus(A).lastSuccessAt}`);
  });

  it("tells in one line of a policy that no Provider has, and of the nearest", async () => {
    expect(await explain({ policy: "Paymets", output: "table" })).toEqual({
      code: 1,
      out: 'No Provider has a policy named "Paymets"; looked at A, B side; nearest: "Payments" at A.\n',
      err: "",
    });
  });

  it("names the Providers that were never looked at", async () => {
    const stub = consoleStub({ providers: [providerView("A"), providerView("New")], catalogs: [A] });
    const { out } = await explain({ policy: "Nothing alike", output: "table" }, stub);
    expect(out).toBe(
      'No Provider has a policy named "Nothing alike"; looked at A; not synchronized yet: New.\n',
    );
  });

  it("asks the questions of a missing policy when one Provider is meant", async () => {
    const { code, out } = await explain({ provider: "A", policy: "Paymets", output: "table" });
    expect(code).toBe(1);
    expect(out).toMatch(/^Paymets \(A\): missing\n/u);
    expect(out).toContain('→ Did you mean "Payments"?');
  });

  it("does not call everything shown before anything was looked at", async () => {
    const stub = consoleStub({ providers: [providerView("A")] });
    expect((await explain({ output: "table" }, stub)).err).toBe(
      'No policies yet; "portico sync" looks for them.\n',
    );
    expect((await explain({ output: "table" }, consoleStub())).err).toBe(
      "No Providers in portico.yaml yet.\n",
    );
  });

  it("says once, and first, why nothing of a Provider is on show", async () => {
    const lacking = ["s1", "s2"].map((id) => ({
      ...skipped(id, id),
      reason: "no-matching-tag",
      tags: ["old"],
    }));
    const none = catalog("A", { products: [product("p2", "Old", HIDDEN)], skipped: lacking });
    const view = providerView("A", {
      definition: definition("A", { policyTags: ["portal"] }),
      status: upStatus(none),
    });
    const stub = consoleStub({ providers: [view], catalogs: [none] });
    const { out } = await explain({ output: "table" }, stub);
    expect(out.split("\n")).toEqual([
      "A: nothing is on show",
      '  → None of 2 policies has the tag "portal", 2 have "old": look first whether policyTags or the tags of the policies were changed, then, if others are missing, at ownership and permissions, with: portico check A',
      "    portico explain -p A POLICY tells of one policy",
      "",
      "",
    ]);
    expect(jsonRecords((await explain({}, stub)).out)).toHaveLength(3);
  });

  it("says so when everything is on show", async () => {
    expect(await explain({ provider: "B side", output: "table" })).toEqual({
      code: 0,
      out: "",
      err: "Nothing is skipped or hidden.\n",
    });
  });
});

describe("errors", () => {
  it("lists the policies that a name fits", async () => {
    expect(await explain({ policy: "Gold" })).toEqual({
      code: 3,
      out: "",
      err: [
        'portico: "Gold" fits 2 policies:',
        "  A: Gold (plan, l1)",
        "  B side: Gold (plan, l9)",
        "  Name the Provider with -p, or use the policy id.",
        "",
      ].join("\n"),
    });
  });

  it("stops listing after ten", async () => {
    const many = catalog("A", {
      plans: Array.from({ length: 13 }, (_, index) => plan(`l${index}`, "Same")),
    });
    const stub = consoleStub({ providers: [providerView("A")], catalogs: [many] });
    const { err, code } = await explain({ policy: "Same" }, stub);
    expect(code).toBe(3);
    expect(err).toContain("  and 3 more\n");
    expect(err.split("\n")).toHaveLength(14);
  });

  it("refuses a Provider that is not there", async () => {
    expect(await explain({ provider: "B-side", policy: "Gold" })).toEqual({
      code: 3,
      out: "",
      err: 'portico: there is no Provider "B-side". Did you mean "B side"?\n',
    });
  });

  it("takes an unknown name that is nearly a Provider's for a slip", async () => {
    expect(await explain({ policy: "B-side" })).toEqual({
      code: 3,
      out: "",
      err: 'portico: no Provider or policy is called "B-side". Did you mean "B side"?\n',
    });
  });
});
