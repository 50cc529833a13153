import { parse as parseYaml } from "yaml";
import { describe, expect, it } from "vitest";
import type { CommandIo } from "../../src/cli/command-io.ts";
import type { SyncIntent } from "../../src/cli/intent.ts";
import { runCommand, runOnce } from "../../src/cli/run.ts";
import { AppError } from "../../src/core/errors.ts";
import { UNKNOWN_STATUS } from "../../src/core/provider.ts";
import type { SyncChanges } from "../../src/core/sync-changes.ts";
import type { ProviderSync, SyncProgress, SyncReport } from "../../src/core/sync-report.ts";
import { capturedIo } from "../helpers/captured-io.ts";
import { plan, product, skipped } from "../helpers/catalog-items.ts";
import {
  catalog,
  consoleStub,
  providerView,
  upStatus,
  type ConsoleStub,
  type StubOptions,
} from "../helpers/console-stub.ts";

const NONE = { created: 0, updated: 0, hidden: 0, restored: 0, unchanged: 0 };

function changes(provider: string, part: Partial<SyncChanges> = {}): SyncChanges {
  return {
    provider,
    held: null,
    items: [],
    apis: null,
    skipped: null,
    origin: null,
    products: NONE,
    plans: NONE,
    skippedCount: 0,
    ...part,
  };
}

function synced(provider: string, part: Partial<SyncChanges> = {}): ProviderSync {
  return { provider, outcome: "synced", durationMs: 411.6, changes: changes(provider, part), error: null };
}

const CREATED = synced("A", {
  items: [{ kind: "product", type: "created", fields: [], item: product("p1", "Payments") }],
  products: { ...NONE, created: 1, unchanged: 3 },
  plans: { ...NONE, unchanged: 2 },
  skippedCount: 4,
});
const UNCHANGED = synced("A", { products: { ...NONE, unchanged: 4 } });
const HELD: ProviderSync = {
  provider: "Partners EU",
  outcome: "held",
  durationMs: 90,
  changes: changes("Partners EU", {
    held: { products: 5, plans: 1 },
    products: { ...NONE, unchanged: 5 },
    plans: { ...NONE, unchanged: 1 },
  }),
  error: null,
};
const FAILED: ProviderSync = {
  provider: "Legacy",
  outcome: "failed",
  durationMs: 30_000,
  changes: null,
  error: { code: "CANNOT_RESOLVE", message: "cannot resolve dash.example.com", hint: "Check the url." },
};

function report(providers: readonly ProviderSync[], part: Partial<SyncReport> = {}): SyncReport {
  const ok = providers.every((run) => run.outcome === "synced" || run.outcome === "held");
  return { ok, dryRun: false, providers, ...part };
}

function stubFor(providers: readonly ProviderSync[], part: StubOptions = {}): ConsoleStub {
  return consoleStub({
    providers: [providerView("A"), providerView("Partners EU"), providerView("Legacy")],
    sync: () => report(providers),
    ...part,
  });
}

async function sync(stub: ConsoleStub, part: Partial<SyncIntent> = {}, io: Partial<CommandIo> = {}) {
  const captured = capturedIo(stub, io);
  const code = await runCommand(
    {
      command: "sync",
      providers: [],
      dryRun: false,
      force: false,
      exitCode: false,
      output: "table",
      ...part,
    },
    captured,
  );
  return { code, out: captured.out(), err: captured.err() };
}

describe("what it asks for", () => {
  it("synchronizes every enabled Provider when none is named", async () => {
    const stub = stubFor([UNCHANGED]);
    await sync(stub);
    expect(stub.syncs).toEqual([{ providers: null, options: { dryRun: false, force: false } }]);
  });

  it("passes names, flags and the way to cancel on", async () => {
    const stub = stubFor([UNCHANGED]);
    const { signal } = new AbortController();
    await sync(stub, { providers: ["A"], dryRun: true, force: true }, { signal });
    expect(stub.syncs).toEqual([{ providers: ["A"], options: { dryRun: true, force: true, signal } }]);
  });

  it("contacts nobody when one of the names is unknown", async () => {
    const stub = stubFor([]);
    expect(await sync(stub, { providers: ["A", "Legcy"] })).toEqual({
      code: 3,
      out: "",
      err: 'portico: there is no Provider "Legcy". Did you mean "Legacy"?\n',
    });
    expect(stub.syncs).toEqual([]);
  });
});

