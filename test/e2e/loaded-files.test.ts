import { writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { execa } from "execa";
import { afterEach, expect, it, vi } from "vitest";
import { closeConsoles, openWorkplace, PROGRAM } from "../helpers/console-session.ts";
import { cleanEnvironment } from "../helpers/terminal.ts";

vi.setConfig({ testTimeout: 60_000 });
afterEach(closeConsoles);

const CONFIG = `
store: { path: ./store }
providers: [{ name: Offline, adapter: file, options: { path: catalog.yaml } }]
`;

/** Says on stderr which files are loaded as modules. */
const TELLING = `
import { registerHooks } from "node:module";
registerHooks({
  load(url, context, next) {
    if (url.startsWith("file:")) process.stderr.write(url + "\\n");
    return next(url, context);
  },
});
`;

/** The names of the program's files that a command loads, without their hashes. */
async function loadedBy(...words: readonly string[]): Promise<readonly string[]> {
  const { folder } = await openWorkplace(CONFIG);
  await writeFile(join(folder, "catalog.yaml"), "apis: []\npolicies: []\n");
  const hooks = `data:text/javascript,${encodeURIComponent(TELLING)}`;
  const { stderr } = await execa(process.execPath, ["--import", hooks, PROGRAM, ...words], {
    cwd: folder,
    env: cleanEnvironment({ HOME: join(folder, "home") }),
    extendEnv: false,
    stdin: "ignore",
  });
  return stderr
    .trim()
    .split("\n")
    .map((url) => basename(url, ".js").replace(/-[\w-]{8}$/u, ""));
}

it("lists Products as JSON out of eight files at most, none of them for drawing or for connections", async () => {
  const files = await loadedBy("get", "products", "-o", "json", "--config", "portico.yaml");
  expect(files).toContain("start");
  expect(files).not.toContain("screen");
  expect(files).not.toContain("connection");
  expect(files.length).toBeLessThanOrEqual(8);
});

it("synchronizes without what draws", async () => {
  const files = await loadedBy("sync");
  expect(files).toContain("connection");
  expect(files).not.toContain("screen");
});

it("tells its version without what lists or synchronizes", async () => {
  expect(await loadedBy("--version")).not.toContain("start");
});
