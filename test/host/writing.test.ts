import { describe, expect, test } from "vitest";
import { z } from "zod";
import { aConnection, aPolicy, readingPlugin } from "../../fixtures/plugins/reading-plugin.ts";
import { AppError, type ErrorCode } from "../../src/core/errors.ts";
import type { WriteIntent, WriteProposal, WriteStep } from "../../src/core/write.ts";
import { createHost, type ProviderSettings } from "../../src/host/host.ts";
import { checkShape } from "../../src/host/plugin-shape.ts";
import { httpOptions, type Connection } from "../../src/plugin/index.ts";
import { applied, proposed } from "../helpers/carried-out.ts";
import { caught } from "../helpers/caught.ts";

const SECRET = "hunter2/and+more";
const INTENT: WriteIntent = { op: "delete", kind: "product", policyId: "p1" };
const REQUEST = { method: "PUT", path: "/p1", body: { a: 1 } };
const PROPOSAL: WriteProposal = {
  fields: [],
  requests: [REQUEST],
  affects: [],
  loses: [],
  basis: {},
  ground: "ground",
  digest: "digest",
};
const SENT = { step: "sent", request: REQUEST };
const ANSWERED = { step: "answered", request: REQUEST, policyId: "p1" };
const WRITTEN = { step: "written", policy: aPolicy(), removed: null };

type Side = { prepare?: unknown; apply?: unknown };

/** A connection of an adapter with this writing side, through the host. */
async function opened(side: Side, options: object = {}): Promise<Connection> {
  const shape = checkShape(
    {
      plugin: readingPlugin("sample", {
        options: z.strictObject(httpOptions),
        connect: async () => aConnection(side),
      }),
    },
    "test",
  );
  if (!shape.ok) throw shape.error;
  const host = createHost({
    env: {},
    now: () => new Date(),
    random: () => 0,
    onRequest: () => {},
    log: () => {},
    graceMs: 20,
  });
  const settings: ProviderSettings = {
    name: "alpha",
    url: null,
    secret: SECRET,
    organisationId: null,
    folder: "/",
    options,
    insecureSkipVerify: false,
  };
  return host.open(shape.plugin, settings, new AbortController().signal);
}

const preparing = (proposal: unknown): Side => ({ prepare: async () => proposal, apply: stepping() });

/** An apply that yields these, and then does the last thing. */
function stepping(steps: readonly object[] = [], last: () => Promise<void> = async () => {}) {
  return async function* steppingApply(): AsyncGenerator<object> {
    yield* steps;
    await last();
  };
}

const applying = (...parameters: Parameters<typeof stepping>): Side => ({
  prepare: async () => PROPOSAL,
  apply: stepping(...parameters),
});

const failing = (code: ErrorCode) => async (): Promise<void> => {
  throw new AppError(code, "It went wrong.");
};

const order = { intent: INTENT, proposal: PROPOSAL };

describe("a connection", () => {
  test("without a writing side has none behind the host either", async () => {
    const connection = await opened({});
    expect(Object.keys(connection).toSorted()).toEqual(["capabilities", "check", "close", "snapshot"]);
  });

  test.each([{ prepare: async () => PROPOSAL }, { prepare: 1, apply: stepping() }, { apply: stepping() }])(
    "with half of one is refused: %o",
    async (side) => {
      const error = await caught(opened(side));
      expect(error).toMatchObject({
        code: "PLUGIN_RUBBISH",
        message: expect.stringMatching(/connection\.(prepare|apply)/u),
      });
    },
  );
});