describe("output", () => {
  it("has the documented json keys, in order, with an error only where there is one", async () => {
    const { out, err, code } = await sync(stubFor([CREATED, HELD, FAILED]), { output: "json" });
    expect({ err, code }).toEqual({ err: "", code: 1 });
    expect(out).toBe(
      `${JSON.stringify(
        {
          ok: false,
          providers: [
            {
              name: "A",
              status: "up",
              held: false,
              durationMs: 412,
              products: { created: 1, updated: 0, hidden: 0, restored: 0, unchanged: 3 },
              plans: { created: 0, updated: 0, hidden: 0, restored: 0, unchanged: 2 },
              skipped: 4,
            },
            {
              name: "Partners EU",
              status: "up",
              held: true,
              durationMs: 90,
              products: { created: 0, updated: 0, hidden: 0, restored: 0, unchanged: 5 },
              plans: { created: 0, updated: 0, hidden: 0, restored: 0, unchanged: 1 },
              skipped: 0,
            },
            {
              name: "Legacy",
              status: "down",
              held: false,
              durationMs: 30_000,
              products: NONE,
              plans: NONE,
              skipped: 0,
              error: {
                code: "CANNOT_RESOLVE",
                message: "cannot resolve dash.example.com",
                hint: "Check the url.",
              },
            },
          ],
        },
        null,
        2,
      )}\n`,
    );
  });

  it("has the keys of json and a kind as yaml", async () => {
    const stub = stubFor([CREATED, FAILED]);
    const json: unknown = JSON.parse((await sync(stub, { output: "json" })).out);
    const { out } = await sync(stub, { output: "yaml" });
    expect(parseYaml(out)).toEqual(Object.assign({ kind: "sync" }, json));
  });

  it("has a line per Provider as csv", async () => {
    const { out } = await sync(stubFor([CREATED, FAILED]), { output: "csv" });
    expect(out.split("\r\n")).toEqual([
      "name,status,held,durationMs," +
        "products.created,products.updated,products.hidden,products.restored,products.unchanged," +
        "plans.created,plans.updated,plans.hidden,plans.restored,plans.unchanged," +
        "skipped,error.code,error.message,error.hint",
      "A,up,false,412,1,0,0,0,3,0,0,0,0,2,4,,,",
      "Legacy,down,false,30000,0,0,0,0,0,0,0,0,0,0,0,CANNOT_RESOLVE,cannot resolve dash.example.com,Check the url.",
      "",
    ]);
  });

  it("tells people what happened, what failed, and how to accept what is held", async () => {
    const { out, err } = await sync(stubFor([CREATED, HELD, FAILED]), {}, { columns: 80 });
    expect(out).toMatchInlineSnapshot(`
      "PROVIDER     STATUS  PRODUCTS                PLANS        SKIPPED    TIME
      A            synced  1 created, 3 unchanged  2 unchanged        4  412 ms
      Partners EU  held    5 unchanged             1 unchanged        0   90 ms
      Legacy       failed  -                       -                  -  30.0 s
      "
    `);
    expect(err).toMatchInlineSnapshot(`
      "⚠ Partners EU returned none of its policies: 5 Products and 1 Plan would be hidden and unpublished. Nothing was changed.
        If that is right, accept it: portico sync 'Partners EU' --force
      ✖ Legacy: cannot resolve dash.example.com [CANNOT_RESOLVE]
        Check the url.
      "
    `);
  });

  it("says that a dry run changed nothing", async () => {
    const stub = stubFor([], { sync: () => report([CREATED], { dryRun: true }) });
    expect((await sync(stub, { dryRun: true })).out).toContain("Dry run: nothing was changed.\n");
  });

  it("names changes that no count tells of", async () => {
    const stub = stubFor([synced("A", { apis: [], skipped: [skipped("s", "S")] })]);
    expect((await sync(stub)).out).toContain("A: its APIs and its skipped policies changed.\n");
  });

  it("quotes a name that the shell would not take as it is", async () => {
    const held = (provider: string): ProviderSync => ({ ...HELD, provider });
    const { err } = await sync(stubFor([held("it's"), held("-x"), held("plain")]));
    expect(err).toContain(String.raw`portico sync 'it'\''s' --force`);
    expect(err).toContain("portico sync --force -- '-x'");
    expect(err).toContain("portico sync plain --force");
  });

  it("keeps the status of a Provider whose run was cancelled", async () => {
    const cancelled: ProviderSync = { ...FAILED, outcome: "cancelled", error: null };
    const status = upStatus(catalog("Legacy"));
    const stub = stubFor([cancelled], { providers: [providerView("Legacy", { status })] });
    const { out, code } = await sync(stub, { output: "json" });
    expect(JSON.parse(out)).toMatchObject({ ok: false, providers: [{ status: "up" }] });
    expect(code).toBe(1);
    expect((await sync(stub)).err).toBe("✖ Legacy: cancelled.\n");
  });

  it("says when there is nothing to synchronize", async () => {
    expect(await sync(consoleStub())).toEqual({
      code: 0,
      out: "No Providers in portico.yaml yet.\n",
      err: "",
    });
    expect((await sync(stubFor([]))).out).toBe(
      "No Provider in portico.yaml is enabled; name one to synchronize it.\n",
    );
  });
});

