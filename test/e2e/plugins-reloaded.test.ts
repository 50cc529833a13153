import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, expect, it, vi } from "vitest";
import { closeConsoles, openWorkplace } from "../helpers/console-session.ts";

vi.setConfig({ testTimeout: 30_000 });
afterEach(closeConsoles);

const plugin = (adapter: string): string => `
import { name } from "./deep/middle.ts";
const policy = {
  id: "p", reference: "p", name, tags: [], state: "active", apis: [], rate: null, quota: null, keyLifetime: null,
  controls: { access: true, rate: false, quota: false, perApi: false }, metadata: {}, excluded: null, raw: {},
};
const identity = { product: "Here", version: null, organisationId: null, user: null };
const capabilities = { identity, origin: { products: "native", plans: "native" }, can: {} };
const connection = {
  capabilities,
  async *check() {},
  snapshot: async () => ({ apis: [], policies: [policy] }),
  close: async () => {},
};
export const plugin = {
  adapter: "${adapter}", apiVersion: 1, version: "1.0.0", title: "Here", requires: [],
  options: { safeParse: (data: unknown) => ({ success: true, data }) },
  claims: { can: [], units: { rate: [], quota: [], keyLifetime: [] } },
  connect: async () => connection,
};
`;

/** A plugin of three files, the last of which says what its Product is called. */
async function threeFiles(folder: string, adapter: string): Promise<(product: string) => Promise<void>> {
  const write = (file: string, text: string): Promise<void> =>
    writeFile(join(folder, adapter, file), text, { mode: 0o644 });
  await mkdir(join(folder, adapter, "deep"), { recursive: true, mode: 0o755 });
  await write("package.json", '{"type":"module"}');
  await write("index.ts", plugin(adapter));
  await write("deep/middle.ts", 'export { name } from "../name.ts";');
  return (product) => write("name.ts", `export const name: string = "${product}";`);
}

it("reloads a plugin when a module that it imports changes, and mends one that was broken", async () => {
  const place = await openWorkplace();
  const say = await threeFiles(place.folder, "mine");
  const sayOther = await threeFiles(place.folder, "other");
  await Promise.all([say("Before"), sayOther("Untouched")]);
  const providers = "providers: [{ name: M, adapter: mine }, { name: O, adapter: other }]";
  const head = "refreshInterval: 0\nstore: { path: ./store }\nplugins: [./mine, ./other]";
  await place.write(`${head}\n${providers}\n`);
  const session = place.open({ arguments: ["--watch-plugins"] });
  await session.sees(/Before +M/u);
  await session.sees(/Untouched +O/u);
  await say("After");
  await session.sees(/After +M/u);
  await say('";');
  await session.sees(/✖ M/u);
  await say("Mended");
  await session.sees(/Mended +M/u);
  await session.sees(/● M/u);
  const history = (await readFile(join(place.store, "events.jsonl"), "utf8")).trim().split("\n");
  const events = history.map((line): Readonly<Record<string, unknown>> => JSON.parse(line));
  const synced = events.filter(({ kind }) => kind === "sync").map(({ provider }) => provider);
  expect(synced.filter((provider) => provider === "O")).toHaveLength(1);
});
