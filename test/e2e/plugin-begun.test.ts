import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { pythonPath } from "../helpers/python-path.ts";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });
const ROOT = join(import.meta.dirname, "..", "..");
const run = promisify(execFile);
const python = pythonPath();
const env = { ...process.env, ...python };
let folder = "";

/** The package as it is published, unpacked where another one depends on it; nothing else of this repository is there. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "portico-begun-"));
  const pack = ["pack", "--silent", "--ignore-scripts", "--pack-destination", folder];
  const { stdout } = await run("npm", pack, { cwd: ROOT });
  await run("tar", ["xzf", stdout.trim()], { cwd: folder });
  const modules = join(folder, "node_modules");
  await mkdir(join(modules, "@types"), { recursive: true });
  await cp(join(folder, "package"), join(modules, "portico"), { recursive: true });
  for (const name of ["zod", "@types/node"])
    await symlink(join(ROOT, "node_modules", name), join(modules, name));
});
afterAll(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }));

async function portico(cwd: string, ...words: readonly string[]): Promise<string> {
  const program = join(folder, "node_modules", "portico", "dist", "main.js");
  const { stdout } = await run(process.execPath, [program, ...words], { cwd, env });
  return stdout;
}

/** The suite as the new plugin's README has it run. */
const suite = (own: string): Promise<string> =>
  portico(own, "plugin", "test", ".", "--config", "portico.yaml");

test("a plugin begun in TypeScript type-checks in another package, and passes its tests and the suite", async () => {
  expect(await portico(folder, "plugin", "new", "my-ts")).toContain("npm install --prefix my-ts && ");
  const own = join(folder, "my-ts");
  const { devDependencies } = JSON.parse(await readFile(join(own, "package.json"), "utf8"));
  const installed = await realpath(join(folder, "node_modules", "portico"));
  expect(devDependencies.portico).toBe(`file:${installed}`);
  await run(join(ROOT, "node_modules", ".bin", "tsc"), ["--noEmit"], { cwd: own });
  await run(process.execPath, ["--test"], { cwd: own });
  expect(await suite(own)).toMatch(/ 0 failed, /u);
});

test("its types tell what the contract does not allow", async () => {
  await portico(folder, "plugin", "new", "wrong");
  const own = join(folder, "wrong");
  const wrong = `import { definePlugin } from "portico/plugin";\nexport const plugin = definePlugin({ adapter: 7 });\n`;
  await writeFile(join(own, "index.ts"), wrong);
  const checked = run(join(ROOT, "node_modules", ".bin", "tsc"), ["--noEmit"], { cwd: own });
  await expect(checked).rejects.toMatchObject({ stdout: expect.stringContaining("'string'") });
});

test("one begun in Python passes its tests and the suite", async ({ skip }) => {
  skip(python === null, "there is no python3");
  await portico(folder, "plugin", "new", "my-python", "--lang", "python");
  const own = join(folder, "my-python");
  await run("python3", ["-m", "unittest"], { cwd: own, env });
  expect(await suite(own)).toMatch(/ 0 failed, /u);
});