describe("exit code", () => {
  it.each([
    ["is 0 for changes without --exit-code", [CREATED], false, 0],
    ["is 0 for held ones without --exit-code", [HELD], false, 0],
    ["is 2 for changes with --exit-code", [UNCHANGED, CREATED], true, 2],
    ["is 2 for held ones with --exit-code", [HELD], true, 2],
    ["is 0 without changes", [UNCHANGED], true, 0],
    ["is 1 for a failure", [UNCHANGED, FAILED], false, 1],
    ["is 1 for a failure among changes", [CREATED, FAILED], true, 1],
  ] as const)("%s", async (...[, runs, exitCode, code]) => {
    expect((await sync(stubFor(runs), { exitCode, output: "json" })).code).toBe(code);
  });

  it("still tells of a failure when nobody reads the output", async () => {
    const stdout = async (): Promise<void> => {
      throw Object.assign(new Error("write EPIPE"), { code: "EPIPE" });
    };
    expect((await sync(stubFor([FAILED]), {}, { stdout })).code).toBe(1);
  });

  it("is that of the error a synchronization ends with", async () => {
    const sync1 = (): never => {
      throw new AppError("STORE_LOCKED", "another Portico is writing.", { hint: "Wait for it." });
    };
    expect(await sync(stubFor([], { sync: sync1 }))).toEqual({
      code: 1,
      out: "",
      err: "portico: another Portico is writing.\n  Wait for it.\n",
    });
  });

  it("leaves bugs to the caller", async () => {
    const broken = (): never => {
      throw new TypeError("x is undefined");
    };
    await expect(sync(stubFor([], { sync: broken }))).rejects.toThrow(TypeError);
  });
});

