import { describe, expect, test } from "vitest";
import { aConnection, readingPlugin } from "../../fixtures/plugins/reading-plugin.ts";
import { checkShape } from "../../src/host/plugin-shape.ts";
import { CAPABILITY_NAMES, type Connection } from "../../src/plugin/contract.ts";
import { caught } from "../helpers/caught.ts";
import { quietHost, settingsOf } from "../helpers/quiet-host.ts";

const HOSTILE = "a\u001B[31m";
const SHOWN = "a\u241B[31m";
const SECRET = "hunter2/and+more";
const never = new AbortController().signal;
const TARGET = { kind: "oauth2", mark: null, handle: "client", alias: null } as const;

/** A connection that gives these, through the host. */
async function opened(side: object): Promise<Connection> {
  const shape = checkShape(
    {
      plugin: readingPlugin("sample", {
        claims: { can: CAPABILITY_NAMES, units: { rate: [], quota: [], keyLifetime: [] } },
        connect: async () => aConnection(side),
      }),
    },
    "test",
  );
  if (!shape.ok) throw shape.error;
  return quietHost().host.open(shape.plugin, settingsOf({ secret: SECRET }), never);
}

function tokens(value: unknown): Promise<unknown> {
  const connection = opened({ tokens: async () => value });
  return connection.then((open) => open.tokens?.(TARGET, ["api"], never));
}

describe("what is read of credentials", () => {
  test("has labels neutralised, or none where the Provider keeps none", async () => {
    const credential = {
      ...TARGET,
      tail: null,
      policies: [],
      owner: null,
      apis: [],
      metadata: {},
      issuedAt: null,
      expiresAt: null,
      isActive: true,
    };
    const open = await opened({
      credentials: async () => [{ ...credential, labels: { [HOSTILE]: `b ${SECRET}` } }, credential],
    });
    const seen = await open.credentials?.({ policies: [], signal: never, onProgress: () => {} });
    expect(seen?.map(({ labels }) => labels)).toEqual([{ [SHOWN]: "b ***" }, undefined]);
  });

  test("tells tokens as they were given, or that nothing is known of them", async () => {
    const token = { handle: "41c5cb1e", tail: null, expiresAt: "2030-01-01T00:00:00.000Z" };
    expect(await tokens([token])).toEqual([token]);
    expect(await tokens([{ ...token, tail: HOSTILE }])).toEqual([{ ...token, tail: SHOWN }]);
    expect(await tokens(null)).toBeNull();
  });

  test.each([
    ["no list", {}],
    ["a token without a handle", [{ tail: null, expiresAt: null }]],
    ["a tail that is a whole token", [{ handle: "a", tail: "x".repeat(60), expiresAt: null }]],
    ["the Provider's own secret", [{ handle: SECRET, tail: null, expiresAt: null }]],
  ])("is rubbish when the tokens are %s", async (_, value) => {
    expect(await caught(tokens(value))).toMatchObject({ code: "PLUGIN_RUBBISH" });
  });

  test("keeps a doubt about what can be done, neutralised", async () => {
    const { capabilities } = aConnection();
    const can = { ...capabilities.can, revokeCredentials: { available: true, doubt: HOSTILE } };
    const open = await opened({
      capabilities: { ...capabilities, can },
      prepare: async () => {},
      apply: async () => {},
    });
    expect(open.capabilities.can.revokeCredentials).toEqual({ available: true, doubt: SHOWN });
  });

  test("keeps what connecting found, neutralised, and refuses what is no step of a check", async () => {
    const { capabilities } = aConnection();
    const step = { id: "rights", outcome: "warn", seen: HOSTILE, advice: HOSTILE };
    const methods = { prepare: async () => {}, apply: async () => {} };
    const open = await opened({ ...methods, capabilities: { ...capabilities, findings: [step] } });
    expect(open.capabilities.findings).toEqual([{ ...step, seen: SHOWN, advice: SHOWN }]);
    const odd = { ...capabilities, findings: [{ ...step, outcome: "fine" }] };
    expect(await caught(opened({ ...methods, capabilities: odd }))).toMatchObject({ code: "PLUGIN_RUBBISH" });
  });
});
