import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { readmeTables } from "./tools/readme-tables.ts";

const ROOT = join(import.meta.dirname, "..");

describe("the README", () => {
  let readme: string;

  beforeAll(async () => {
    readme = await readFile(join(ROOT, "README.md"), "utf8");
  });

  it("opens with the two commands that do all of their own set-up", () => {
    const [, block = ""] = readme.split("```");
    const commands = block.split("\n").flatMap((line) => /^(npm ci && npm \w+)/u.exec(line)?.[1] ?? []);
    expect(commands).toEqual(["npm ci && npm start", "npm ci && npm test"]);
    expect(readme.indexOf("```")).toBeLessThan(40);
  });

  it.each(["keys", "errors", "commands"] as const)("has the table of %s that the program has", (name) => {
    expect(readme.replaceAll(/ {2,}/gu, " ").replaceAll(/-{3,}/gu, "---")).toContain(
      readmeTables()[name].replaceAll(/ {2,}/gu, " "),
    );
  });

  it("says everything once: no heading and no paragraph stands there twice", () => {
    const blocks = readme.split(/\n{2,}/u).filter((block) => !block.startsWith("```"));
    expect(blocks.filter((block, index) => blocks.indexOf(block) !== index)).toEqual([]);
    expect(readme.match(/^\| keys /gmu)).toHaveLength(1);
    expect(readme.match(/^\| command /gmu)).toHaveLength(1);
  });

  it("names only files that are there", async () => {
    const links = [...readme.matchAll(/\]\((?!https?:)([^)#]+)\)/gu)].map((match) => match[1] ?? "");
    expect(links.length).toBeGreaterThan(3);
    await Promise.all(links.map((link) => readFile(join(ROOT, link), "utf8")));
  });
});
