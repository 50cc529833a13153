import { expect, it } from "vitest";
import { helpText } from "../../src/cli/help.ts";
import type { PlainIntent } from "../../src/cli/intent.ts";
import { runPlainCommand } from "../../src/cli/run-plain.ts";

async function run(intent: PlainIntent): Promise<string> {
  let out = "";
  const stdout = (text: string): void => void (out += text);
  const code = await runPlainCommand(intent, {
    stdout,
    version: "1.2.3",
    schema: async () => ({ type: "object" }),
  });
  expect(code).toBe(0);
  return out;
}

it("prints the version", async () => {
  expect(await run({ command: "version" })).toBe("1.2.3\n");
});

it("prints the schema as JSON", async () => {
  expect(JSON.parse(await run({ command: "schema" }))).toEqual({ type: "object" });
});

it("prints help", async () => {
  expect(await run({ command: "help", topic: null })).toBe(helpText(null));
  expect(await run({ command: "help", topic: "get" })).toBe(helpText("get"));
});

it("is content when nobody reads", async () => {
  const stdout = async (): Promise<void> => {
    throw Object.assign(new Error("write EPIPE"), { code: "EPIPE" });
  };
  const io = { stdout, version: "1", schema: () => ({}) };
  expect(await runPlainCommand({ command: "version" }, io)).toBe(0);
});
