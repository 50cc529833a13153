import { parse as parseYaml } from "yaml";
import { beforeEach, describe, expect, it } from "vitest";
import type { GetIntent } from "../../src/cli/intent.ts";
import { runCommand } from "../../src/cli/run.ts";
import type { CommandIo } from "../../src/cli/command-io.ts";
import type { Console } from "../../src/console.ts";
import { UNKNOWN_STATUS } from "../../src/core/provider.ts";
import { capturedIo } from "../helpers/captured-io.ts";
import { jsonRecords } from "../helpers/json-records.ts";
import { api, HIDDEN, plan, product, skipped } from "../helpers/catalog-items.ts";
import {
  catalog,
  consoleStub,
  definition,
  providerView,
  SYNCED_AT,
  upStatus,
  type ConsoleStub,
} from "../helpers/console-stub.ts";

const EU = catalog("Production EU", {
  apis: [
    api("a1", "Cards", { authMethods: ["jwt", "mtls"] }),
    api("a2", "Ledger", { listenPath: null, state: "internal", authMethods: [] }),
  ],
  products: [
    product("p2", "Payments", {
      referenceId: "payments",
      displayName: "Payments, all",
      description: 'Pay "now"',
      labels: { team: "pay" },
      tags: ["eu", "portal"],
      metadata: { tier: "gold", limits: { a: 1 } },
      published: true,
      placeholder: false,
      apis: [
        { id: "a1", name: "Old name", versions: [] },
        { id: "gone", name: "Gone", versions: [] },
      ],
      authMethods: ["jwt", "mtls"],
    }),
    product("p1", "Payments"),
    product("p3", "Archive", { ...HIDDEN, published: true }),
  ],
  plans: [
    plan("l1", "Gold", {
      rate: { count: 500, per: { every: 1, unit: "minute" } },
      quota: { count: 100_000, per: { every: 1, unit: "month" } },
      keyLifetime: { every: 90, unit: "day" },
    }),
    plan("l2", "Free"),
  ],
  skipped: [
    skipped("s1", "Mixed"),
    skipped("s2", "=cmd()", { reason: "no-matching-tag", detail: "No, none." }),
  ],
});

const PARTNERS = catalog("Partners", {
  apis: [api("a1", "Orders", { address: "https://orders.example.com/v1" })],
  products: [product("p1", "支付 API", { apis: [{ id: "a1", name: "Orders", versions: [] }] })],
});

const NO_DESCRIPTION = {
  id: "no-description",
  seen: "no description: nobody can tell what this Provider is for",
  advice: "Set description: what it serves, and who is responsible.",
  checkedAt: null,
};

let stub: ConsoleStub;

beforeEach(() => {
  stub = consoleStub({
    catalogs: [PARTNERS, EU],
    providers: [
      providerView("Production EU", { status: upStatus(EU) }),
      providerView("Partners", {
        definition: definition("Partners", { adapter: "file", url: null, baselineUrl: null }),
        status: {
          ...UNKNOWN_STATUS,
          state: "down",
          lastAttemptAt: SYNCED_AT,
          error: { code: "SOURCE_UNREADABLE", message: "cannot read catalog.yaml", hint: null },
        },
      }),
      providerView("Sandbox", { definition: definition("Sandbox", { enabled: false }) }),
    ],
  });
});

function intent(part: Partial<GetIntent> = {}): GetIntent {
  return { command: "get", what: "products", provider: null, all: false, output: "json", ...part };
}

async function get(part: Partial<GetIntent>, io: Partial<CommandIo> = {}, console: Console = stub) {
  const captured = capturedIo(console, io);
  const code = await runCommand(intent(part), captured);
  return { code, out: captured.out(), err: captured.err() };
}

async function json(part: Partial<GetIntent>): Promise<ReturnType<typeof jsonRecords>> {
  const { code, out, err } = await get(part);
  expect({ code, err }).toEqual({ code: 0, err: "" });
  return jsonRecords(out);
}

