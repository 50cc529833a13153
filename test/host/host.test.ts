import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, test } from "vitest";
import { createHost, type HostSettings, type ProviderSettings } from "../../src/host/host.ts";
import { execSurroundings } from "../helpers/exec-surroundings.ts";
import { loadPlugin } from "../../src/host/load-plugin.ts";
import type { CheckStep, Connection, Plugin, ReadProgress } from "../../src/plugin/contract.ts";
import { aConnection, aPolicy, readingPlugin } from "../../fixtures/plugins/reading-plugin.ts";
import { httpOptions } from "../../src/plugin/index.ts";
import { checkShape } from "../../src/host/plugin-shape.ts";
import { z } from "zod";
import { caught } from "../helpers/caught.ts";
import { startServer } from "../helpers/small-server.ts";

const fixtures = fileURLToPath(new URL("../../fixtures/plugins", import.meta.url));
const never = new AbortController().signal;
const SECRET = "hunter2/and+more";
const lines: string[] = [];
const cleanups: (() => Promise<void>)[] = [];

afterEach(async () => {
  lines.length = 0;
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

function host(changes: Partial<HostSettings> = {}) {
  return createHost({
    env: {},
    now: () => new Date(),
    random: () => 0,
    onRequest: () => {},
    log: (line) => lines.push(line),
    graceMs: 20,
    ...changes,
  });
}

function settings(changes: Partial<ProviderSettings> = {}): ProviderSettings {
  return {
    name: "alpha",
    url: null,
    secret: SECRET,
    organisationId: null,
    folder: fixtures,
    options: {},
    insecureSkipVerify: false,
    ...changes,
  };
}

/** A plugin of this test, through the same check as one from a file. */
function made(changes: object): Plugin {
  const shape = checkShape({ plugin: readingPlugin("sample", changes) }, "test");
  if (!shape.ok) throw shape.error;
  return shape.plugin;
}

function connecting(changes: object): Plugin {
  return made({ connect: async () => aConnection(changes) });
}

async function fixture(name: string): Promise<Plugin> {
  const loaded = await loadPlugin(`./${name}.ts`, fixtures, { exec: execSurroundings() });
  if (!loaded.ok) throw loaded.error;
  return loaded.plugin;
}

function read(
  connection: Connection,
  signal = never,
  onProgress: (progress: ReadProgress) => void = () => {},
) {
  return connection.snapshot({ signal, onProgress });
}

async function steps(connection: Connection, signal = never): Promise<CheckStep[]> {
  const all: CheckStep[] = [];
  for await (const step of connection.check(signal)) all.push(step);
  return all;
}

async function reading(policy: object): Promise<Awaited<ReturnType<Connection["snapshot"]>>> {
  const plugin = connecting({ snapshot: async () => ({ apis: [], policies: [policy] }) });
  return read(await host().open(plugin, settings(), never));
}

describe("a plugin that misbehaves", () => {
  test("throws in connect: PLUGIN_FAILED names the adapter and the reason", async () => {
    const error = await caught(host().open(await fixture("throws-in-connect"), settings(), never));
    expect(error.code).toBe("PLUGIN_FAILED");
    expect(error.message).toBe(
      "The adapter throws-in-connect failed in connect: cannot read properties of undefined.",
    );
  });

  test("hangs in snapshot: PLUGIN_TIMEOUT after a silence", async () => {
    const plugin = { ...(await fixture("hangs-in-snapshot")), options: z.object({ ...httpOptions }) };
    const connection = await host().open(plugin, settings({ options: { timeout: "50ms" } }), never);
    const error = await caught(read(connection));
    expect(error).toMatchObject({
      code: "PLUGIN_TIMEOUT",
      hint: expect.stringContaining("options.timeout"),
    });
  });

  test("ignores a cancellation: it is abandoned after the grace period", async () => {
    const connection = await host().open(await fixture("hangs-in-snapshot"), settings(), never);
    const controller = new AbortController();
    const pending = caught(read(connection, controller.signal));
    controller.abort();
    expect((await pending).code).toBe("CANCELLED");
  });

  test("returns rubbish: PLUGIN_RUBBISH with the path and the value seen", async () => {
    const connection = await host().open(await fixture("returns-rubbish"), settings(), never);
    const error = await caught(read(connection));
    expect(error.code).toBe("PLUGIN_RUBBISH");
    expect(error.message).toContain("policies[1].name is 7");
  });

  test("leaks its secret: it is taken out of steps, errors, logs and everything returned", async () => {
    const connection = await host().open(await fixture("leaks-its-secret"), settings(), never);
    const seen: unknown[] = [await read(connection)];
    const error = await caught(
      (async () => {
        for await (const step of connection.check(never)) seen.push(step);
      })(),
    );
    const everything = JSON.stringify([
      seen,
      lines,
      error.message,
      error.hint,
      String(error.stack),
      String(error.cause),
    ]);
    for (const form of [
      SECRET,
      encodeURIComponent(SECRET),
      Buffer.from(SECRET).toString("base64").replaceAll("=", ""),
    ]) {
      expect(everything).not.toContain(form);
    }
    expect(everything).toContain("***");
    expect(error.code).toBe("PLUGIN_FAILED");
  });

  test("floods: log lines and check steps are cut off, progress is thinned", async () => {
    const connection = await host().open(await fixture("floods"), settings(), never);
    const progress: ReadProgress[] = [];
    await read(connection, never, (one) => progress.push(one));
    expect(lines).toHaveLength(1_000);
    expect(lines.at(-1)).toContain("further lines are dropped");
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(2_100);
    expect(progress.length).toBeLessThan(1_000);
    expect(await steps(connection)).toHaveLength(1_000);
  });

  test("harms only its own Provider", async () => {
    const shared = host();
    const bad = await shared.open(await fixture("hangs-in-snapshot"), settings({ name: "bad" }), never);
    const good = await shared.open(await fixture("good"), settings({ name: "good" }), never);
    const controller = new AbortController();
    const hanging = caught(read(bad, controller.signal));
    expect((await read(good)).policies).toHaveLength(1);
    controller.abort();
    expect((await hanging).code).toBe("CANCELLED");
    expect((await read(good)).policies).toHaveLength(1);
  });

  test.each([
    ["nothing", undefined],
    ["null", null],
    ["a text", "hello"],
    ["a connection without methods", { capabilities: {} }],
    ["a connection without capabilities", { check() {}, snapshot() {}, close() {} }],
  ])("connects to %s: an AppError, and nothing escapes", async (_, inner) => {
    const error = await caught(host().open(made({ connect: async () => inner }), settings(), never));
    expect(["PLUGIN_RUBBISH", "PLUGIN_FAILED"]).toContain(error.code);
  });

  test.each([
    ["a text", "thrown text"],
    ["nothing", undefined],
    ["an object", { message: "no error" }],
    ["a circle", new Error("round", { cause: new Error("inner") })],
  ])("throws %s: PLUGIN_FAILED", async (_, thrown: unknown) => {
    const plugin = connecting({ snapshot: () => Promise.reject(thrown) });
    const error = await caught(read(await host().open(plugin, settings(), never)));
    expect(error.code).toBe("PLUGIN_FAILED");
  });

  test("throws an AppError of another copy of this program: its code and hint stay", async () => {
    const foreign = Object.assign(new Error(`bad \u001B]0;x\u0007 ${SECRET}`), {
      name: "AppError",
      code: "NOT_AUTHORISED",
      hint: "Ask for a new key.",
    });
    const plugin = connecting({ snapshot: () => Promise.reject(foreign) });
    const error = await caught(read(await host().open(plugin, settings(), never)));
    expect(error).toMatchObject({
      code: "NOT_AUTHORISED",
      hint: "Ask for a new key.",
      message: "bad \u241B]0;x\u2407 ***",
    });
  });

  test("claims less than it offers: PLUGIN_RUBBISH", async () => {
    const { capabilities: honest } = aConnection();
    const capabilities = { ...honest, can: { ...honest.can, readUsage: { available: true } } };
    const error = await caught(host().open(connecting({ capabilities }), settings(), never));
    expect(error).toMatchObject({
      code: "PLUGIN_RUBBISH",
      message: expect.stringContaining("readUsage"),
    });
  });
});

describe("what passes the border", () => {
  test("has its texts neutralised, its record as received", async () => {
    const hostile = "a\u001B[31m\nb\u202E";
    const shown = "a\u241B[31m\u240Ab\uFFFD";
    const raw = { name: hostile };
    const { policies } = await reading(
      aPolicy({
        name: hostile,
        tags: [hostile],
        apis: [{ id: "a", name: hostile, versions: [hostile] }],
        metadata: { [hostile]: [hostile] },
        excluded: { reason: "x", detail: hostile },
        raw,
      }),
    );
    expect(policies[0]).toMatchObject({
      name: shown,
      tags: [shown],
      apis: [{ id: "a", name: shown, versions: [shown] }],
      metadata: { [shown]: [shown] },
      excluded: { reason: "x", detail: shown },
      raw,
    });
  });

  test.each([
    ["an id with control characters", { id: "a\nb" }, "policies[0].id"],
    ["a reference with invisible characters", { reference: "a\u200Bb" }, "policies[0].reference"],
    [
      "the id of an API with an escape",
      { apis: [{ id: "\u001B", name: "", versions: [] }] },
      "policies[0].apis[0].id",
    ],
    ["an id that is the secret", { id: SECRET }, "policies[0].id"],
    [
      "a period of no unit",
      { rate: { count: 1, per: { every: 1, unit: "fortnight" } } },
      "policies[0].rate.per.unit",
    ],
    [
      "a count that is no number",
      { quota: { count: "many", per: { every: 1, unit: "day" } } },
      "policies[0].quota.count",
    ],
    ["a record with a function", { raw: { run: () => 1 } }, "policies[0].raw"],
    ["metadata with a big integer", { metadata: { big: 1n } }, "policies[0].metadata"],
  ])("is not %s", async (_, changes, path) => {
    const error = await caught(reading(aPolicy(changes)));
    expect(error.code).toBe("PLUGIN_RUBBISH");
    expect(error.message).toContain(path);
    expect(error.message).not.toContain(SECRET);
  });

  test("is not a record that goes in circles", async () => {
    const raw: { self?: unknown } = {};
    raw.self = raw;
    expect((await caught(reading(aPolicy({ raw })))).code).toBe("PLUGIN_RUBBISH");
  });

  test("is not two policies of one id", async () => {
    const plugin = connecting({ snapshot: async () => ({ apis: [], policies: [aPolicy(), aPolicy()] }) });
    const error = await caught(read(await host().open(plugin, settings(), never)));
    expect(error.message).toContain("policies[1].id");
  });

  test.each([undefined, null, [], { apis: [] }, { apis: [], policies: {} }])(
    "is not %j for a snapshot",
    async (value) => {
      const plugin = connecting({ snapshot: async () => value });
      expect((await caught(read(await host().open(plugin, settings(), never)))).code).toBe("PLUGIN_RUBBISH");
    },
  );

  test("is an empty Provider when the lists are empty", async () => {
    const plugin = connecting({ snapshot: async () => ({ apis: [], policies: [] }) });
    expect(await read(await host().open(plugin, settings(), never))).toEqual({ apis: [], policies: [] });
  });

  test("is not a check step without an outcome", async () => {
    const plugin = connecting({
      async *check() {
        yield { id: "x" };
      },
    });
    const connection = await host().open(plugin, settings(), never);
    expect((await caught(steps(connection))).code).toBe("PLUGIN_RUBBISH");
  });
});

describe("the secret", () => {
  test.each([
    ["as it is", "hunter2key"],
    ["with escaped characters", String.raw`\u0068unter2\u006bey`],
  ])("is found in a record that the Provider echoes %s", async (_, written) => {
    const record = `{"id":"p","inner":[{"key":"${written}"}]}`;
    const server = await startServer((__, response) => response.end(`{"list":[${record},{"id":"q"}]}`));
    cleanups.push(server.close);
    const plugin = made({
      connect: async (
        __: unknown,
        { http }: { http: { request: (request: object) => Promise<{ json: unknown }> } },
      ) =>
        aConnection({
          snapshot: async ({ signal }: { signal: AbortSignal }) => {
            const { json } = await http.request({ path: "/", signal });
            const { list } = z.object({ list: z.array(z.unknown()) }).parse(json);
            return { apis: [], policies: list.map((raw, index) => aPolicy({ id: `p${index}`, raw })) };
          },
        }),
    });
    const connection = await host().open(plugin, settings({ url: server.url, secret: "hunter2key" }), never);
    const { policies } = await read(connection);
    expect(policies.map(({ raw }) => raw)).toEqual([{ id: "p", inner: [{ key: "***" }] }, { id: "q" }]);
    await connection.close();
  });

  test("is not looked for when it is shorter than four characters", async () => {
    const plugin = connecting({ snapshot: async () => ({ apis: [], policies: [aPolicy({ name: "a1b" })] }) });
    const connection = await host().open(plugin, settings({ secret: "a1" }), never);
    expect((await read(connection)).policies[0]?.name).toBe("a1b");
  });
});

describe("options", () => {
  test("that the adapter does not take are CONFIG_INVALID, naming the key", async () => {
    const plugin = made({ options: z.strictObject({ ...httpOptions }) });
    const error = await caught(host().open(plugin, settings({ options: { timeout: "soon" } }), never));
    expect(error).toMatchObject({
      code: "CONFIG_INVALID",
      message: expect.stringContaining("options.timeout"),
    });
  });

  test("reach the adapter parsed", async () => {
    const { promise, resolve } = Promise.withResolvers<unknown>();
    const plugin = made({
      options: z.strictObject({ ...httpOptions }),
      connect: async (given: { options: unknown }) => {
        resolve(given.options);
        return aConnection();
      },
    });
    await host().open(plugin, settings({ options: { timeout: "2m" } }), never);
    expect(await promise).toEqual({
      connectTimeout: 5_000,
      timeout: 120_000,
      retries: 3,
      maxResponseSize: 268_435_456,
    });
  });
});

describe("time", () => {
  test("does not run out while a request is under way", async () => {
    const { promise: asked, resolve } = Promise.withResolvers<() => void>();
    const server = await startServer((_, response) => resolve(() => response.end("{}")));
    cleanups.push(server.close);
    const plugin = made({
      options: z.strictObject({ ...httpOptions }),
      connect: async (_: unknown, { http }: { http: { request: (request: object) => Promise<unknown> } }) =>
        aConnection({
          snapshot: async ({ signal }: { signal: AbortSignal }) => {
            await http.request({ path: "/", signal });
            return { apis: [], policies: [] };
          },
        }),
    });
    const connection = await host().open(
      plugin,
      settings({ url: server.url, options: { timeout: "300ms" } }),
      never,
    );
    const pending = read(connection);
    (await asked)();
    expect(await pending).toEqual({ apis: [], policies: [] });
    await connection.close();
  });
});

describe("close", () => {
  test("ends what is under way, closes once, and nothing is delivered afterwards", async () => {
    let closes = 0;
    const { promise, resolve } = Promise.withResolvers<unknown>();
    const plugin = connecting({
      snapshot: () => promise,
      close: async () => {
        closes += 1;
      },
    });
    const connection = await host().open(plugin, settings(), never);
    const pending = caught(read(connection));
    await Promise.all([connection.close(), connection.close()]);
    resolve({ apis: [], policies: [] });
    expect((await pending).code).toBe("CANCELLED");
    expect((await caught(read(connection))).code).toBe("CANCELLED");
    expect((await caught(steps(connection))).code).toBe("CANCELLED");
    expect(closes).toBe(1);
  });

  test("reports an adapter that fails in it, and closes all the same", async () => {
    const connection = await host().open(
      connecting({ close: () => Promise.reject(new Error("no goodbye")) }),
      settings(),
      never,
    );
    expect((await caught(connection.close())).code).toBe("PLUGIN_FAILED");
    expect((await caught(read(connection))).code).toBe("CANCELLED");
  });

  test("comes for a connection that is opened too late", async () => {
    const { promise: closed, resolve } = Promise.withResolvers<void>();
    const { promise: opened, resolve: finish } = Promise.withResolvers<object>();
    const controller = new AbortController();
    const pending = caught(host().open(made({ connect: () => opened }), settings(), controller.signal));
    controller.abort();
    expect((await pending).code).toBe("CANCELLED");
    finish(aConnection({ close: async () => resolve() }));
    await closed;
  });
});
