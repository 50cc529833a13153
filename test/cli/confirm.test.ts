import { describe, expect, it } from "vitest";
import type { CommandIo } from "../../src/cli/command-io.ts";
import { parseArguments } from "../../src/cli/parse.ts";
import { runCommand } from "../../src/cli/run.ts";
import type { ChangeProposal, ChangeResult } from "../../src/core/change.ts";
import { AppError } from "../../src/core/errors.ts";
import { capturedIo, typing } from "../helpers/captured-io.ts";
import { plan } from "../helpers/catalog-items.ts";
import { aDefinition } from "../helpers/manual-connection.ts";
import { catalog, consoleStub, providerView, type StubOptions } from "../helpers/console-stub.ts";

const GOLD = plan("l1", "Gold");
const FIELDS = [{ field: "name", side: "provider" as const, before: "Gold", after: "Gold plus" }];
const BASE = { op: "edit", kind: "plan", provider: "EU", policyId: "l1" } as const;

const RENAME: ChangeProposal = {
  request: { ...BASE, set: { name: "Gold plus" } },
  title: 'Edit Plan "Gold" at EU',
  fields: FIELDS,
  requests: [{ method: "PUT", path: "/api/portal/policies/l1", body: { name: "Gold plus" } }],
  affects: [],
  loses: [],
  warnings: ["A warning."],
  production: false,
  command: "portico edit plan Gold -p EU --set 'name=Gold plus'",
  write: {
    intent: { op: "edit", kind: "plan", policyId: "l1", set: { name: "Gold plus" } },
    proposal: { fields: [], requests: [], affects: [], loses: [], basis: {}, ground: "g", digest: "d" },
    definition: aDefinition("EU"),
  },
  before: null,
};
const IN_PRODUCTION = { ...RENAME, production: true };
const DISPLAY_NAME: ChangeProposal = {
  ...RENAME,
  request: { ...BASE, set: { displayName: "The gold one" } },
  fields: [{ field: "displayName", side: "portal", before: null, after: "The gold one" }],
  requests: [],
  write: null,
};

const DONE: ChangeResult = {
  provider: "EU",
  kind: "plan",
  policyId: "l1",
  name: "Gold plus",
  summary: 'Edited Plan "Gold", now "Gold plus"',
  warnings: [],
};

type Given = {
  readonly io?: Partial<CommandIo>;
  readonly flags?: readonly string[];
  readonly stub?: StubOptions;
};

async function edit(proposal: ChangeProposal, { io = {}, flags = [], stub = {} }: Given = {}) {
  const console = consoleStub({
    providers: [providerView("EU")],
    catalogs: [catalog("EU", { plans: [GOLD] })],
    propose: async () => proposal,
    carryOut: async () => DONE,
    ...stub,
  });
  const parsed = parseArguments(["edit", "plan", "Gold", "--set", "name=Gold plus", ...flags]);
  if (!parsed.ok || parsed.intent.command !== "edit") throw new Error("not understood");
  const captured = capturedIo(console, io);
  const code = await runCommand(parsed.intent, captured);
  return { code, out: captured.out(), err: captured.err(), carriedOut: console.carriedOut };
}

