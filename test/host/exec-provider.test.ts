import { access, chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { execPlugin, type ExecSurroundings } from "../../src/host/exec-plugin.ts";
import { createHost } from "../../src/host/host.ts";
import type { Connection, ReadProgress } from "../../src/plugin/contract.ts";
import { caught } from "../helpers/caught.ts";
import { execSurroundings } from "../helpers/exec-surroundings.ts";
import { isRunning, pidsIn, stillRunning } from "../helpers/running.ts";

const fixtures = fileURLToPath(new URL("../../fixtures/exec", import.meta.url));
const never = new AbortController().signal;
const SECRET = "hunter2/and+more";
const lines: string[] = [];
const opened: Connection[] = [];
let folder = "";

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "portico-exec-"));
});
afterEach(async () => {
  for (const connection of opened.splice(0)) await connection.close();
  lines.length = 0;
  await rm(folder, { recursive: true });
});

type Opening = {
  readonly options?: object;
  readonly surroundings?: ExecSurroundings;
  readonly words?: readonly string[];
};

async function open(
  mode: string,
  { options = {}, surroundings = execSurroundings(), words = [] }: Opening = {},
) {
  const host = createHost({
    env: {},
    now: () => new Date(),
    random: () => 0,
    onRequest: () => {},
    log: (line) => lines.push(line),
  });
  const connection = await host.open(
    execPlugin(surroundings),
    {
      name: "alpha",
      url: null,
      secret: SECRET,
      organisationId: null,
      folder: fixtures,
      options: { command: ["./shell.sh", mode, ...words], ...options },
      insecureSkipVerify: false,
    },
    never,
  );
  opened.push(connection);
  return connection;
}

function read(
  connection: Connection,
  signal: AbortSignal = never,
  onProgress: (progress: ReadProgress) => void = () => {},
) {
  return connection.snapshot({ signal, onProgress });
}

describe("an executable that behaves", () => {
  test("is measured, checked and read", async () => {
    const connection = await open("tells");
    expect(connection.capabilities.identity.product).toBe("Shell");
    const steps = [];
    for await (const step of connection.check(never)) steps.push(step);
    expect(steps).toEqual([{ id: "reachable", outcome: "ok", seen: "it is there", advice: null }]);
    const progress: ReadProgress[] = [];
    const { policies } = await read(connection, never, (one) => progress.push(one));
    expect(policies.map(({ name }) => name)).toEqual(["Payments", "Gold"]);
    expect(progress).toEqual([{ what: "things", received: 1, total: 2 }]);
  });

  test("is asked for credentials, their usage and certificates", async () => {
    const connection = await open("good");
    const target = { kind: "apiKey", mark: null, handle: "h", alias: null } as const;
    const span = { from: "2026-11-01", to: "2026-11-02" };
    const [listed, used, kept] = await Promise.all([
      connection.credentials?.({ policies: ["p"], signal: never, onProgress: () => {} }),
      connection.usage?.([target, { ...target, handle: "i" }], span, never),
      connection.certificates?.(never),
    ]);
    expect(listed).toMatchObject([{ handle: "h", policies: ["p"] }]);
    expect(used).toMatchObject([{ days: [{ hits: 7, errors: 1 }] }, null]);
    expect(kept).toMatchObject([{ id: "c", subject: "CN=c" }]);
    await expect.poll(() => lines).toHaveLength(3);
    const params = lines.map((line) => JSON.parse(line.slice("alpha: ".length)).params);
    expect(params).toMatchObject([
      { policies: ["p"] },
      { targets: [{ handle: "h" }, { handle: "i" }], span },
      { token: expect.any(Number) },
    ]);
  });

  test("gets a clean environment with the variables that options.env names, and no secret in it", async () => {
    const surroundings = {
      ...execSurroundings(),
      env: { PATH: process.env["PATH"], HOME: "/h", OTHER: "x" },
    };
    await read(await open("env", { surroundings, options: { env: ["HOME"] } }));
    await expect.poll(() => lines.join("\n")).toContain("alpha: HOME=/h");
    const said = lines.join("\n");
    expect(said).not.toContain("OTHER");
    expect(said).not.toContain(SECRET);
  });

  test("is stopped when it is idle, and started again when it is needed", async () => {
    const connection = await open("waits", {
      options: { idleTimeout: "10ms" },
      words: [join(folder, "pids")],
    });
    const file = join(folder, "pids");
    for (let round = 1; round <= 2; round += 1) {
      const controller = new AbortController();
      const reading = caught(read(connection, controller.signal));
      const pids = await pidsIn(file, round);
      controller.abort();
      expect(await reading).toMatchObject({ code: "CANCELLED" });
      expect(await stillRunning(pids)).toEqual([]);
    }
    const [first, second] = await pidsIn(file, 2);
    expect(first).not.toBe(second);
  });

  test("waits for its turn when as many run as may, and an idle one makes room", async () => {
    const surroundings = execSurroundings(1);
    const [one, two] = await Promise.all([open("good", { surroundings }), open("good", { surroundings })]);
    for (let round = 0; round < 3; round += 1) await Promise.all([read(one), read(two)]);
    expect((await read(one)).policies).toHaveLength(2);
  });
});

