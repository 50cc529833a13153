import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { classify } from "../../../src/core/classify.ts";
import { createHost } from "../../../src/host/host.ts";
import type { Connection, Snapshot } from "../../../src/plugin/contract.ts";
import { plugin } from "../../../plugins/file/index.ts";
import { caught } from "../../helpers/caught.ts";
import { checkSteps, readAll } from "../../helpers/open-dashboard.ts";

const samples = fileURLToPath(new URL("../../../fixtures/configs", import.meta.url));
let folder = "";

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "portico-file-"));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

function connect(path: string, from = folder): Promise<Connection> {
  const host = createHost({
    env: {},
    now: () => new Date(),
    random: () => 0,
    onRequest: () => {},
    log: () => {},
  });
  const settings = {
    name: "offline",
    url: null,
    secret: null,
    organisationId: null,
    insecureSkipVerify: false,
  };
  return host.open(plugin, { ...settings, folder: from, options: { path } }, new AbortController().signal);
}

async function read(text: string, name = "catalog.yaml"): Promise<Snapshot> {
  await writeFile(join(folder, name), text);
  return readAll(await connect(name));
}

test("reads the sample file: two Products, two Plans, one policy that is both", async () => {
  const { apis, policies } = await readAll(await connect("./catalog.yaml", samples));
  expect(apis.map(({ id, authMethods }) => [id, ...authMethods])).toEqual([
    ["payments", "apiKey"],
    ["accounts", "jwt"],
    ["rates", "keyless"],
  ]);
  const outcomes = policies.map((policy) => classify(policy, { tags: [], match: "any" }).outcome);
  expect(outcomes).toEqual(["product", "product", "plan", "plan", "skipped"]);
  expect(policies[3]).toMatchObject({
    state: "draft",
    quota: { per: { unit: "forever" } },
    keyLifetime: { every: 90 },
  });
});

test("fills in the name of a granted API, and keeps one that is not listed", async () => {
  const { policies } = await read(
    "apis: [{ id: a, name: Alpha }]\npolicies: [{ id: p, name: P, apis: [a, b] }]",
  );
  expect(policies[0]?.apis).toEqual([
    { id: "a", name: "Alpha", versions: ["Default"] },
    { id: "b", name: "", versions: ["Default"] },
  ]);
});

test("reads JSON as well", async () => {
  expect((await read('{"policies":[{"id":"p","name":"P"}]}', "catalog.json")).policies).toMatchObject([
    { id: "p", reference: "p", state: "active", raw: { id: "p", name: "P" } },
  ]);
});

test("reads a file that is empty, or holds comments only, as an empty Provider", async () => {
  expect(await read("")).toEqual({ apis: [], policies: [] });
  expect(await read("# later\n")).toEqual({ apis: [], policies: [] });
});

test("reads the file anew each time", async () => {
  await writeFile(join(folder, "c.yaml"), "policies: []");
  const connection = await connect("c.yaml");
  expect((await readAll(connection)).policies).toHaveLength(0);
  await writeFile(join(folder, "c.yaml"), "policies: [{ id: p, name: P }]");
  expect((await readAll(connection)).policies).toHaveLength(1);
});

test("checks that the file can be read", async () => {
  expect(await checkSteps(await connect("./catalog.yaml", samples))).toMatchObject([
    { id: "readable", outcome: "ok", seen: expect.stringContaining("3 APIs and 5 policies") },
  ]);
});

const BROKEN: readonly (readonly [what: string, text: string, seen: RegExp])[] = [
  [
    "a wrong value",
    "apis: []\npolicies:\n  - id: p\n    name: P\n    state: gone\n",
    /:5: policies\.0\.state/u,
  ],
  ["an unknown member", "policies:\n  - id: p\n    name: P\n    colour: red\n", /:2: .*colour/u],
  ["a missing member", "policies:\n  - id: p\n", /:2: policies\.0\.name/u],
  [
    "a wrong unit",
    "policies:\n- id: p\n  name: P\n  rate:\n    count: 1\n    per: { every: 1, unit: age }\n",
    /:6: .*unit/u,
  ],
  ["broken syntax", "apis: []\npolicies: [\n", /:3: /u],
  ["a list in place of a mapping", "- a\n- b\n", /:1: the file/u],
];

test.each(BROKEN)("names file and line of %s", async (_, text, seen) => {
  const error = await caught(read(text));
  expect(error.code).toBe("SOURCE_UNREADABLE");
  expect(error.message).toContain("catalog.yaml:");
  expect(error.message).toMatch(seen);
});

test("names a file that is not there", async () => {
  const error = await caught(readAll(await connect("missing.yaml")));
  expect(error).toMatchObject({
    code: "SOURCE_UNREADABLE",
    message: expect.stringContaining("missing.yaml"),
  });
});

test("names a folder in place of a file", async () => {
  expect((await caught(readAll(await connect(".")))).code).toBe("SOURCE_UNREADABLE");
});

test("refuses a bomb of aliases", async () => {
  const layers = Array.from(
    { length: 12 },
    (_, index) => `a${index}: &a${index} [${`*a${index - 1}, `.repeat(index === 0 ? 0 : 10)}1]`,
  );
  const error = await caught(read(`metadata:\n  ${layers.join("\n  ")}\n`));
  expect(error.code).toBe("SOURCE_UNREADABLE");
});

test("stops when cancelled", async () => {
  const connection = await connect("./catalog.yaml", samples);
  expect((await caught(readAll(connection, undefined, AbortSignal.abort()))).code).toBe("CANCELLED");
});

test("says why nothing can be written, and what to do instead", async () => {
  const { capabilities, ...connection } = await connect("./catalog.yaml", samples);
  const reason = "The file ./catalog.yaml is only read: edit it by hand, then sync.";
  for (const name of ["writeProducts", "writePlans", "deletePolicies", "tagPolicies"] as const)
    expect(capabilities.can[name]).toEqual({ available: false, reason });
  expect(Object.keys(connection).toSorted()).toEqual(["check", "close", "snapshot"]);
});