describe("json", () => {
  it("has the documented keys of a Provider, in config order", async () => {
    const { out } = await get({ what: "providers" });
    expect(out).toBe(
      `${JSON.stringify(
        [
          {
            name: "Production EU",
            adapter: "tyk-dashboard",
            url: "https://dash.example.com",
            status: "up",
            lastAttemptAt: SYNCED_AT,
            lastSuccessAt: SYNCED_AT,
            products: 2,
            plans: 2,
            apis: 2,
            skipped: 2,
            warnings: [
              {
                id: "no-tags",
                seen: "every policy is taken, though others use it, too: 2 of its policies are neither Product nor Plan",
                advice: "Tag the policies that are meant for Portico and name the tags in policyTags.",
                checkedAt: null,
              },
              NO_DESCRIPTION,
            ],
          },
          {
            name: "Partners",
            adapter: "file",
            url: null,
            status: "down",
            lastAttemptAt: SYNCED_AT,
            lastSuccessAt: null,
            products: 1,
            plans: 0,
            apis: 1,
            skipped: 0,
            warnings: [
              {
                id: "no-baseline-url",
                seen: "no baselineUrl: Products cannot say under which address their APIs are called",
                advice: "Set baselineUrl to the address of the gateway that consumers use.",
                checkedAt: null,
              },
              NO_DESCRIPTION,
            ],
            error: { code: "SOURCE_UNREADABLE", message: "cannot read catalog.yaml", hint: null },
          },
          {
            name: "Sandbox",
            adapter: "tyk-dashboard",
            url: "https://dash.example.com",
            status: "unknown",
            lastAttemptAt: null,
            lastSuccessAt: null,
            products: 0,
            plans: 0,
            apis: 0,
            skipped: 0,
            warnings: [
              {
                id: "overlapping-providers",
                seen: "Production EU has the same url and organisation, and tags in common: both may list the same policies",
                advice:
                  "Give each of the two policyTags of its own, name their organisationId where they differ, or remove one.",
                checkedAt: null,
              },
              {
                id: "no-tags",
                seen: "every policy is taken, though others use it, too: Production EU reads the same one",
                advice: "Tag the policies that are meant for Portico and name the tags in policyTags.",
                checkedAt: null,
              },
              NO_DESCRIPTION,
            ],
          },
        ],
        null,
        2,
      )}\n`,
    );
  });

  it("has the documented keys of a Product, in order", async () => {
    const [, payments] = await json({ provider: "Production EU" });
    expect(JSON.stringify(payments)).toBe(
      JSON.stringify({
        provider: "Production EU",
        name: "Payments",
        displayName: "Payments, all",
        description: 'Pay "now"',
        policyId: "p2",
        referenceId: "payments",
        apis: [
          { id: "a1", name: "Cards", authMethods: ["jwt", "mtls"], url: "https://api.example.com/a1/" },
          { id: "gone", name: "Gone", authMethods: [], url: null },
        ],
        authMethods: ["jwt", "mtls"],
        labels: { team: "pay" },
        tags: ["eu", "portal"],
        metadata: { tier: "gold", limits: { a: 1 } },
        published: true,
        state: "visible",
        placeholder: false,
        lastSyncedAt: SYNCED_AT,
      }),
    );
  });

  it("has the documented keys of a Plan, in order", async () => {
    const [free, gold] = await json({ what: "plans" });
    expect(JSON.stringify(gold)).toBe(
      JSON.stringify({
        provider: "Production EU",
        name: "Gold",
        displayName: null,
        description: null,
        policyId: "l1",
        referenceId: "l1",
        rate: { count: 500, per: { every: 1, unit: "minute" } },
        quota: { count: 100_000, per: { every: 1, unit: "month" } },
        keyLifetime: { every: 90, unit: "day" },
        labels: {},
        tags: [],
        metadata: {},
        published: false,
        state: "visible",
        placeholder: true,
        lastSyncedAt: SYNCED_AT,
      }),
    );
    expect(free).toMatchObject({ name: "Free", rate: null, quota: null, keyLifetime: null });
  });

  it("has the documented keys of an API, with the address consumers call", async () => {
    expect(JSON.stringify(await json({ what: "apis" }))).toBe(
      JSON.stringify([
        {
          provider: "Production EU",
          id: "a1",
          name: "Cards",
          authMethods: ["jwt", "mtls"],
          listenPath: "/a1/",
          url: "https://api.example.com/a1/",
          state: "active",
        },
        {
          provider: "Production EU",
          id: "a2",
          name: "Ledger",
          authMethods: [],
          listenPath: null,
          url: "https://api.example.com/",
          state: "internal",
        },
        {
          provider: "Partners",
          id: "a1",
          name: "Orders",
          authMethods: ["apiKey"],
          listenPath: "/a1/",
          url: "https://orders.example.com/v1/a1/",
          state: "active",
        },
      ]),
    );
  });

  it("has the documented keys of a skipped policy", async () => {
    expect(JSON.stringify(await json({ what: "skipped" }))).toBe(
      JSON.stringify([
        {
          provider: "Production EU",
          policyId: "s2",
          name: "=cmd()",
          reason: "no-matching-tag",
          detail: "No, none.",
        },
        {
          provider: "Production EU",
          policyId: "s1",
          name: "Mixed",
          reason: "mixed",
          detail: "It controls access and rate in one policy.",
        },
      ]),
    );
  });

  it("sorts by Provider as configured, then name, then policy id", async () => {
    const list = await json({});
    expect(list.map((one) => [one["provider"], one["policyId"]])).toEqual([
      ["Production EU", "p1"],
      ["Production EU", "p2"],
      ["Partners", "p1"],
    ]);
  });

  it("shows hidden Products with --all only, and never as published", async () => {
    const list = await json({ all: true });
    expect(list.find((one) => one["policyId"] === "p3")).toMatchObject({ state: "hidden", published: false });
  });

  it("is an empty list before anything was synchronized", async () => {
    expect((await get({ provider: "Sandbox" })).out).toBe("[]\n");
  });

  it("tells why an adapter could not be loaded", async () => {
    const loadError = { code: "PLUGIN_RESOLVE", message: "no adapter acme", hint: "Add it." } as const;
    const console = consoleStub({ providers: [providerView("A", { loadError })] });
    const { out } = await get({ what: "providers" }, {}, console);
    expect(JSON.parse(out)).toMatchObject([{ name: "A", status: "unknown", error: loadError }]);
  });
});