describe("a proposal", () => {
  test("passes as it is", async () => {
    const proposal = { ...PROPOSAL, fields: [{ field: "name", before: "A", after: "B" }] };
    expect(await proposed(await opened(preparing(proposal)), INTENT)).toEqual(proposal);
  });

  test("of another shape is refused, with the place", async () => {
    const error = await caught(proposed(await opened(preparing({ ...PROPOSAL, requests: [{}] })), INTENT));
    expect(error).toMatchObject({
      code: "PLUGIN_RUBBISH",
      message: expect.stringContaining("write proposal.requests[0].method is missing"),
    });
  });

  test("is neutralised where it is shown, and not where it is compared", async () => {
    const hostile = "a\u001B[31m\u202Eb";
    const given = {
      ...PROPOSAL,
      fields: [{ field: "name", before: hostile, after: { [hostile]: [hostile] } }],
      affects: [hostile],
      loses: [hostile],
      basis: { name: hostile },
      ground: hostile,
      digest: hostile,
    };
    const { fields, affects, loses, basis, ground, digest } = await proposed(
      await opened(preparing(given)),
      INTENT,
    );
    expect(JSON.stringify([fields, affects, loses])).not.toMatch(/\u001B|\\u001b|\u202E/u);
    expect([basis["name"], ground, digest]).toEqual([hostile, hostile, hostile]);
  });

  test("loses the secret everywhere, and its numbers nowhere", async () => {
    const exact = JSON.rawJSON("9007199254740993");
    const body = { key: SECRET, exact };
    const given = {
      ...PROPOSAL,
      fields: [{ field: "metadata", before: null, after: body }],
      requests: [{ ...REQUEST, body }],
      affects: [`It is ${SECRET}.`],
      basis: { [SECRET]: body },
    };
    const text = JSON.stringify(await proposed(await opened(preparing(given)), INTENT));
    expect(text).not.toContain(SECRET);
    expect(text.match(/"exact":9007199254740993/gu)).toHaveLength(3);
  });

  test("keeps what an edit takes away exactly as it is, and says so when it cannot for the secret in it", async () => {
    const exact = '{"name":"a\\u200bb","big":9007199254740993}';
    const kept = await proposed(await opened(preparing({ ...PROPOSAL, former: exact })), INTENT);
    expect(kept).toMatchObject({ former: exact, loses: PROPOSAL.loses });
    const lost = await proposed(
      await opened(preparing({ ...PROPOSAL, former: `{"a":"${SECRET}"}` })),
      INTENT,
    );
    expect(lost).not.toHaveProperty("former");
    expect(lost.loses.at(-1)).toContain("hold the Provider's secret");
  });

  test("with the secret in a digest is refused", async () => {
    const side = preparing({ ...PROPOSAL, ground: `x${SECRET}` });
    expect((await caught(proposed(await opened(side), INTENT))).code).toBe("PLUGIN_RUBBISH");
  });

  test("that never comes is given up", async () => {
    const side = { prepare: () => new Promise(() => {}), apply: stepping() };
    const error = await caught(proposed(await opened(side, { timeout: "50ms" }), INTENT));
    expect(error).toMatchObject({ code: "PLUGIN_TIMEOUT", message: expect.stringContaining("prepare") });
  });

  test("that is cancelled is CANCELLED, even when the adapter does not listen", async () => {
    const controller = new AbortController();
    const side = { prepare: () => new Promise(() => {}), apply: stepping() };
    const pending = caught(proposed(await opened(side), INTENT, controller.signal));
    controller.abort();
    expect((await pending).code).toBe("CANCELLED");
  });
});

describe("the steps of a write", () => {
  test("pass in their order, and end with the policy", async () => {
    const steps = await applied(await opened(applying([SENT, ANSWERED, WRITTEN])), order);
    expect(steps.map(({ step }) => step)).toEqual(["sent", "answered", "written"]);
    expect(steps.at(-1)).toMatchObject({ policy: { id: "p1", name: "Payments" } });
  });

  test("are not followed beyond the last one", async () => {
    const steps = await applied(await opened(applying([WRITTEN, SENT], failing("INTERNAL"))), order);
    expect(steps.map(({ step }) => step)).toEqual(["written"]);
  });

  test("hold a policy that passes the check of a reading", async () => {
    const written = {
      ...WRITTEN,
      policy: aPolicy({ name: "a\u001Bb", apis: [{ id: "a\u0007", name: "", versions: [] }] }),
    };
    const error = await caught(applied(await opened(applying([written])), order));
    expect(error).toMatchObject({ code: "PLUGIN_RUBBISH", message: expect.stringContaining("apis[0].id") });
  });

  test("hold no secret: a removed record with it is not kept at all", async () => {
    const sent = { ...SENT, request: { ...REQUEST, body: { key: SECRET } } };
    const removed = { ...WRITTEN, policy: null, removed: `{"key":"${SECRET}"}` };
    const steps = await applied(await opened(applying([sent, removed])), order);
    expect(JSON.stringify(steps)).not.toContain(SECRET);
    expect(steps.at(-1)).toEqual({ step: "written", policy: null, removed: null });
  });
});

type Failure = {
  readonly what: string;
  readonly steps: readonly object[];
  readonly thrown: ErrorCode;
  readonly code: ErrorCode;
};

