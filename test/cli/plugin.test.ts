import { chmod, cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { startShelf, type Shelf } from "../../fixtures/exec/shelf.ts";
import { compiledOnce } from "../helpers/compiled-once.ts";
import { commandSession, type CommandSession } from "../helpers/command-session.ts";
import { pythonPath } from "../helpers/python-path.ts";

const COMPILED = compiledOnce();
const PYTHON = pythonPath();
const ROOT = join(import.meta.dirname, "..", "..");
/** Processes are started one after the other, many of them. */
const PATIENT = { timeout: 60_000 };
let command: CommandSession;

beforeEach(async () => {
  command = await commandSession([], { ...COMPILED, ...PYTHON });
});
afterEach(() => command.close());

const API = { id: "a", name: "A", authMethods: ["apiKey"], listenPath: "/a/", address: null };
const COMMON = { tags: [], state: "active", keyLifetime: null, metadata: {}, excluded: null };
const ACCESS = { access: true, rate: false, quota: false, perApi: false, complexity: false };

async function shelf(): Promise<Shelf> {
  const grant = { id: "a", name: "A", versions: [] };
  const product = {
    ...COMMON,
    id: "p",
    reference: "p",
    name: "Theirs",
    apis: [grant],
    controls: ACCESS,
    rate: null,
  };
  const plan = {
    ...COMMON,
    id: "q",
    reference: "q",
    name: "Their plan",
    apis: [],
    controls: { ...ACCESS, access: false, rate: true },
    rate: { count: 1, per: { every: 1, unit: "minute" } },
    quota: null,
  };
  return startShelf({
    apis: [{ ...API, versions: [], state: "active", categories: [] }],
    policies: [{ ...product, quota: null }, plan],
    secret: "the key of the shelf",
  });
}

async function shelfConfig(url: string, lang: "typescript" | "python" = "typescript"): Promise<void> {
  const plugin = join(ROOT, "fixtures", "exec", lang);
  const options = JSON.stringify({ env: Object.keys(COMPILED) });
  const provider = `  - { name: S, adapter: shelf-${lang}, url: "${url}", baselineUrl: "${url}", secret: the key of the shelf, options: ${options} }`;
  await command.session.write(`ignore: [literal-secret]\nplugins: ["${plugin}"]\nproviders:\n${provider}\n`);
}

describe("portico plugin list", () => {
  test("shows each adapter with what it claims, who uses it, and why one cannot be loaded", async () => {
    const { folder } = command.session;
    await cp(join(ROOT, "fixtures", "exec", "shell.sh"), join(folder, "shell.sh"));
    await mkdir(join(folder, "open"), { mode: 0o755 });
    await writeFile(join(folder, "open", "index.js"), "export const plugin = {};");
    await chmod(join(folder, "open"), 0o777);
    await mkdir(join(folder, "mine"), { mode: 0o755 });
    const claims = "claims: { can: [], units: { rate: [second], quota: [], keyLifetime: [] } }";
    await writeFile(
      join(folder, "mine", "portico-plugin.yaml"),
      `adapter: mine\napiVersion: 1\nversion: 2.1.0\ntitle: Mine\nrequires: []\n${claims}\ncommand: [../shell.sh]\n`,
    );
    await command.session.write(
      "plugins: [./mine, ./open]\nproviders:\n  - { name: M, adapter: mine }\n  - { name: O, adapter: open }\n",
    );
    const { code, out } = await command.portico(["plugin", "list", "-o", "json"]);
    const listed: readonly { readonly adapter: string }[] = JSON.parse(out);
    expect(code).toBe(1);
    expect(listed.slice(3)).toEqual([
      expect.objectContaining({ adapter: "exec", source: "built-in", providers: [] }),
      {
        adapter: "mine",
        version: "2.1.0",
        source: join(folder, "mine", "portico-plugin.yaml"),
        claims: [],
        providers: ["M"],
      },
      {
        adapter: "./open",
        version: null,
        source: "./open",
        claims: [],
        providers: ["O"],
        error: expect.stringContaining("writable for everybody (mode 0777): its code is not run"),
      },
    ]);
    const table = await command.portico(["plugin", "list"], { columns: 80 });
    const lines = table.out.trimEnd().split("\n");
    expect(lines.find((line) => line.startsWith("mine "))).toMatch(/^mine +2\.1\.0 +M /u);
    expect(lines.find((line) => line.startsWith("./open"))).toMatch(/^\.\/open +not loaded +O /u);
    expect(lines.slice(0, -1).filter((line) => line.length > 80)).toEqual([]);
    expect(lines.at(-1)).toMatch(/^✖ \.\/open: .*writable for everybody/u);
    expect(table.err).toBe("");
  });
});

describe("portico plugin test", () => {
  test("writes nothing without --write, and says what was not tried", PATIENT, async () => {
    const provider = await shelf();
    await shelfConfig(provider.url);
    const before = provider.records();
    const { code, out } = await command.portico(["plugin", "test", "shelf-typescript"]);
    expect(out).toContain(
      "?       writes nothing while it prepares: it writes to the Provider: allow that with --write",
    );
    expect(out).toContain(" 0 failed, ");
    expect(out).toContain("Nothing was written there.");
    expect(code).toBe(0);
    expect(provider.records()).toBe(before);
    await provider.close();
  });

  test(
    "with --write it writes to policies of its own, loses answers, and deletes them",
    PATIENT,
    async () => {
      const provider = await shelf();
      await shelfConfig(provider.url);
      const before = provider.records();
      const junit = join(command.session.folder, "out.xml");
      const words = ["plugin", "test", "shelf-typescript", "--write", "-o", "json", "--junit", junit];
      const { code, out } = await command.portico(words);
      const report: { readonly cases: readonly { readonly name: string; readonly outcome: string }[] } =
        JSON.parse(out);
      expect(report.cases.filter(({ outcome }) => outcome === "failed")).toEqual([]);
      const outcomes = new Map(report.cases.map(({ name, outcome }) => [name, outcome]));
      for (const name of [
        "puts back what it deleted",
        "fails when the Provider fails, and reads again when it is back",
        "stops within one request when it is cancelled",
        "keeps its secret out of errors",
        "does not guess what became of a lost answer",
      ])
        expect([name, outcomes.get(name)]).toEqual([name, "passed"]);
      expect(code).toBe(0);
      expect(provider.records()).toEqual(before);
      expect(await readFile(junit, "utf8")).toMatch(
        /<testsuite name="shelf-typescript at S" tests="\d+" failures="0"/u,
      );
      await provider.close();
    },
  );

  test("with --write it issues keys, uses them, and revokes them all", PATIENT, async ({ skip }) => {
    skip(PYTHON === null, "there is no python3");
    const provider = await shelf();
    await shelfConfig(provider.url, "python");
    const before = provider.records();
    const { code, out } = await command.portico(["plugin", "test", "shelf-python", "--write", "-o", "json"]);
    const report: { readonly cases: readonly { readonly name: string; readonly outcome: string }[] } =
      JSON.parse(out);
    expect(report.cases.filter(({ outcome }) => outcome === "failed")).toEqual([]);
    const keys = report.cases.filter(({ name }) => /\bkeys?\b/u.test(name));
    expect(new Set(keys.map(({ outcome }) => outcome))).toEqual(new Set(["passed"]));
    expect(keys.length).toBeGreaterThan(8);
    expect(code).toBe(0);
    expect(provider.keys()).toEqual([]);
    expect(provider.records()).toEqual(before);
    await provider.close();
  });

  test("cancelled in the middle, it removes what it made and tries no further case", PATIENT, async () => {
    const provider = await shelf();
    await shelfConfig(provider.url);
    const before = provider.records();
    const stop = new AbortController();
    const words = ["plugin", "test", "shelf-typescript", "--write"];
    const running = command.portico(words, { signal: stop.signal });
    await expect.poll(() => provider.records().length, { timeout: 30_000 }).toBeGreaterThan(2);
    stop.abort();
    const { out } = await running;
    expect(out).toContain("puts back what it deleted: it was cancelled");
    expect(out).toContain(" 0 failed, ");
    expect(provider.records()).toEqual(before);
    await provider.close();
  });

  test("names the call, the answer and the rule of what is broken", async () => {
    const bad = join(command.session.folder, "bad.js");
    const fixture = join(ROOT, "fixtures", "plugins", "reading-plugin.ts");
    await writeFile(
      bad,
      `import { aConnection, aPolicy, readingPlugin } from ${JSON.stringify(fixture)};
       let count = 0;
       const snapshot = async () => ({ apis: [], policies: [aPolicy({ id: "p" + (count += 1) })] });
       export const plugin = readingPlugin("bad", { connect: async () => aConnection({ snapshot }) });`,
    );
    await command.session.write("providers:\n  - { name: B, adapter: bad }\n");
    const { code, out } = await command.portico(["plugin", "test", bad]);
    expect(code).toBe(1);
    expect(out).toContain("FAILED  gives every API and policy one id, the same at each reading");
    expect(out).toContain("broken: the second reading has other ids");
    expect(out).toContain("call:   snapshot()");
    expect(out).toContain('answer: {"apis":[],"policies":[{"id":"p');
  });

  test("says that no Provider has the adapter", async () => {
    const { code, err } = await command.portico(["plugin", "test", "exec"]);
    expect(code).toBe(3);
    expect(err).toContain('has the adapter "exec"');
  });
});

describe("portico plugin new", () => {
  test.each([
    [["plugin", "new", "Bad Name"], "lower case letters, digits and dashes"],
    [["plugin", "new", "store"], "is there already; nothing was written"],
  ])("refuses %j", async (words, message) => {
    await mkdir(join(command.session.folder, "store"), { recursive: true });
    const { code, err } = await command.portico(words);
    expect(code).toBe(3);
    expect(err).toContain(message);
  });
});
