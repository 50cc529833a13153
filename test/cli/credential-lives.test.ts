import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { request } from "node:https";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ORGANISATION_ID } from "../../fixtures/tyk-dashboard/api-builders.ts";
import { accessPolicy, anApi, dashboardData, limitPolicy } from "../../fixtures/tyk-dashboard/builders.ts";
import { startDashboard, type Dashboard } from "../../fixtures/tyk-dashboard/server.ts";
import { commandSession, type CommandSession, type Ran } from "../helpers/command-session.ts";

const tls = (file: string): string =>
  fileURLToPath(new URL(`../../fixtures/tyk-dashboard/tls/${file}.pem`, import.meta.url));
const [cert, key] = [tls("self-signed.cert"), tls("self-signed.key")].map((file) => readFileSync(file));
const fingerprint = new X509Certificate(cert ?? "").fingerprint256.replaceAll(":", "").toLowerCase();
const CERTIFICATE = `${ORGANISATION_ID}${fingerprint}`;

const apis = {
  Money: anApi({ name: "Money", auth: "key" }),
  // Takes a key, and with it one of these certificates.
  Ledger: anApi({
    name: "Ledger",
    auth: ["mtls", "key"],
    definition: { client_certificates: [CERTIFICATE] },
  }),
  Archive: anApi({ name: "Archive", auth: "basic" }),
  // Takes a certificate in place of a key.
  Vault: anApi({ name: "Vault", auth: ["key", "certificate"] }),
};

let dashboard: Dashboard;
let commands: CommandSession;

beforeEach(async () => {
  const products = Object.entries(apis).map(([name, api]) =>
    accessPolicy({ name: `${name} access`, apis: [api] }),
  );
  dashboard = await startDashboard({
    data: dashboardData({
      apis: Object.values(apis),
      policies: [...products, limitPolicy({ name: "Gold" }), limitPolicy({ name: "Silver" })],
    }),
    enableHashedKeysListing: true,
    enableUpdateKeyByHash: true,
    enableDeleteKeyByHash: true,
    gatewayTls: "self-signed",
  });
  commands = await commandSession([{ name: "EU", url: dashboard.url }]);
  await commands.portico(["sync"]);
});

afterEach(async () => {
  await commands.close();
  await dashboard.close();
});

function credentials(...argv: readonly string[]): Promise<Ran> {
  return commands.portico(["credentials", ...argv, "-p", "EU", "--yes", "-o", "json"]);
}

/** What a consumer gets who has the client certificate, with this key. */
function tried(path: string, authorization: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const options = { rejectUnauthorized: false, agent: false, cert, key, headers: { authorization } };
    request(`${dashboard.gateway.url}${path}`, options, (response) => {
      response.resume();
      response.on("end", () => resolve(response.statusCode ?? 0));
    })
      .on("error", reject)
      .end();
  });
}

type Life = {
  readonly what: string;
  readonly product: keyof typeof apis;
  readonly more: readonly string[];
  readonly input: string | null;
};

const LIVES: readonly Life[] = [
  { what: "that was made", product: "Money", more: [], input: null },
  { what: "that was chosen", product: "Money", more: ["--key-stdin"], input: "partner-chosen-key-0001" },
  {
    what: "that is bound to a certificate",
    product: "Ledger",
    more: ["--certificate", tls("self-signed.cert")],
    input: null,
  },
];

async function issued({ product, more, input }: Life): Promise<{ id: string; secret: string }> {
  const argv = ["--product", `${product} access`, "--plan", "Gold", "--alias", "app", "--force", ...more];
  const whole = ["credentials", "issue", ...argv, "-p", "EU", "--yes", "-o", "json"];
  const { code, out, err } =
    input === null ? await commands.portico(whole) : await commands.piped(`${input}\n`, whole);
  expect({ code, err }).toEqual({ code: 0, err: "" });
  return JSON.parse(out);
}