describe("progress", () => {
  const progress = (part: Partial<SyncProgress>): SyncProgress => ({
    phase: "reading",
    what: "policies",
    received: 0,
    total: null,
    ...part,
  });

  function reading(stub: ConsoleStub): SyncReport {
    for (const received of [0, 412_000, 900_000]) {
      stub.update({
        providers: [
          providerView("A", { progress: progress({ received }) }),
          providerView("支付", {
            progress: progress({ phase: "applying", what: null, received: 1, total: 2 }),
          }),
        ],
      });
    }
    return report([UNCHANGED]);
  }

  it("is one line of a terminal that is cleared at the end", async () => {
    let ms = 0;
    const now = (): Date => new Date((ms += 1000));
    const stub = stubFor([], { sync: reading });
    const { err } = await sync(stub, {}, { stderrColumns: 41, now });
    expect(err.split("\r\u001B[2K")).toEqual([
      "",
      "A: reading policies · 支付: applying 50%",
      "A: reading policies 412 kB · 支付: appl…",
      "A: reading policies 900 kB · 支付: appl…",
      "",
    ]);
  });

  it("is drawn at most ten times a second", async () => {
    const stub = stubFor([], { sync: reading });
    const { err } = await sync(stub, {}, { stderrColumns: 40 });
    expect(err.match(/reading/gu)).toHaveLength(1);
  });

  it("is not shown without a terminal", async () => {
    expect((await sync(stubFor([], { sync: reading }))).err).toBe("");
  });
});

describe("without a terminal", () => {
  const full = catalog("A", {
    products: [product("p1", "Payments")],
    plans: [plan("l1", "Gold")],
    skipped: [skipped("s1", "Everything")],
  });

  it("says first what a demo runs against", async () => {
    const io = capturedIo(stubFor([UNCHANGED]));
    expect(await runOnce(io, "two simulated Dashboards")).toBe(0);
    expect(io.out().split("\n").slice(0, 2)).toEqual([
      "This is a demo: it synchronized two simulated Dashboards and nothing else, and keeps nothing.",
      "",
    ]);
  });

  it("synchronizes once and prints everything there is", async () => {
    const stub = consoleStub({
      providers: [providerView("A")],
      sync(self) {
        const status = upStatus(full);
        self.update({ providers: [providerView("A", { status })], catalogs: new Map([["A", full]]) });
        return report([CREATED]);
      },
    });
    const io = capturedIo(stub);
    expect(await runOnce(io)).toBe(0);
    expect(stub.syncs).toEqual([{ providers: null, options: { dryRun: false, force: false } }]);
    expect(io.out()).toMatchInlineSnapshot(`
      "PROVIDER  STATUS  PRODUCTS                PLANS        SKIPPED    TIME
      A         synced  1 created, 3 unchanged  2 unchanged        4  412 ms

      Providers: 1
      NAME  STATUS  PRODUCTS  PLANS  APIS  SKIPPED  LAST SYNC  ADAPTER        URL                       WARNINGS
      A     up             1      1     0        1  4m         tyk-dashboard  https://dash.example.com  no-tags, no-description

      Products: 1
      NAME      PROVIDER  APIS  AUTH  STATE  POLICY ID
      Payments  A                     new    p1

      Plans: 1
      NAME  PROVIDER  RATE       QUOTA      KEY LIFETIME  STATE  POLICY ID
      Gold  A         unlimited  unlimited  never         new    l1

      Skipped policies: 1
      NAME        PROVIDER  REASON  DETAIL                                      POLICY ID
      Everything  A         mixed   It controls access and rate in one policy.  s1
      "
    `);
    expect(io.err()).toBe("");
  });

  it("shows what the store knows when a Provider fails, and exits with 1", async () => {
    const status = { ...UNKNOWN_STATUS, state: "down", error: FAILED.error } as const;
    const stub = consoleStub({
      providers: [providerView("Legacy", { status })],
      catalogs: [{ ...full, provider: "Legacy" }],
      sync: () => report([FAILED]),
    });
    const io = capturedIo(stub);
    expect(await runOnce(io)).toBe(1);
    expect(io.out()).toContain("Products: 1\n");
    expect(io.err()).toBe("✖ Legacy: cannot resolve dash.example.com [CANNOT_RESOLVE]\n  Check the url.\n");
  });

  it("says that there are none where there are none", async () => {
    const io = capturedIo(consoleStub());
    expect(await runOnce(io)).toBe(0);
    expect(io.out()).toBe(
      "No Providers in portico.yaml yet.\n\nProviders: none\n\nProducts: none\n\nPlans: none\n\nSkipped policies: none\n",
    );
  });
});