describe("without a terminal", () => {
  it("a write to a Provider needs --yes", async () => {
    const { code, out, err, carriedOut } = await edit(RENAME);
    expect({ code, out, carriedOut }).toEqual({ code: 3, out: "", carriedOut: [] });
    expect(err).toBe(
      'portico: this writes to "EU", and nobody can be asked here; nothing was changed.\n' +
        "  Add --yes to carry it out, or --dry-run to see it.\n",
    );
  });

  it("carries out the very proposal with --yes, and says so", async () => {
    const { code, out, err, carriedOut } = await edit(RENAME, { flags: ["--yes"] });
    expect({ code, out, err }).toEqual({
      code: 0,
      out: 'Edited Plan "Gold", now "Gold plus" at EU (policy l1).\n',
      err: '⚠ Plan "Gold plus": A warning.\n',
    });
    expect(carriedOut).toEqual([RENAME]);
    expect(carriedOut[0]).toBe(RENAME);
  });

  it("production needs --confirm with its exact name on top", async () => {
    for (const flags of [["--yes"], ["--yes", "--confirm", "eu"], ["--confirm", "EU"], []]) {
      const { code, err, carriedOut } = await edit(IN_PRODUCTION, { flags });
      expect({ code, carriedOut }).toEqual({ code: 3, carriedOut: [] });
      expect(err).toContain("nothing was changed.");
    }
    expect((await edit(IN_PRODUCTION, { flags: ["--yes"] })).err).toContain(
      "Add --confirm EU to carry it out",
    );
    const wrong = await edit(IN_PRODUCTION, { flags: ["--confirm", "eu"] });
    expect(wrong.err).toContain('this writes to "EU", a production Provider, and --confirm names "eu"');
    expect(wrong.err).toContain("Add --yes --confirm EU to carry it out");
    expect((await edit(IN_PRODUCTION, { flags: ["--yes", "--confirm", "EU"] })).code).toBe(0);
  });

  it("what concerns the store alone needs no word", async () => {
    expect(await edit(DISPLAY_NAME)).toMatchObject({ code: 0, carriedOut: [DISPLAY_NAME] });
  });
});

describe("at a terminal", () => {
  it("shows the proposal on stderr and asks; yes carries it out", async () => {
    const { ask, questions } = typing("y");
    const { code, out, err } = await edit(RENAME, { io: { ask } });
    expect({ code, questions }).toEqual({ code: 0, questions: ["Carry this out? [y/N] "] });
    expect(out).toContain("Edited Plan");
    expect(err).toContain(
      [
        'Edit Plan "Gold" at EU',
        "  FIELD  BEFORE  AFTER",
        "  name   Gold    Gold plus",
        "  PUT /api/portal/policies/l1",
        '    {"name":"Gold plus"}',
        "  ⚠ A warning.",
      ].join("\n"),
    );
  });

  it.each([[[""]], [["n"]], [["maybe"]], [[]]])("%j is no", async (lines) => {
    const { code, err, carriedOut } = await edit(RENAME, { io: { ask: typing(...lines).ask } });
    expect({ code, carriedOut }).toEqual({ code: 3, carriedOut: [] });
    expect(err).toContain("not confirmed; nothing was changed.");
  });

  it("shows with --yes, too, what the name of a production Provider is typed for", async () => {
    const { ask, questions } = typing("EU");
    const { code, err } = await edit(IN_PRODUCTION, { io: { ask }, flags: ["--yes"] });
    expect({ code, questions }).toEqual({
      code: 0,
      questions: ["EU is a production Provider. Type its name to go on: "],
    });
    expect(err).toContain('Edit Plan "Gold" at EU\n');
  });

  it("has the name of a production Provider typed, too", async () => {
    const { ask, questions } = typing("yes", "EU");
    expect((await edit(IN_PRODUCTION, { io: { ask } })).code).toBe(0);
    expect(questions[1]).toBe("EU is a production Provider. Type its name to go on: ");
    for (const name of ["eu", ""]) {
      expect(await edit(IN_PRODUCTION, { io: { ask: typing("y", name).ask } })).toMatchObject({
        code: 3,
        carriedOut: [],
      });
    }
  });

  it("asks nothing that the flags have said", async () => {
    const { ask, questions } = typing();
    expect((await edit(IN_PRODUCTION, { io: { ask }, flags: ["-y", "--confirm", "EU"] })).code).toBe(0);
    expect(questions).toEqual([]);
  });
});

