import { join } from "node:path";
import { execa } from "execa";
import { describe, expect, it } from "vitest";

const MAIN = join(import.meta.dirname, "..", "..", "dist", "main.js");

/** Runs the program in a process that takes itself for another version of Node. */
async function runAs(version: string) {
  const pretend = `Object.defineProperty(process, "versions", { value: { ...process.versions, node: "${version}" } })`;
  return execa(
    process.execPath,
    ["--import", `data:text/javascript,${encodeURIComponent(pretend)}`, MAIN, "--version"],
    {
      reject: false,
    },
  );
}

describe("the version of Node", () => {
  it.each(["18.20.4", "20.20.2", "22.21.9", "23.11.0"])(
    "%s is too old: one line says so, and the exit code is 3",
    async (version) => {
      const { exitCode, stderr, stdout } = await runAs(version);
      expect({ exitCode, stdout }).toEqual({ exitCode: 3, stdout: "" });
      expect(stderr).toBe(`portico: needs Node 22.22 or 24 and later, this is ${version}.`);
    },
  );

  it.each(["22.22.0", "24.0.0", "26.1.0"])("%s will do", async (version) => {
    const { exitCode, stdout } = await runAs(version);
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+$/u) });
  });
});
