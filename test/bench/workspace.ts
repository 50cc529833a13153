import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { execa } from "execa";
import { emptyCatalog } from "../../src/core/catalog.ts";
import { createJsonStore } from "../../src/store/json-store.ts";
import { accessPolicy, anApi, ORIGIN, synced } from "../helpers/policies.ts";

export const ROOT = join(import.meta.dirname, "..", "..");
export const MAIN = join(ROOT, "dist", "main.js");
export const NODE = process.execPath;

export type Workspace = {
  readonly folder: string;
  readonly config: string;
  readonly close: () => Promise<void>;
};

/** A folder with a config whose one Provider nobody answers for, and a store that knows `products` Products of it. */
export async function storedWorkspace(products: number): Promise<Workspace> {
  const workspace = await configuredWorkspace("http://127.0.0.1:9", { enabled: false });
  const store = await createJsonStore({
    folder: join(workspace.folder, "store"),
    now: () => new Date(),
    pid: process.pid,
  });
  const apis = Array.from({ length: 200 }, (_, index) => anApi(`api${index}`));
  const policies = Array.from({ length: products }, (_, index) => {
    const api = apis[index % apis.length];
    const grants = api === undefined ? [] : [{ id: api.id, name: api.name, versions: ["Default"] }];
    const id = index.toString(16).padStart(24, "0");
    return accessPolicy(id, { name: `Product number ${index}`, apis: grants });
  });
  const catalog = synced(emptyCatalog("Bench", ORIGIN), policies, { apis });
  await store.updateCatalog("Bench", () => catalog);
  await store.close();
  return workspace;
}

export async function configuredWorkspace(
  url: string,
  { enabled = true, secret = "bench-secret" } = {},
): Promise<Workspace> {
  const folder = await mkdtemp(join(tmpdir(), "portico-bench-"));
  const config = join(folder, "portico.yaml");
  await writeFile(join(folder, "secret"), secret, { mode: 0o600 });
  const text = [
    "refreshInterval: 0",
    "store: { path: ./store }",
    "providers:",
    "  - name: Bench",
    `    url: ${url}`,
    "    secret: { file: ./secret }",
    "    policyTags: [portal]",
    `    enabled: ${enabled}`,
    "",
  ];
  await writeFile(config, text.join("\n"), { mode: 0o600 });
  return { folder, config, close: () => rm(folder, { recursive: true, force: true }) };
}

export type Simulator = {
  readonly url: string;
  readonly secret: string;
  readonly close: () => Promise<void>;
};

/** A simulated Dashboard with that many policies, in a process of its own. */
export async function simulator(policies: number): Promise<Simulator> {
  const secret = "bench-secret";
  const program = join(ROOT, "dist", "simulator.js");
  const child = execa(NODE, [program, "--policies", String(policies), "--secret", secret], {
    stdin: "pipe",
    buffer: false,
    reject: false,
  });
  const close = async (): Promise<void> => {
    child.kill();
    await child;
  };
  for await (const text of createInterface({ input: child.stdout })) {
    const said: { url: string } = JSON.parse(text);
    return { url: said.url, secret, close };
  }
  throw new Error("The simulator did not start.");
}