describe("a key", () => {
  it.each(LIVES)("$what is moved, rotated with a grace and revoked like any other", async (life) => {
    const path = `/${life.product.toLowerCase()}/1`;
    const { id, secret } = await issued(life);
    expect(await tried(path, secret)).toBe(200);
    expect((await credentials("move", id, "--plan", "Silver")).code).toBe(0);
    expect(await tried(path, secret)).toBe(200);
    const rotated = await credentials("rotate", id, "--grace", "1s");
    expect({ code: rotated.code, err: rotated.err }).toEqual({ code: 0, err: "" });
    const next = JSON.parse(rotated.out);
    expect(next).toMatchObject({ plan: "Silver", alias: "app" });
    expect(next.secret).not.toBe(secret);
    expect([await tried(path, secret), await tried(path, next.secret)]).toEqual([200, 200]);
    await expect
      .poll(
        async () => {
          await commands.portico(["sync"]);
          return tried(path, secret);
        },
        { timeout: 15_000 },
      )
      .toBe(403);
    expect(await tried(path, next.secret)).toBe(200);
    expect((await credentials("revoke", next.id)).code).toBe(0);
    expect(await tried(path, next.secret)).toBe(403);
    const { out } = await commands.portico(["credentials", "list", "--all", "-o", "json"]);
    expect(JSON.parse(out)).toMatchObject([{ status: "revoked" }, { status: "revoked" }]);
  });

  it("bound to a certificate is refused where the Product takes none, and nothing is uploaded", async () => {
    const certificate = ["--certificate", tls("other-host.cert")];
    const argv = ["issue", "--product", "Money access", "--plan", "Gold", "--force", ...certificate];
    const { code, err } = await credentials(...argv);
    expect(code).toBe(3);
    expect(err).toContain("a certificate was given, and a credential of the kind apiKey takes none");
    expect(dashboard.requests.filter(({ method }) => method !== "GET")).toEqual([]);
  });

  it("that its certificate makes is rotated onto another certificate, and with its own the reason is said first", async () => {
    const { id } = await issued({
      what: "",
      product: "Vault",
      more: ["--certificate", tls("self-signed.cert")],
      input: null,
    });
    const seen = dashboard.requests.length;
    const same = await credentials("rotate", id);
    expect(same.code).toBe(1);
    expect(same.err).toContain(
      "The key is made of the certificate, so another one with it would be the same",
    );
    expect(dashboard.requests.slice(seen).every(({ method }) => method === "GET")).toBe(true);
    const other = await credentials("rotate", id, "--certificate", tls("other-host.cert"));
    expect({ code: other.code, err: other.err }).toEqual({ code: 0, err: "" });
    expect(dashboard.state.keys.all().map(({ session }) => session.certificate.length)).toEqual([88]);
    const { out } = await commands.portico(["credentials", "list", "--all", "-o", "json"]);
    expect(JSON.parse(out)).toMatchObject([{ status: "revoked" }, { status: "active", kind: "mtls" }]);
  });

  it("that goes with a certificate is named before the certificate is removed", async () => {
    const [, , life] = LIVES;
    if (life === undefined) throw new Error("no life");
    await issued(life);
    const removal = ["certificates", "remove", CERTIFICATE, "-p", "EU", "--dry-run", "-o", "json"];
    const { out } = await commands.portico(removal);
    expect(JSON.parse(out).affects).toEqual([
      "Ledger lets clients in with it: they are refused afterwards.",
      "The key app goes with it: it is refused afterwards.",
      'Issued here and bound to it: "app".',
    ]);
  });
});

describe("a certificate to remove", () => {
  const remove = (id: string): Promise<Ran> =>
    commands.portico(["certificates", "remove", id, "-p", "EU", "--yes"]);

  it("that never was there is refused, with the one that may be meant", async () => {
    const none = await remove(CERTIFICATE.slice(-20));
    expect(none.code).toBe(3);
    expect(none.err).toContain(`there is no certificate "${CERTIFICATE.slice(-20)}" at EU.`);
    expect(none.err).toContain("portico certificates list -p EU");
    await commands.portico(["certificates", "add", tls("self-signed.cert"), "-p", "EU", "--yes"]);
    for (const word of [CERTIFICATE.slice(-20), CERTIFICATE.slice(0, -1)]) {
      const { code, err } = await remove(word);
      expect(code).toBe(3);
      expect(err).toContain(`Did you mean "${CERTIFICATE}"?`);
    }
    expect((await remove("nonsense")).err).toContain("portico certificates list -p EU");
    expect(dashboard.state.certificates.all()).toHaveLength(1);
  });

  it("that was removed from here is gone already, however often", async () => {
    await commands.portico(["certificates", "add", tls("self-signed.cert"), "-p", "EU", "--yes"]);
    expect((await remove(CERTIFICATE)).out).not.toContain("already");
    for (const again of [await remove(CERTIFICATE), await remove(CERTIFICATE)]) {
      expect(again.code).toBe(0);
      expect(again.out).toContain("It is gone already.");
    }
  });
});

describe("a user of basic auth", () => {
  it("gets the password from stdin, whether or not kind and user name are said", async () => {
    const argv = ["credentials", "issue", "--product", "Archive access", "--plan", "Gold", "--force"];
    const { code, out, err } = await commands.piped("correct-horse-9\n", [
      ...argv,
      ..."--key-stdin -p EU --yes -o json".split(" "),
    ]);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    const { kind, secret, identifier } = JSON.parse(out);
    expect({ kind, secret }).toEqual({ kind: "basic", secret: "correct-horse-9" });
    const words = Buffer.from(`${identifier}:correct-horse-9`).toString("base64");
    expect(await tried("/archive/1", `Basic ${words}`)).toBe(200);
  });
});
