import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { readmeTables } from "./readme-tables.ts";

/** Writes the tables of keys, errors and commands into the README anew: tsx test/tools/write-readme-tables.ts, then oxfmt. */
const README = join(import.meta.dirname, "../../README.md");
const HEADS = { keys: "| keys", errors: "| code", commands: "| command" } as const;

let text = await readFile(README, "utf8");
for (const name of ["keys", "errors", "commands"] as const) {
  const lines = text.split("\n");
  const start = lines.findIndex((line) => line.startsWith(HEADS[name]));
  if (start < 0) throw new Error(`README.md has no table of ${name}.`);
  const length = lines.slice(start).findIndex((line) => !line.startsWith("|"));
  lines.splice(start, length, readmeTables()[name].trimEnd());
  text = lines.join("\n");
}
await writeFile(README, text);
