import { afterEach, describe, expect, test } from "vitest";
import { anApi } from "../../../fixtures/tyk-dashboard/builders.ts";
import type { AuthKind } from "../../../fixtures/tyk-dashboard/api-builders.ts";
import { twinApis } from "../../../fixtures/tyk-dashboard/oddities.ts";
import type { ApiRecord } from "../../../fixtures/tyk-simulator/wire.ts";
import type { Api } from "../../../src/core/api.ts";
import { mapApi } from "../../../plugins/tyk-policy/map-api.ts";
import { closeDashboards, openDashboard } from "../../helpers/open-dashboard.ts";

afterEach(closeDashboards);

async function one(api: ApiRecord): Promise<Api> {
  const { read } = await openDashboard({ apis: [api] });
  const [first] = (await read()).apis;
  if (first === undefined) throw new Error("the API is missing");
  return first;
}

describe("how clients authenticate", () => {
  test.each([
    ["keyless", ["keyless"]],
    ["key", ["apiKey"]],
    ["certificate", ["apiKey", "mtls"]],
    ["jwt", ["jwt"]],
    ["oauth", ["oauth2"]],
    ["externalOauth", ["oauth2"]],
    ["basic", ["basic"]],
    ["hmac", ["hmac"]],
    ["oidc", ["oidc"]],
    ["mtls", ["mtls"]],
    ["custom", ["custom"]],
  ] as const)("%s is %j", async (auth: AuthKind, methods) => {
    expect((await one(anApi({ auth }))).authMethods).toEqual(methods);
  });

  test("may be several methods at once", async () => {
    expect((await one(anApi({ auth: ["jwt", "mtls", "key"] }))).authMethods.toSorted()).toEqual([
      "apiKey",
      "jwt",
      "mtls",
    ]);
  });

  test("is a key where no flag is set at all", async () => {
    expect((await one(anApi({ auth: [] }))).authMethods).toEqual(["apiKey"]);
  });

  test.each(["use_go_plugin_auth", "enable_coprocess_auth"])("the deprecated %s is custom", async (flag) => {
    expect((await one(anApi({ auth: [], definition: { [flag]: true } }))).authMethods).toEqual(["custom"]);
  });

  test("of an OAS API comes from the flags beside its document", async () => {
    expect((await one(anApi({ auth: "jwt", oas: true }))).authMethods).toEqual(["jwt"]);
  });

  test.each([
    [{ type: "apiKey" }, ["apiKey"]],
    [{ type: "http", scheme: "bearer" }, ["jwt"]],
    [{ type: "http", scheme: "basic" }, ["basic"]],
    [{ type: "oauth2" }, ["oauth2"]],
    [{ type: "openIdConnect" }, ["oidc"]],
  ])("of an OAS API without flags comes from its document: %j", (scheme, methods) => {
    const oas = {
      components: { securitySchemes: { main: scheme, spare: { type: "http", scheme: "basic" } } },
      "x-tyk-api-gateway": {
        server: {
          authentication: {
            enabled: true,
            securitySchemes: { main: { enabled: true }, spare: { enabled: false } },
          },
        },
      },
    };
    expect(mapApi({ api_definition: { api_id: "a", name: "A" }, oas }).authMethods).toEqual(methods);
  });

  test("of an OAS document may be a certificate, hmac, oidc or custom code", () => {
    const oas = {
      "x-tyk-api-gateway": {
        server: {
          clientCertificates: { enabled: true },
          authentication: {
            enabled: true,
            hmac: { enabled: true },
            oidc: { enabled: true },
            custom: { enabled: true },
          },
        },
      },
    };
    expect(mapApi({ api_definition: { api_id: "a", name: "A" }, oas }).authMethods).toEqual([
      "mtls",
      "hmac",
      "oidc",
      "custom",
    ]);
  });
});

describe("names and categories", () => {
  test("of a classic API are split at its #tags", async () => {
    expect(await one(anApi({ name: "Payments #payments #internal" }))).toMatchObject({
      name: "Payments",
      categories: ["payments", "internal"],
    });
  });

  test("keep a # that is no suffix", async () => {
    expect(await one(anApi({ name: "C# tools and #more things" }))).toMatchObject({
      name: "C# tools and #more things",
      categories: [],
    });
  });

  test("of an OAS API stand beside it", async () => {
    expect(await one(anApi({ name: "Cards", oas: true, categories: ["cards"] }))).toMatchObject({
      name: "Cards",
      categories: ["cards"],
    });
  });

  test("may be the same twice: APIs are told apart by their id", async () => {
    const { read } = await openDashboard({ apis: twinApis("Search") });
    const { apis } = await read();
    expect(apis.map(({ name }) => name)).toEqual(["Search", "Search"]);
    expect(new Set(apis.map(({ id }) => id)).size).toBe(2);
  });
});

describe("the rest", () => {
  test("listen path and default version", async () => {
    expect(await one(anApi({ listenPath: "/payments/v1/" }))).toMatchObject({
      listenPath: "/payments/v1/",
      versions: ["Default"],
      address: null,
      state: "active",
    });
  });

  test("the slug, where there is one", async () => {
    expect((await one(anApi({ name: "Card issuing" }))).slug).toBe("card-issuing");
    expect(await one(anApi({ definition: { slug: "" } }))).not.toHaveProperty("slug");
  });

  test("versions inside one definition", async () => {
    expect((await one(anApi({ versions: ["v1", "v2"] }))).versions).toEqual(["v1", "v2"]);
  });

  test("versions that are APIs of their own", async () => {
    const definition = {
      definition: { enabled: true, name: "v1", default: "v1", versions: { v2: "other-api" } },
    };
    expect((await one(anApi({ definition }))).versions).toEqual(["v1", "v2"]);
  });

  test("a custom domain is an address of its own, a pattern is none", async () => {
    expect((await one(anApi({ definition: { domain: "api.example.org" } }))).address).toBe(
      "https://api.example.org",
    );
    expect((await one(anApi({ definition: { domain: "{sub:[a-z]+}.example.org" } }))).address).toBeNull();
  });

  test("inactive and internal APIs say so", async () => {
    expect((await one(anApi({ active: false }))).state).toBe("inactive");
    expect((await one(anApi({ internal: true }))).state).toBe("internal");
  });

  test("an id is the API id, not the database's", async () => {
    const api = anApi({ id: "0123456789abcdef0123456789abcdef" });
    expect((await one(api)).id).toBe("0123456789abcdef0123456789abcdef");
  });
});