describe("yaml", () => {
  it.each([
    ["providers", "provider"],
    ["products", "product"],
    ["plans", "plan"],
    ["apis", "api"],
    ["skipped", "skipped"],
  ] as const)("has the keys of json and a kind for %s", async (what, kind) => {
    const expected = await json({ what });
    const { out } = await get({ what, output: "yaml" });
    expect(parseYaml(out)).toEqual(expected.map((one) => ({ kind, ...one })));
    expect(out.startsWith(`- kind: ${kind}\n`)).toBe(true);
  });

  it("is an empty list when there is nothing", async () => {
    expect((await get({ provider: "Sandbox", output: "yaml" })).out).toBe("[]\n");
  });

  it("keeps words that older readers take for booleans as text", async () => {
    const one = catalog("A", { products: [product("p", "no")] });
    const console = consoleStub({ providers: [providerView("A")], catalogs: [one] });
    expect((await get({ output: "yaml" }, {}, console)).out).toContain('name: "no"');
  });
});

describe("csv", () => {
  it("quotes what needs it, and keeps spreadsheets from running a name as a formula", async () => {
    expect((await get({ what: "skipped", output: "csv" })).out).toBe(
      [
        "provider,policyId,name,reason,detail",
        `Production EU,s2,"'=cmd()",no-matching-tag,"No, none."`,
        "Production EU,s1,Mixed,mixed,It controls access and rate in one policy.",
        "",
      ].join("\r\n"),
    );
  });

  it.each(["=1", "+1", "-1", "@SUM(A1)", "＝1"])("writes the name %s as text", async (name) => {
    const one = catalog("A", { skipped: [skipped("s", name)] });
    const console = consoleStub({ providers: [providerView("A")], catalogs: [one] });
    const { out } = await get({ what: "skipped", output: "csv" }, {}, console);
    expect(out).toContain(`\r\nA,s,"'${name}",`);
  });

  it("spreads limits over columns and writes lists as JSON", async () => {
    const plans = (await get({ what: "plans", output: "csv" })).out.split("\r\n");
    expect(plans[0]).toBe(
      "provider,name,displayName,description,policyId,referenceId,rate.count,rate.per.every,rate.per.unit," +
        "quota.count,quota.per.every,quota.per.unit,keyLifetime.every,keyLifetime.unit," +
        "labels,tags,metadata,published,state,placeholder,lastSyncedAt",
    );
    expect(plans[1]).toBe(`Production EU,Free,,,l2,l2,,,,,,,,,{},[],{},false,visible,true,${SYNCED_AT}`);
    expect(plans[2]).toBe(
      `Production EU,Gold,,,l1,l1,500,1,minute,100000,1,month,90,day,{},[],{},false,visible,true,${SYNCED_AT}`,
    );
    const products = (await get({ output: "csv" })).out.split("\r\n");
    expect(products[2]).toContain('"Payments, all","Pay ""now""",p2,payments,"[{""id"":""a1""');
  });

  it.each(["providers", "products", "plans", "apis", "skipped"] as const)(
    "has a column for each key of %s, and a header when there is nothing",
    async (what) => {
      const [record] = await json({ what });
      const console = consoleStub();
      const { out } = await get({ what, output: "csv" }, {}, console);
      const heads = new Set(
        out
          .trimEnd()
          .split(",")
          .map((column) => column.split(".")[0]),
      );
      expect([...heads].filter((head) => head !== "error")).toEqual(Object.keys(record ?? {}));
    },
  );
});

