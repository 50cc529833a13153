import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { editText } from "../../src/app/edit-text.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "portico-editor-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** An editor that notes the file it was given and the file's mode, then runs the lines. */
async function editor(...lines: readonly string[]): Promise<Readonly<Record<string, string | undefined>>> {
  const file = join(folder, "editor.sh");
  const noted = `ls -l "$1" > ${folder}/seen.txt`;
  await writeFile(file, ["#!/bin/sh", noted, ...lines, ""].join("\n"));
  await chmod(file, 0o755);
  return { EDITOR: file, PATH: process.env["PATH"] };
}

it("returns the text as the editor left it, from a file that its owner alone reads and that is gone", async () => {
  const env = await editor('printf "more\\n" >> "$1"');
  await expect(editText("text\n", ".md", env)).resolves.toBe("text\nmore\n");
  const seen = await readFile(join(folder, "seen.txt"), "utf8");
  expect(seen).toMatch(/^-rw-------.*\.md$/mu);
  const path = seen.trim().split(" ").at(-1) ?? "";
  await expect(readFile(path)).rejects.toThrow("ENOENT");
});

it("fails as the editor fails, and leaves nothing behind", async () => {
  const env = await editor("exit 3");
  await expect(editText("secret", ".txt", env)).rejects.toMatchObject({ code: "EDITOR_FAILED" });
  expect(await readdir(folder)).toEqual(["editor.sh", "seen.txt"]);
});