describe("a dry run", () => {
  it("prints the proposal and carries nothing out", async () => {
    const { code, out, carriedOut } = await edit(IN_PRODUCTION, { flags: ["--dry-run"] });
    expect({ code, carriedOut }).toEqual({ code: 0, carriedOut: [] });
    expect(out).toContain('Edit Plan "Gold" at EU\n');
    expect(out).toMatch(/Dry run: nothing was changed\.\n$/u);
    expect((await edit(RENAME, { flags: ["--dry-run", "--exit-code"] })).code).toBe(2);
  });

  it("shows what a long text loses and gets, line by line and harmless", async () => {
    const text = {
      field: "description",
      side: "portal" as const,
      before: "# Gold\nold\nend",
      after: "# Gold\n\u001B[31mnew\nend",
    };
    const { out } = await edit({ ...DISPLAY_NAME, fields: [text] }, { flags: ["--dry-run"] });
    expect(out).toContain("  description, from line 2:\n    - old\n    + ␛[31mnew\n");
    expect(out).toContain("Contacts no Provider.");
    expect(out).not.toContain("\u001B");
  });

  it("keeps numbers in requests that JavaScript cannot hold, in JSON and in YAML", async () => {
    const body = { quota: JSON.rawJSON("9007199254740993"), rate: JSON.rawJSON("0.12345678901234567890") };
    const exact = { ...RENAME, requests: [{ method: "PUT", path: "/p", body }] };
    const { out: json } = await edit(exact, { flags: ["--dry-run", "-o", "json"] });
    expect(json).toContain('"quota": 9007199254740993,');
    const { out: yaml } = await edit(exact, { flags: ["--dry-run", "-o", "yaml"] });
    expect(yaml).toContain('quota: 9007199254740993\n          rate: "0.12345678901234567890"\n');
  });

  it("is a record for programs", async () => {
    const { out } = await edit(RENAME, { flags: ["--dry-run", "-o", "json"] });
    const change = { provider: "EU", kind: "plan", name: "Gold plus", policyId: "l1", action: "updated" };
    expect(JSON.parse(out)).toEqual({
      ok: true,
      dryRun: true,
      changes: [
        {
          ...change,
          fields: FIELDS,
          requests: [{ method: "PUT", path: "/api/portal/policies/l1", body: { name: "Gold plus" } }],
          affects: [],
          loses: [],
          warnings: ["A warning."],
        },
      ],
    });
    const { out: yaml } = await edit(RENAME, { flags: ["--dry-run", "-o", "yaml"] });
    expect(yaml).toMatch(/^kind: changes\nok: true\ndryRun: true\n/u);
    const { out: csv } = await edit(RENAME, { flags: ["--dry-run", "-o", "csv"] });
    expect(csv).toContain('EU,plan,Gold plus,l1,updated,"[""A warning.""]"');
  });
});

describe("what comes of it", () => {
  it("is nothing when everything is so already", async () => {
    const same = { ...RENAME, fields: [], requests: [], write: null };
    const { code, out, carriedOut } = await edit(same, { flags: ["--exit-code"] });
    expect({ code, carriedOut }).toEqual({ code: 0, carriedOut: [] });
    expect(out).toBe('Plan "Gold plus" at EU is as wanted already.\n');
  });

  it("is a record of what was done", async () => {
    const { code, out } = await edit(RENAME, { flags: ["-y", "-o", "json", "--exit-code"] });
    expect(code).toBe(2);
    expect(JSON.parse(out)).toMatchObject({ ok: true, dryRun: false, changes: [{ action: "updated" }] });
  });

  it("is the Provider's refusal, with the exit code of its kind", async () => {
    const refuse = async (): Promise<never> => {
      throw new AppError("WRITE_CONFLICT", 'name is now "Other".', { hint: "Look again." });
    };
    const refused = await edit(RENAME, { flags: ["-y"], stub: { carryOut: refuse } });
    expect(refused).toMatchObject({
      code: 1,
      out: "",
      err: 'portico: name is now "Other".\n  Look again.\n',
    });
    const { out } = await edit(RENAME, { flags: ["-y", "-o", "json"], stub: { carryOut: refuse } });
    expect(JSON.parse(out)).toEqual({
      ok: false,
      dryRun: false,
      changes: [],
      notDone: [{ provider: "EU", kind: "plan", name: "Gold plus", policyId: "l1" }],
      error: { code: "WRITE_CONFLICT", message: 'name is now "Other".', hint: "Look again." },
    });
  });
});