describe("table", () => {
  it("aligns wide characters and tells what is hidden", async () => {
    const { out, err } = await get({ output: "table" });
    expect(out).toMatchInlineSnapshot(`
      "NAME           PROVIDER       APIS         AUTH        STATE      TAGS        POLICY ID
      Payments       Production EU                           new                    p1
      Payments, all  Production EU  Cards, Gone  jwt + mtls  published  eu, portal  p2
      支付 API       Partners       Orders                   new                    p1
      "
    `);
    expect(err).toBe("1 hidden; --all lists it, too.\n");
  });

  it("says how Providers stand, and why one is down", async () => {
    expect((await get({ what: "providers", output: "table" })).out).toMatchInlineSnapshot(`
      "NAME           STATUS    PRODUCTS  PLANS  APIS  SKIPPED  LAST SYNC  ADAPTER        URL                       ERROR                     WARNINGS
      Production EU  up               2      2     2        2  4m         tyk-dashboard  https://dash.example.com                            no-tags, no-description
      Partners       down             1      0     1        0  never      file                                     cannot read catalog.yaml  no-baseline-url, no-description
      Sandbox        disabled         0      0     0        0  never      tyk-dashboard  https://dash.example.com                            overlapping-providers, no-tags, no-description
      "
    `);
  });

  it("tells limits as people say them", async () => {
    expect((await get({ what: "plans", output: "table" })).out).toMatchInlineSnapshot(`
      "NAME  PROVIDER       RATE       QUOTA            KEY LIFETIME  STATE  POLICY ID
      Free  Production EU  unlimited  unlimited        never         new    l2
      Gold  Production EU  500 / min  100,000 / month  90 days       new    l1
      "
    `);
  });

  it("lists APIs and skipped policies", async () => {
    expect((await get({ what: "apis", output: "table" })).out).toMatchInlineSnapshot(`
      "NAME    PROVIDER       AUTH        STATE     ADDRESS                            ID
      Cards   Production EU  jwt + mtls  active    https://api.example.com/a1/        a1
      Ledger  Production EU              internal  https://api.example.com/           a2
      Orders  Partners       apiKey      active    https://orders.example.com/v1/a1/  a1
      "
    `);
    expect((await get({ what: "skipped", output: "table" })).out).toMatchInlineSnapshot(`
      "NAME    PROVIDER       REASON           DETAIL                                      POLICY ID
      =cmd()  Production EU  no-matching-tag  No, none.                                   s2
      Mixed   Production EU  mixed            It controls access and rate in one policy.  s1
      "
    `);
  });

  it("colours only when the terminal may", async () => {
    const { out } = await get({ what: "providers", output: "table" }, { colour: true });
    expect(out).toContain("\u001B[1mNAME\u001B[0m");
    expect(out).toContain("\u001B[31mdown\u001B[0m");
    expect((await get({ what: "providers", output: "table" })).out).not.toContain("\u001B");
  });

  it("says on stderr why there is nothing of a Provider whose adapter could not be loaded", async () => {
    const loadError = {
      code: "PLUGIN_RESOLVE",
      message: "no adapter \u001B[1macme.",
      hint: "Add it.",
    } as const;
    const broken = providerView("A", { loadError });
    expect(await get({ output: "table" }, {}, consoleStub({ providers: [broken] }))).toEqual({
      code: 0,
      out: "",
      err: "No Products.\nA: no adapter ␛[1macme.\n  Add it.\n",
    });
    const both = consoleStub({ providers: [broken, providerView("B")] });
    expect((await get({ output: "table" }, {}, both)).err).toMatch(
      /^No Products; "portico sync" looks for them\.\nA: no adapter .*\n {2}Add it\.\n$/u,
    );
    expect(await get({ output: "json" }, {}, both)).toEqual({ code: 0, out: "[]\n", err: "" });
  });

  it("says on stderr that there is nothing, and what to do", async () => {
    expect(await get({ provider: "Sandbox", output: "table" })).toEqual({
      code: 0,
      out: "",
      err: 'No Products; "portico sync" looks for them.\n',
    });
    expect((await get({ what: "skipped", provider: "Partners", output: "table" })).err).toBe(
      "No skipped policies.\n",
    );
    expect(await get({ what: "plans", provider: "Partners", output: "table" })).toMatchObject({
      err: "No Plans.\n",
    });
    expect(await get({ output: "table" }, {}, consoleStub())).toMatchObject({
      err: "No Providers in portico.yaml yet.\n",
    });
  });
});

