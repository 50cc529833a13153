import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterEach, beforeEach, expect, it } from "vitest";

const FRESH_IMPORTS = join(import.meta.dirname, "..", "..", "src", "host", "fresh-imports.ts");

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "portico-fresh-"));
});
afterEach(() => rm(folder, { recursive: true }));

/** What a program prints that loads `entry.mjs` of the folder as often as it calls `load`. */
async function printed(program: string): Promise<unknown> {
  const head = `
    import { createFreshImports } from ${JSON.stringify(FRESH_IMPORTS)};
    const imports = createFreshImports();
    const file = ${JSON.stringify(join(folder, "entry.mjs"))};
    const load = async () => {
      const url = imports.urlOf(file);
      return { url, module: await import(url), files: imports.filesOf(file) };
    };
  `;
  const { stdout } = await execa(process.execPath, ["--input-type=module"], { input: head + program });
  return JSON.parse(stdout);
}

it("loads a module once as long as nothing changes, though it imports more in the course of time", async () => {
  await writeFile(join(folder, "entry.mjs"), 'export const later = () => import("./later.mjs");');
  await writeFile(join(folder, "later.mjs"), "export const at = performance.now();");
  const found = await printed(`
    const first = await load();
    await first.module.later();
    const second = await load();
    console.log(JSON.stringify([first.url === second.url, first.files, second.files]));
  `);
  const [entry, later] = [join(folder, "entry.mjs"), join(folder, "later.mjs")];
  expect(found).toEqual([true, [entry], [entry, later]]);
});

it("loads a module anew of which a file was saved while it was loaded", async () => {
  await writeFile(join(folder, "name.mjs"), 'export const name = "Before";');
  await writeFile(
    join(folder, "entry.mjs"),
    `import { writeFileSync } from "node:fs";
     export { name } from "./name.mjs";
     writeFileSync(new URL("./name.mjs", import.meta.url), 'export const name = "After";');`,
  );
  const found = await printed(`
    const names = [await load(), await load(), await load()].map(({ module, url }) => [module.name, url]);
    console.log(JSON.stringify([names.map(([name]) => name), names[1][1] === names[2][1]]));
  `);
  expect(found).toEqual([["Before", "After", "After"], true]);
});
