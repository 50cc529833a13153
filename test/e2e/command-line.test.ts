import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { afterEach, describe, expect, it, vi } from "vitest";
import { closeConsoles, openWorkplace, PROGRAM, type Workplace } from "../helpers/console-session.ts";
import { cleanEnvironment } from "../helpers/terminal.ts";

vi.setConfig({ testTimeout: 60_000 });
afterEach(closeConsoles);

const CATALOG = `
apis: [{ id: a1, name: Cards }]
policies:
  - { id: p1, name: Payments, controls: { access: true }, apis: [a1] }
  - { id: s1, name: Nothing }
`;

function configOf(...head: readonly string[]): string {
  const providers = "providers: [{ name: Offline, adapter: file, options: { path: catalog.yaml } }]";
  return [...head, providers, ""].join("\n");
}

async function openFolder(...head: readonly string[]): Promise<Workplace> {
  const place = await openWorkplace(configOf(...head));
  await writeFile(join(place.folder, "catalog.yaml"), CATALOG);
  return place;
}

/** Portico as a script runs it: no terminal anywhere. */
async function portico({ folder }: Workplace, ...words: readonly string[]) {
  const { exitCode, stdout, stderr } = await execa(process.execPath, [PROGRAM, ...words], {
    cwd: folder,
    env: cleanEnvironment({ HOME: join(folder, "home") }),
    extendEnv: false,
    reject: false,
    stdin: "ignore",
  });
  return { exitCode, stdout, stderr };
}

const STORE = "store: { path: ./store }";

it("says first that a demo without a terminal was one, then what it found", async () => {
  const { exitCode, stdout, stderr } = await portico(await openWorkplace(), "demo");
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  const [first, second, heading] = stdout.split("\n");
  expect(first).toBe(
    "This is a demo: it synchronized two simulated Tyk Dashboards and nothing else, and keeps nothing.",
  );
  expect(second).toBe("");
  expect(heading).toMatch(/^PROVIDER +STATUS +PRODUCTS/u);
  expect(stdout).toMatch(
    /\nProviders: 2\n[^]*\nProducts: \d+\n[^]*\nPlans: \d+\n[^]*\nSkipped policies: \d+\n/u,
  );
});

it("says nothing of a demo otherwise", async () => {
  const { exitCode, stdout } = await portico(await openFolder(STORE));
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/^PROVIDER /u);
});

describe("a damaged file of the store", () => {
  it.each(["sync", "sync --dry-run", "get providers", "get products -o json", "explain"])(
    "is told of by portico %s, once",
    async (line) => {
      const place = await openFolder(STORE);
      expect(await portico(place, "sync")).toMatchObject({ exitCode: 0, stderr: "" });
      const [name = ""] = await readdir(join(place.store, "catalogs"));
      const file = join(place.store, "catalogs", name);
      await writeFile(file, "{");
      const words = line.split(" ");
      const { exitCode, stderr } = await portico(place, ...words);
      expect(exitCode).toBe(0);
      expect(stderr).toContain(`warning: ${file} is not valid JSON`);
      expect((await portico(place, ...words)).stderr).not.toContain("warning");
    },
  );
});

it("says nothing of a plugin that no Provider needs, and cannot be loaded", async () => {
  const place = await openFolder(STORE, "plugins: [./gone.js]");
  expect(await portico(place, "sync")).toMatchObject({ exitCode: 0, stderr: "" });
  const listed = await portico(place, "plugin", "list");
  expect([listed.exitCode, listed.stdout]).toEqual([1, expect.stringContaining("gone.js")]);
});

it.each(["sync", "get products", "explain"])(
  "names the file that stands where the store should be, at portico %s",
  async (line) => {
    const place = await openFolder(STORE);
    await writeFile(place.store, "");
    const { exitCode, stdout, stderr } = await portico(place, ...line.split(" "));
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
    expect(stderr).toContain(place.store);
    expect(stderr).toContain("store.path");
  },
);

it("synchronizes once on a terminal that cannot be drawn on, and says why", async () => {
  const place = await openFolder(STORE);
  const session = place.open({ through: ["env", "TERM=dumb"] });
  expect(await session.exited).toMatchObject({ exitCode: 0 });
  const output = session.output();
  expect(output).toMatch(/^portico: TERM is dumb/u);
  expect(output).toContain("Products: 1");
  expect(output).not.toContain("\u001B[?");
});

it.runIf(process.platform === "linux")("says that the output could not be written, once", async () => {
  const place = await openFolder(STORE);
  const words = ["-c", 'exec "$0" "$@" >/dev/full', process.execPath, PROGRAM, "get", "providers"];
  const { exitCode, stderr } = await execa("sh", words, {
    cwd: place.folder,
    env: cleanEnvironment({ HOME: join(place.folder, "home") }),
    extendEnv: false,
    reject: false,
  });
  expect(exitCode).toBe(1);
  expect(stderr.split("\n")).toEqual([
    expect.stringMatching(/^portico: could not write the output: ENOSPC/u),
    "  Make room, or write it somewhere else.",
  ]);
});

it("leaves a config alone that is there already", async () => {
  const place = await openFolder(STORE);
  const before = await readFile(place.config, "utf8");
  const { exitCode, stderr } = await portico(place, "init");
  expect(exitCode).toBe(3);
  expect(stderr).toContain("is there already");
  expect(await readFile(place.config, "utf8")).toBe(before);
});