describe("errors", () => {
  it("suggests the Provider that was meant", async () => {
    expect(await get({ provider: "Production UE" })).toEqual({
      code: 3,
      out: "",
      err: 'portico: there is no Provider "Production UE". Did you mean "Production EU"?\n',
    });
  });

  it("lists the Providers when none is near", async () => {
    const { code, err } = await get({ provider: "x\u001B[2J\ny" });
    expect(code).toBe(3);
    expect(err).toBe(
      'portico: there is no Provider "x␛[2J␊y". Providers: Production EU, Partners, Sandbox.\n',
    );
  });
});

describe("big catalogs and closed pipes", () => {
  const many = catalog("A", {
    products: Array.from({ length: 10_000 }, (_, index) => product(`p${index}`, `Product ${index}`)),
  });
  const big = () => consoleStub({ providers: [providerView("A")], catalogs: [many] });

  it("writes 10,000 Products in pieces, each after the reader took the last", async () => {
    let running = 0;
    const pieces: string[] = [];
    const { code } = await get(
      {},
      {
        async stdout(text) {
          running += 1;
          expect(running).toBe(1);
          await Promise.resolve();
          pieces.push(text);
          running -= 1;
        },
      },
      big(),
    );
    expect(code).toBe(0);
    expect(pieces.length).toBeGreaterThan(10);
    const list = jsonRecords(pieces.join(""));
    expect(list).toHaveLength(10_000);
    expect(pieces.join("")).toBe(`${JSON.stringify(list, null, 2)}\n`);
  });

  it.each(["json", "yaml", "csv", "table"] as const)(
    "ends quietly when the reader of %s goes away",
    async (output) => {
      let calls = 0;
      const stdout = async (): Promise<void> => {
        calls += 1;
        throw Object.assign(new Error("write EPIPE"), { code: "EPIPE" });
      };
      const { code, err } = await get({ output }, { stdout }, big());
      expect({ code, err, calls }).toEqual({ code: 0, err: "", calls: 1 });
    },
  );

  it("lets other failures of the stream through", async () => {
    const stdout = (): never => {
      throw Object.assign(new Error("no space left"), { code: "ENOSPC" });
    };
    await expect(get({}, { stdout })).rejects.toThrow("no space left");
  });
});