describe("an executable that misbehaves has one clear error", () => {
  test.each([
    ["slow", { startTimeout: "80ms" }, ["PLUGIN_TIMEOUT", "did not answer initialize within 80 ms"]],
    ["crashes-at-start", {}, ["PLUGIN_FAILED", "ended by itself with exit code 4"]],
    ["version", {}, ["PLUGIN_VERSION", "speaks version 7 of the protocol"]],
    ["no-capabilities", {}, ["PLUGIN_RUBBISH", "capabilities is missing"]],
    ["refuses", {}, ["NOT_AUTHORISED", "No such user at ***."]],
    [
      "good",
      { command: ["./missing.sh"] },
      ["PLUGIN_RESOLVE", "./missing.sh of the adapter exec was not found"],
    ],
    ["good", { cwd: "./nowhere" }, ["PLUGIN_RESOLVE", "was not found"]],
    ["good", { command: [] }, ["CONFIG_INVALID", "options.command"]],
  ])("when it is opened: %s %j", async (mode, options, [code, message]) => {
    const error = await caught(open(mode, { options }));
    expect(error).toMatchObject({ code });
    expect(String(error)).toContain(message);
    expect(String(error)).not.toContain(SECRET);
  });

  test.each([
    ["garbage", {}, ["PLUGIN_RUBBISH", '"Reading policies, please wait ...", which is no JSON-RPC message']],
    ["deep", {}, ["PLUGIN_RUBBISH", "nested deeper than 256 levels"]],
    ["rubbish", {}, ["PLUGIN_RUBBISH", "policies[0].id is 7"]],
    ["hangs", { timeout: "60ms" }, ["PLUGIN_TIMEOUT", "gave no sign of life for 60 ms in snapshot"]],
    ["deaf", { timeout: "60ms" }, ["PLUGIN_TIMEOUT", "gave no sign of life for 60 ms in snapshot"]],
    ["leaves", {}, ["PLUGIN_RUBBISH", "closed its standard output"]],
    ["floods", { maxResponseSize: "64KiB" }, ["TOO_LARGE", "more than 64 KiB without an answer"]],
    ["floods-a-line", { maxResponseSize: "1MiB" }, ["TOO_LARGE", "more than 1 MiB without an answer"]],
  ])("when it is read: %s", async (mode, options, [code, message]) => {
    const error = await caught(read(await open(mode, { options })));
    expect(error).toMatchObject({ code });
    expect(String(error)).toContain(message);
  });

  test("and a flood of log lines is cut", async () => {
    const { policies } = await read(await open("floods-the-log"));
    expect(policies).toHaveLength(2);
    expect(lines.length).toBeLessThanOrEqual(1_000);
  });
});

test("an executable that others may change is not started", async () => {
  const file = join(folder, "own.sh");
  await writeFile(file, `#!/bin/sh\necho ran >>${join(folder, "ran")}\n`);
  await chmod(file, 0o757);
  const error = await caught(open("", { options: { command: [file] } }));
  expect(error.code).toBe("PLUGIN_UNTRUSTED");
  expect(error.message).toContain(`${file} is writable for everybody (mode 0757): its code is not run`);
  await expect(access(join(folder, "ran"))).rejects.toThrow("ENOENT");
  await chmod(file, 0o775);
  expect((await caught(open("", { options: { command: [file] } }))).code).toBe("PLUGIN_FAILED");
  expect(lines).toContain(`alpha: ${file} is writable for its group (mode 0775)`);
});