describe("a write that fails", () => {
  test.each<Failure>([
    {
      what: "before anything was sent keeps its reason",
      steps: [],
      thrown: "WRITE_CONFLICT",
      code: "WRITE_CONFLICT",
    },
    { what: "before anything was sent may be cancelled", steps: [], thrown: "CANCELLED", code: "CANCELLED" },
    {
      what: "because the Provider refused it keeps that reason",
      steps: [SENT],
      thrown: "NAME_TAKEN",
      code: "NAME_TAKEN",
    },
    {
      what: "without an answer is unknown",
      steps: [SENT],
      thrown: "OUTCOME_UNKNOWN",
      code: "OUTCOME_UNKNOWN",
    },
    {
      what: "by a cancellation on the way is unknown",
      steps: [SENT],
      thrown: "CANCELLED",
      code: "OUTCOME_UNKNOWN",
    },
    {
      what: "after the answer is unknown, whatever the reason",
      steps: [SENT, ANSWERED],
      thrown: "CONNECTION_REFUSED",
      code: "OUTCOME_UNKNOWN",
    },
  ])("$what", async ({ steps, thrown, code }) => {
    const error = await caught(applied(await opened(applying(steps, failing(thrown))), order));
    expect(error.code).toBe(code);
  });

  test("by a fault of the adapter on the way is unknown, and tells the fault", async () => {
    const side = applying([SENT], async () => {
      throw new TypeError(`no ${SECRET} here`);
    });
    const error = await caught(applied(await opened(side), order));
    expect(error).toMatchObject({ code: "OUTCOME_UNKNOWN", message: expect.stringContaining("no *** here") });
  });

  test("by ending without its result is unknown once something was sent", async () => {
    expect((await caught(applied(await opened(applying([])), order))).code).toBe("PLUGIN_RUBBISH");
    expect((await caught(applied(await opened(applying([SENT])), order))).code).toBe("OUTCOME_UNKNOWN");
  });

  test("by rubbish on the way is unknown", async () => {
    const error = await caught(applied(await opened(applying([SENT, { step: "done" }])), order));
    expect(error.code).toBe("OUTCOME_UNKNOWN");
  });

  test("by silence on the way is unknown", async () => {
    const side = applying([SENT], () => new Promise(() => {}));
    const error = await caught(applied(await opened(side, { timeout: "50ms" }), order));
    expect(error).toMatchObject({
      code: "OUTCOME_UNKNOWN",
      message: expect.stringContaining("no sign of life"),
    });
  });

  test.each<[string, readonly object[], ErrorCode]>([
    ["before anything was sent: cancelled", [], "CANCELLED"],
    ["with a request on the way: unknown", [SENT], "OUTCOME_UNKNOWN"],
    ["while it is read back: unknown", [SENT, ANSWERED], "OUTCOME_UNKNOWN"],
  ])("by an abort that the adapter does not hear, %s", async (_, steps, code) => {
    const controller = new AbortController();
    const hanging = Promise.withResolvers<void>();
    const side = applying(steps, () => {
      hanging.resolve();
      return new Promise(() => {});
    });
    const pending = caught(applied(await opened(side), order, { signal: controller.signal }));
    await hanging.promise;
    controller.abort();
    expect((await pending).code).toBe(code);
  });

  test("by closing the connection with a request on the way is unknown", async () => {
    const hanging = Promise.withResolvers<void>();
    const connection = await opened(
      applying([SENT], () => {
        hanging.resolve();
        return new Promise(() => {});
      }),
    );
    const pending = caught(applied(connection, order));
    await hanging.promise;
    await connection.close();
    expect((await pending).code).toBe("OUTCOME_UNKNOWN");
  });

  test("ends the adapter's own iteration when nobody listens any more", async () => {
    const ended = Promise.withResolvers<void>();
    const side: Side = {
      prepare: async () => PROPOSAL,
      async *apply(): AsyncGenerator<object> {
        try {
          yield SENT;
        } finally {
          ended.resolve();
        }
      },
    };
    const connection = await opened(side);
    const steps: WriteStep[] = [];
    for await (const step of connection.apply?.(INTENT, PROPOSAL, new AbortController().signal) ?? []) {
      steps.push(step);
      break;
    }
    await ended.promise;
    expect(steps).toHaveLength(1);
  });
});
