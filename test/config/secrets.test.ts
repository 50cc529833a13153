import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { runSecretCommand } from "../../src/config/secret-command.ts";
import { secretKind, secretReader } from "../../src/config/secrets.ts";
import type { WrittenSecret } from "../../src/config/schema.ts";
import { AppError } from "../../src/core/errors.ts";
import { configFolder } from "./config-files.ts";

const SIGNAL = new AbortController().signal;
const env = { PATH: process.env["PATH"], KEY: "the-key", EMPTY: "" };

async function read(written: WrittenSecret, folder = "/"): Promise<string> {
  return secretReader(secretKind(written), { provider: "Production", folder, env })(SIGNAL);
}

async function failure(reading: Promise<unknown>): Promise<AppError> {
  const error: unknown = await reading.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof AppError)) throw new Error("expected an AppError", { cause: error });
  expect(error.code).toBe("SECRET_UNAVAILABLE");
  return error;
}

const script = (code: string) => ({ command: [process.execPath, "-e", code] });

describe("a secret", () => {
  it("is the text itself, or comes from the environment, a file or a command", async () => {
    const folder = await configFolder({ key: "in-a-file\n" });
    expect(await read("literal ${KEY}")).toBe("literal ${KEY}");
    expect(await read("${KEY}")).toBe("the-key");
    expect(await read({ env: "KEY" })).toBe("the-key");
    expect(await read({ file: "key" }, folder)).toBe("in-a-file");
    expect(await read({ file: join(folder, "key") })).toBe("in-a-file");
    await writeFile(join(folder, "the-key.txt"), "named by a variable");
    expect(await read({ file: "${KEY}.txt" }, folder)).toBe("named by a variable");
    expect(await read(script("console.log('${KEY:-its own}')"))).toBe("${KEY:-its own}");
    expect(await read(script("console.log(process.env.KEY + process.cwd())"), folder)).toBe(
      `the-key${folder}`,
    );
  });

  it("is read anew each time", async () => {
    const folder = await configFolder({ key: "old" });
    const reader = secretReader(secretKind({ file: "key" }), { provider: "Production", folder, env });
    expect(await reader(SIGNAL)).toBe("old");
    await writeFile(join(folder, "key"), "new\r\n");
    expect(await reader(SIGNAL)).toBe("new");
  });

  it.each([
    [{ env: "NOT_SET" }, "the environment variable NOT_SET is not set"],
    ["${EMPTY}", "the environment variable EMPTY is not set"],
    [{ env: "constructor" }, "the environment variable constructor is not set"],
    [{ file: "/nowhere/key" }, "the file /nowhere/key cannot be read (ENOENT)"],
    [{ file: "/" }, "/ is not a file"],
    [{ file: "/${NOT_SET}/key" }, "the environment variable of ${NOT_SET} is not set"],
    [{ command: ["no-such-program-here"] }, "the command no-such-program-here was not found"],
  ] satisfies readonly [WrittenSecret, string][])(
    "that is not available says whose it is and where it was looked for: %j",
    async (written, what) => {
      const error = await failure(read(written));
      expect(error.message).toBe(`The secret of Production is not available: ${what}.`);
      expect(error.hint).not.toBeNull();
    },
  );

  it("in a file that is empty or far too large is not available", async () => {
    const folder = await configFolder({ empty: "\n", large: "x".repeat(100_000) });
    expect((await failure(read({ file: "empty" }, folder))).message).toMatch(/the file .*empty is empty/u);
    expect((await failure(read({ file: "large" }, folder))).message).toMatch(/large has 100000 bytes/u);
  });
});

describe("a secret's command", () => {
  it("that fails, prints nothing or prints too much is reported without its output", async () => {
    const failures = await Promise.all(
      [
        "console.log('hunter2'); console.error('hunter2'); process.exit(3)",
        "",
        "console.log('hunter2'.repeat(20000))",
        "process.kill(process.pid, 'SIGKILL')",
      ].map((code) => failure(read(script(code)))),
    );
    expect(failures.map((error) => error.message.replace(process.execPath, "node"))).toEqual([
      "The secret of Production is not available: the command node ended with exit code 3.",
      "The secret of Production is not available: the command node printed nothing.",
      "The secret of Production is not available: the command node printed more than 64000 characters.",
      "The secret of Production is not available: the command node ended with SIGKILL.",
    ]);
    expect(inspect(failures, { depth: Infinity, showHidden: true })).not.toContain("hunter2");
  });

  it("gets no shell and no input", async () => {
    expect(await read({ command: ["echo", "$KEY; `id`"] })).toBe("$KEY; `id`");
    expect(await read(script("process.stdin.on('data', () => {}).on('end', () => console.log('end'))"))).toBe(
      "end",
    );
  });

  it("that does not end is stopped, even when it ignores being asked and has left a child behind", async () => {
    const code = `
      process.on("SIGTERM", () => {});
      require("node:child_process").spawn(process.execPath, ["-e", "setTimeout(() => {}, 20000)"], { stdio: "inherit" });
      setInterval(() => {}, 1000);`;
    expect(await runSecretCommand({ ...script(code), folder: "/", env, limitMs: 300 }, SIGNAL)).toMatchObject(
      {
        ok: false,
        what: expect.stringMatching(/did not end within 0\.3 s$/u),
      },
    );
  });

  it("ends when it is no longer wanted", async () => {
    const controller = new AbortController();
    const endless = secretKind(script("setInterval(() => {}, 1000)"));
    const running = secretReader(endless, { provider: "Production", folder: "/", env })(controller.signal);
    controller.abort(new Error("no longer wanted"));
    await expect(running).rejects.toThrow("no longer wanted");
  });
});