test("nor is what an interpreter would run, wherever it is; what comes behind that may be data", async () => {
  const [code, data] = [join(folder, "code.sh"), join(folder, "data.json")];
  await writeFile(code, `echo ran >>${join(folder, "ran")}\n`);
  await writeFile(data, "{}");
  await chmod(code, 0o757);
  await chmod(data, 0o666);
  for (const program of ["sh", "/bin/sh"]) {
    const error = await caught(open("", { options: { command: [program, "-u", code, data] } }));
    expect(error.message).toContain(`${code} is writable for everybody`);
  }
  await expect(access(join(folder, "ran"))).rejects.toThrow("ENOENT");
  await chmod(code, 0o755);
  expect((await caught(open("", { options: { command: ["sh", code, data] } }))).code).toBe("PLUGIN_FAILED");
});

describe("an executable that crashes", () => {
  test("is started again in the middle of a reading", async () => {
    const connection = await open("crashes-once", { words: [join(folder, "crashed")] });
    expect((await read(connection)).policies).toHaveLength(2);
  });

  test("is down after three restarts within five minutes, says why, and is tried again afterwards", async () => {
    let passed = 0;
    const surroundings = execSurroundings(4, () => passed);
    const connection = await open("crashes", { surroundings });
    const error = await caught(read(connection));
    expect(error).toMatchObject({ code: "PLUGIN_FAILED" });
    expect(error).toHaveProperty(
      "hint",
      expect.stringContaining("It said last: out of␛[31m memory with ***"),
    );
    expect(lines.filter((line) => line.includes("out of␛[31m memory with ***"))).toHaveLength(4);
    expect(String(await caught(read(connection)))).toContain("not started again before 00:05:00 UTC");
    passed = 5 * 60_000 + 1;
    expect(String(await caught(open("crashes-at-start", { surroundings })))).toContain("exit code 4");
  });

  test("counts its crashes though it changes a file that its command names", async () => {
    const surroundings = execSurroundings(4, () => 0);
    const connection = await open("forks-and-crashes", { surroundings, words: [join(folder, "pids")] });
    expect(String(await caught(read(connection)))).toContain("exit code 3");
    expect(await pidsIn(join(folder, "pids"), 8)).toHaveLength(8);
    expect(String(await caught(read(connection)))).toContain("crashed 4 times");
  });

  test("is tried at once when its file has been changed", async () => {
    const surroundings = execSurroundings(4, () => 0);
    const file = join(folder, "own.sh");
    await writeFile(file, "#!/bin/sh\nexit 9\n", { mode: 0o755 });
    const options = { command: [file] };
    expect(String(await caught(open("", { surroundings, options })))).toContain("exit code 9");
    expect(String(await caught(open("", { surroundings, options })))).toContain("crashed 4 times");
    await writeFile(file, `#!/bin/sh\nexec ${join(fixtures, "shell.sh")}\n`);
    expect((await read(await open("", { surroundings, options }))).policies).toHaveLength(2);
  });
});

test("a cancelled reading stops the plugin's, which goes on to answer", async () => {
  const connection = await open("hangs", { options: { timeout: "10s" } });
  const controller = new AbortController();
  const reading = caught(read(connection, controller.signal));
  controller.abort();
  expect(await reading).toMatchObject({ code: "CANCELLED" });
});

describe("what an executable has started ends with it", () => {
  const forking = async (mode: string, options: object = {}) => {
    const file = join(folder, "pids");
    const connection = await open(mode, { words: [file], options });
    return { connection, pids: () => pidsIn(file, 2) };
  };

  test("when it is stopped", async () => {
    const { connection, pids } = await forking("forks");
    await read(connection);
    expect(await Promise.all((await pids()).map(isRunning))).toEqual([true, true]);
    await connection.close();
    expect(await stillRunning(await pids())).toEqual([]);
  });

  test("when it hangs and is ended by force", async () => {
    const { connection, pids } = await forking("forks-and-hangs", { timeout: "300ms" });
    expect(await caught(read(connection))).toMatchObject({ code: "PLUGIN_TIMEOUT" });
    expect(await stillRunning(await pids())).toEqual([]);
  });

  test("when it crashes", async () => {
    const { connection, pids } = await forking("forks-and-crashes");
    expect(await caught(read(connection))).toMatchObject({ code: "PLUGIN_FAILED" });
    expect(await stillRunning(await pids())).toEqual([]);
  });
});
