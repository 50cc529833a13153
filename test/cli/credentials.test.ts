import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import * as z from "zod";
import {
  accessPolicy,
  anApi,
  aPolicy,
  aUser,
  dashboardData,
  limitPolicy,
} from "../../fixtures/tyk-dashboard/builders.ts";
import { startDashboard, type Dashboard } from "../../fixtures/tyk-dashboard/server.ts";
import { clientKey } from "../../fixtures/tyk-simulator/oauth-client.ts";
import { commandSession, type CommandSession, type Ran } from "../helpers/command-session.ts";

const PAY = anApi({ id: "pay", name: "Payments", auth: "key" });
const ACCOUNTS = anApi({ id: "accounts", name: "Accounts", auth: "jwt" });
const OPEN = anApi({ id: "open", name: "Open data", auth: "keyless" });

const LISTED = { enableHashedKeysListing: true, enableUpdateKeyByHash: true, enableDeleteKeyByHash: true };

let dashboard: Dashboard;
let commands: CommandSession;

async function start(options: Partial<Parameters<typeof startDashboard>[0]> = {}): Promise<void> {
  dashboard = await startDashboard({
    data: dashboardData({
      apis: [PAY, OPEN, ACCOUNTS],
      policies: [
        accessPolicy({ name: "Money", apis: [PAY] }),
        accessPolicy({ name: "Free", apis: [OPEN] }),
        accessPolicy({ name: "Accounts", apis: [ACCOUNTS] }),
        limitPolicy({ name: "Gold" }),
        limitPolicy({ name: "Silver" }),
      ],
    }),
    ...LISTED,
    ...options,
  });
  commands = await commandSession([{ name: "EU", url: dashboard.url }]);
  await commands.portico(["sync"]);
  await commands.portico(["publish", "product", "Money"]);
}

beforeEach(() => start());

afterEach(async () => {
  await commands.close();
  await dashboard.close();
});

function credentials(...argv: string[]): Promise<Ran> {
  return commands.portico(["credentials", ...argv]);
}

const ISSUE = ["issue", "-p", "EU", "--product", "Money", "--plan", "Gold", "--alias", "app-7", "--yes"];

async function issued(...more: string[]): Promise<{ id: string; secret: string }> {
  const { code, out, err } = await credentials(...ISSUE, "-o", "json", ...more);
  expect({ code, err }).toEqual({ code: 0, err: "" });
  return JSON.parse(out);
}

async function listed(): Promise<readonly Record<string, unknown>[]> {
  return JSON.parse((await credentials("list", "--all", "-o", "json")).out);
}

/** What a consumer gets with this key. */
async function tried(key: string): Promise<number> {
  const answer = await fetch(`${dashboard.gateway.url}/payments/`, { headers: { authorization: key } });
  return answer.status;
}

describe("credentials issue", () => {
  it("makes a key that opens the Product, and prints it once", async () => {
    const { id, secret } = await issued("--owner", "dev@example.org");
    expect(await tried(secret)).toBe(200);
    const [record] = await listed();
    expect(record).toMatchObject({
      id,
      provider: "EU",
      kind: "apiKey",
      products: ["Money"],
      plan: "Gold",
      owner: "dev@example.org",
      alias: "app-7",
      status: "active",
    });
    expect(JSON.stringify(record)).not.toContain(secret);
  });

  it("keeps the secret out of the store, the log of requests and the history", async () => {
    const { secret } = await issued();
    const { secret: next } = JSON.parse((await credentials("rotate", "app-7", "--yes", "-o", "json")).out);
    await credentials("revoke", "app-7", "--yes");
    const files = await readdir(commands.session.folder, { recursive: true, withFileTypes: true });
    const texts = await Promise.all(
      files.filter((file) => file.isFile()).map((file) => readFile(join(file.parentPath, file.name), "utf8")),
    );
    expect(texts.length).toBeGreaterThan(3);
    for (const text of texts) for (const key of [secret, next]) expect(text).not.toContain(key);
  });

  it("keeps the key that was chosen out of it, too", async () => {
    const key = "chosen-by-the-operator-4711";
    const { code, out } = await commands.piped(`${key}\n`, [
      "credentials",
      ...ISSUE,
      "--key-stdin",
      "-o",
      "json",
    ]);
    expect(code).toBe(0);
    expect(await tried(key)).toBe(200);
    expect(JSON.parse(out).alias).toBe("app-7");
    const { session } = commands;
    const files = await readdir(session.folder, { recursive: true, withFileTypes: true });
    for (const file of files.filter((one) => one.isFile()))
      expect(await readFile(join(file.parentPath, file.name), "utf8")).not.toContain(key);
  });

  it("writes the secret into a new file for its owner alone, and over nothing that is there", async () => {
    const file = join(commands.session.folder, "key.txt");
    const { code, out } = await credentials(...ISSUE, "--out", file);
    expect(code).toBe(0);
    const secret = (await readFile(file, "utf8")).trim();
    expect(out).not.toContain(secret);
    expect(await tried(secret)).toBe(200);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const again = await credentials(...ISSUE, "--out", file);
    expect(again.code).toBe(3);
    expect(again.err).toContain("is there already");
    expect(dashboard.requests.filter(({ method }) => method === "POST")).toHaveLength(1);
  });

  it("issues nothing where the secret would end in a log", async () => {
    const { code, err } = await credentials(...ISSUE);
    expect(code).toBe(3);
    expect(err).toContain("Say --out FILE");
    expect(dashboard.requests.some(({ method }) => method === "POST")).toBe(false);
  });

  it("wants --yes where nobody can be asked", async () => {
    const { code, err } = await credentials(...ISSUE.slice(0, -1), "-o", "json");
    expect(code).toBe(3);
    expect(err).toContain("--yes");
  });

  it("shows with --dry-run what it would do, and does nothing", async () => {
    const { code, out } = await credentials(...ISSUE, "--dry-run", "-o", "json");
    expect(code).toBe(0);
    const record = JSON.parse(out);
    expect(record).toMatchObject({ ok: true, dryRun: true });
    expect(record.requests).toMatchObject([{ method: "POST", path: "/api/keys" }]);
    expect(dashboard.requests.some(({ method }) => method === "POST")).toBe(false);
  });

  it("says of a keyless Product that there is nothing to issue", async () => {
    const { code, err } = await credentials(
      "issue",
      "--product",
      "Free",
      "--plan",
      "Gold",
      "--force",
      "-o",
      "json",
    );
    expect(code).toBe(3);
    expect(err).toContain("takes requests without any credential");
  });

  it("says of a token what it has to hold, and that nothing was issued", async () => {
    const { code, out } = await credentials(
      "issue",
      "--product",
      "Accounts",
      "--plan",
      "Gold",
      "--force",
      "--alias",
      "app-9",
      "--yes",
      "-o",
      "json",
    );
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      summary: 'Nothing issued for "app-9"',
      credential: null,
      requests: [],
      affects: [expect.stringContaining("issues no tokens"), expect.stringContaining("claim")],
    });
    expect(await listed()).toEqual([]);
    expect((await commands.portico(["history", "-o", "json"])).out).not.toContain("app-9");
  });

  it("of an unpublished Product needs --force", async () => {
    await commands.portico(["unpublish", "product", "Money"]);
    const refused = await credentials(...ISSUE, "-o", "json");
    expect(refused.code).toBe(3);
    expect(refused.err).toContain("is not published");
    expect((await credentials(...ISSUE, "-o", "json", "--force")).code).toBe(0);
  });

  it("without a Product is a mistake that says so", async () => {
    await expect(credentials("issue", "--plan", "Gold")).rejects.toThrow(
      "a Plan alone gives access to nothing",
    );
  });
});

describe("a name of the other kind", () => {
  it("is answered with the flag that takes it", async () => {
    const named = (product: string, plan: string): Promise<Ran> =>
      credentials("issue", "-p", "EU", "--product", product, "--plan", plan);
    expect(await named("Gold", "Gold")).toMatchObject({
      code: 3,
      err: 'portico: there is no Product "Gold" at EU.\n  It is a Plan: name it with --plan.\n',
    });
    expect((await named("Money", "Money")).err).toContain("It is a Product: name it with --product.");
    const { id } = await issued();
    const { err } = await credentials("move", id, "--plan", "Money", "--yes");
    expect(err).toContain("It is a Product: a move keeps the Products, and changes the Plan.");
  });
});

describe("an answer that never came", () => {
  it("leaves one key, which is found by its mark, and whose secret is made anew by rotating", async () => {
    dashboard.faults.add({ kind: "close", method: "POST", path: "/api/keys", takesEffect: true, times: 1 });
    const { code, err } = await credentials(...ISSUE, "-o", "json");
    expect(code).toBe(1);
    expect(err).toContain("its secret was lost with the answer");
    const again = await credentials(...ISSUE, "-o", "json");
    expect(again.code).toBe(3);
    expect(again.err).toContain("portico credentials rotate");
    expect(await listed()).toHaveLength(1);
    const rotated = await credentials("rotate", "app-7", "--yes", "-o", "json");
    expect(rotated.code).toBe(0);
    expect(await tried(JSON.parse(rotated.out).secret)).toBe(200);
  });
});

describe("credentials rotate, move and revoke", () => {
  it("rotates with a grace: both work until a synchronization after it", async () => {
    const { secret } = await issued();
    const rotated = await credentials("rotate", "app-7", "--grace", "1s", "--yes", "-o", "json");
    const next = JSON.parse(rotated.out);
    expect([await tried(secret), await tried(next.secret)]).toEqual([200, 200]);
    const [old, young] = await listed();
    expect([old?.["status"], young?.["status"]]).toEqual(["retiring", "active"]);
    const end = String(old?.["revokeAt"]).slice(0, 16).replace("T", " ");
    expect((await credentials("list")).out).toMatch(new RegExp(`Gold +${end} +retiring until ${end}`, "u"));
    await expect
      .poll(
        async () => {
          await commands.portico(["sync"]);
          return tried(secret);
        },
        { timeout: 15_000 },
      )
      .toBe(403);
    expect(await tried(next.secret)).toBe(200);
    expect((await listed()).map(({ status }) => status)).toEqual(["revoked", "active"]);
  });

  it("rotates at once without one", async () => {
    const { secret } = await issued();
    const { out } = await credentials("rotate", "app-7", "--yes", "-o", "json");
    expect([await tried(secret), await tried(JSON.parse(out).secret)]).toEqual([403, 200]);
  });

  it("moves to another Plan, and the key stays", async () => {
    const { id, secret } = await issued();
    expect((await credentials("move", id, "--plan", "Silver", "--yes")).code).toBe(0);
    expect(await tried(secret)).toBe(200);
    expect((await listed())[0]).toMatchObject({ plan: "Silver", status: "active" });
  });

  it("revokes once, and says of a second time that it is so already", async () => {
    const { secret } = await issued();
    expect((await credentials("revoke", "app-7", "--yes")).code).toBe(0);
    expect(await tried(secret)).toBe(403);
    const again = await credentials("revoke", "app-7", "--yes");
    expect(again.code).toBe(0);
    expect(again.out).toContain("revoked already");
  });

  it("marks one with --force while the Provider is down, and a later synchronization revokes it", async () => {
    const { secret } = await issued();
    await dashboard.gateway.stop();
    const plain = await credentials("revoke", "app-7", "--yes");
    expect(plain.code).toBe(1);
    expect(plain.err).toContain("gateway");
    expect(plain.err).toContain(
      "To mark it here, and have the next synchronization revoke it there, add --force.",
    );
    expect((await credentials("revoke", "app-7", "--yes", "--force")).code).toBe(0);
    await dashboard.gateway.start();
    await commands.portico(["sync"]);
    expect(await tried(secret)).toBe(403);
    expect((await listed())[0]).toMatchObject({ status: "revoked" });
  });

  it("strands what uses a Product: its deletion says how many", async () => {
    await issued();
    const { out } = await commands.portico(["delete", "product", "Money", "--dry-run"]);
    expect(out).toContain('1 live credential loses what it opens: "app-7"');
  });
});

describe("a user without the permission for keys", () => {
  it("is told so, and not asked for a key", async () => {
    const { id } = await issued();
    const [user] = dashboard.state.users.all();
    if (user === undefined) throw new Error("no user");
    const { keys: _, ...permissions } = user.user_permissions;
    dashboard.state.users.change(user.id, { user_permissions: permissions });
    const other = await credentials(...ISSUE, "-o", "json");
    expect(other.err).toContain(
      "EU cannot issue API keys: The Dashboard user lacks the permission Keys: Write",
    );
    for (const words of [
      ["revoke", id],
      ["move", id, "--plan", "Silver"],
    ]) {
      const { code, err } = await credentials(...words, "--yes");
      expect(code).toBe(1);
      expect(err).toContain("lacks the permission Keys: Write");
      expect(err).toContain("portico check EU");
      expect(err).not.toContain("--key-stdin");
    }
  });
});

describe("keys that are found by themselves alone", () => {
  it("are warned about, have no grace, and are revoked with the key from stdin", async () => {
    await commands.close();
    await dashboard.close();
    await start({
      enableDeleteKeyByHash: false,
      enableUpdateKeyByHash: false,
      enableHashedKeysListing: false,
    });
    const { code, out, err } = await credentials(...ISSUE, "-o", "json");
    expect(code).toBe(0);
    expect(err).toContain("enable_delete_key_by_hash");
    const { id, secret } = JSON.parse(out);
    const grace = await credentials("rotate", id, "--grace", "1h", "--yes", "-o", "json");
    expect(grace.code).toBe(1);
    expect(grace.err).toContain("enable_delete_key_by_hash");
    const without = await credentials("revoke", id, "--yes");
    expect(without.code).toBe(3);
    expect(without.err).toContain("--key-stdin");
    const given = await commands.piped(`${secret}\n`, ["credentials", "revoke", id, "--key-stdin", "--yes"]);
    expect(given.code).toBe(0);
    expect(await tried(secret)).toBe(403);
  });

  it("are not issued a second time under an alias whose first answer never came, until that is taken out here", async () => {
    await commands.close();
    await dashboard.close();
    await start({
      enableDeleteKeyByHash: false,
      enableUpdateKeyByHash: false,
      enableHashedKeysListing: false,
    });
    dashboard.faults.add({ kind: "close", method: "POST", path: "/api/keys", takesEffect: true, times: 1 });
    const first = await credentials(...ISSUE, "-o", "json");
    expect(first.code).toBe(1);
    expect(first.err).toContain("EU does not list its credentials, so nothing tells whether it was made");
    const again = await credentials(...ISSUE, "-o", "json");
    expect(again.code).toBe(3);
    expect(again.err).toContain('"app-7" was asked for already at EU');
    expect(dashboard.state.keys.all()).toHaveLength(1);
    const end = await credentials("revoke", "app-7", "--force", "--yes");
    expect(end.code).toBe(0);
    expect(end.err).toContain("nobody was given its key: if EU has it, it stays there");
    await commands.portico(["sync"]);
    expect(await listed()).toMatchObject([{ status: "revoked" }]);
    expect((await credentials(...ISSUE, "-o", "json")).code).toBe(0);
  });

  it("are found out by the first refusal where nobody can tell beforehand, and remembered by every later command", async () => {
    await commands.close();
    await dashboard.close();
    await start({ enableDeleteKeyByHash: false, enableUpdateKeyByHash: false });
    const shown = await credentials(...ISSUE, "--dry-run");
    expect(shown.out).toContain("It is not known whether it can be revoked later without the key itself");
    expect(shown.out).toContain("enableDeleteKeyByHash");
    const { id, secret } = JSON.parse((await credentials(...ISSUE, "-o", "json")).out);
    const first = await credentials("revoke", id, "--yes");
    expect(first.code).toBe(3);
    expect(first.err).toContain("enable_delete_key_by_hash is off");
    expect(first.err).toContain(`portico credentials revoke ${id} --key-stdin`);
    const seen = dashboard.requests.length;
    const grace = await credentials("rotate", id, "--grace", "1h", "--yes", "-o", "json");
    expect(grace.code).toBe(1);
    expect(grace.err).toContain(
      "enable_delete_key_by_hash is off; where it is on, say so with enableDeleteKeyByHash",
    );
    const second = await credentials("revoke", id, "--yes");
    expect(second.err).toContain("--key-stdin");
    expect(dashboard.requests.slice(seen).every(({ method }) => method === "GET")).toBe(true);
    const again = await credentials(...ISSUE, "--alias", "app-8", "-o", "json");
    expect(JSON.parse(again.out).warnings.join()).toContain("the key itself only");
    expect((await credentials("move", id, "--plan", "Silver", "--yes")).err).toContain(
      "enable_update_key_by_hash",
    );
    expect((await credentials("move", id, "--plan", "Silver", "--yes")).err).toContain("--key-stdin");
    const given = await commands.piped(`${secret}\n`, ["credentials", "revoke", id, "--key-stdin", "--yes"]);
    expect(given.code).toBe(0);
  });

  it("wait for the switch or the key once they are marked as revoked, which is told", async () => {
    const off = {
      enableDeleteKeyByHash: false,
      enableUpdateKeyByHash: false,
      enableHashedKeysListing: false,
    };
    await commands.close();
    await dashboard.close();
    await start(off);
    const { id, secret } = JSON.parse((await credentials(...ISSUE, "-o", "json")).out);
    expect(JSON.parse((await credentials("show", id, "-o", "json")).out)).toMatchObject({ waitsFor: null });
    expect((await credentials("revoke", id, "--force", "--yes")).code).toBe(0);
    await commands.portico(["sync"]);
    expect(await tried(secret)).toBe(200);
    const { out } = await credentials("show", id);
    expect(out).toMatch(/^waitsFor +.*enable_delete_key_by_hash is off/mu);
    expect(out).toContain(
      `with the key itself it ends now: portico credentials revoke ${id} -p EU --key-stdin`,
    );
    const given = ["credentials", "revoke", id, "-p", "EU", "--key-stdin", "--yes"];
    expect((await commands.piped(`${secret}\n`, given)).code).toBe(0);
    expect(await tried(secret)).toBe(403);
    expect((await credentials("show", id)).out).not.toContain("waitsFor");
  });

  it("are forgotten to be so once one was revoked by its hash", async () => {
    dashboard.faults.set({
      kind: "serverError",
      method: "DELETE",
      status: 404,
      message: "Could not retrieve key detail.",
    });
    const { id } = JSON.parse((await credentials(...ISSUE, "-o", "json")).out);
    expect((await credentials("revoke", id, "--yes")).code).toBe(3);
    expect((await credentials("revoke", id, "--yes", "--force")).code).toBe(0);
    dashboard.faults.clear();
    await commands.portico(["sync"]);
    expect((await listed())[0]).toMatchObject({ status: "revoked" });
    const other = JSON.parse((await credentials(...ISSUE, "-o", "json")).out);
    expect((await credentials("revoke", other.id, "--yes")).code).toBe(0);
  });
});

describe("an OAuth client", () => {
  it("shows its tokens, live and expired, never their values", async () => {
    const invoices = anApi({ id: "invoices", name: "Invoices", auth: "oauth" });
    const policies = [
      accessPolicy({ name: "Bills", apis: [invoices] }),
      limitPolicy({ name: "Fast", key_expires_in: 86_400 }),
      aPolicy({ name: "Bills, fast", apis: [invoices], rate: 1000, per: 60 }),
    ];
    await commands.close();
    await dashboard.close();
    dashboard = await startDashboard({
      data: dashboardData({ apis: [invoices], policies, users: [aUser({ user_permissions: {} })] }),
      ...LISTED,
    });
    commands = await commandSession([{ name: "EU", url: dashboard.url }]);
    await commands.portico(["sync"]);
    await commands.portico(["publish", "product", "Bills"]);
    const bills = ["issue", "--product", "Bills", "--plan", "Fast", "--alias", "app", "--yes", "-o", "json"];
    const shownBefore = JSON.parse((await credentials(...bills, "--dry-run")).out);
    expect(shownBefore.credential).toMatchObject({ expiresAt: null });
    expect(shownBefore.affects.join()).toContain("A client has no end at the Dashboard");
    const made = await credentials(...bills);
    expect(made.err).toBe("");
    const { id, identifier, secret, expiresAt } = JSON.parse(made.out);
    expect(expiresAt).toBeNull();
    expect((await credentials("show", id)).out).toMatch(/^tokens +none given yet$/mu);
    const token = async (): Promise<string> => {
      const answer = await fetch(`${dashboard.gateway.url}/invoices/oauth/token/`, {
        method: "POST",
        headers: { authorization: `Basic ${Buffer.from(`${identifier}:${secret}`).toString("base64")}` },
        body: new URLSearchParams({ grant_type: "client_credentials" }),
      });
      return z.object({ access_token: z.string() }).parse(await answer.json()).access_token;
    };
    const values = [await token(), await token()];
    const [old] = dashboard.state.keys.all();
    if (old === undefined) throw new Error("no token");
    dashboard.state.keys.replace(old.hash, { ...old, session: { ...old.session, expires: 1_600_000_000 } });
    const { tokens } = JSON.parse((await credentials("show", id, "-o", "json")).out);
    expect(tokens).toMatchObject([
      { handle: old.hash, expiresAt: "2020-09-13T12:26:40.000Z", isLive: false },
      { isLive: true },
    ]);
    const shown = await credentials("show", "app");
    expect(shown.out).toMatch(/token +[0-9a-f]+ {2}expired since 2020-09-13T12:26:40\.000Z/u);
    expect(shown.out).toMatch(/token +[0-9a-f]+ {2}live until 2/u);
    for (const value of values) expect(shown.out + JSON.stringify(tokens)).not.toContain(value);
    // They outlive their client, and with it goes what lists them.
    for (const client of dashboard.state.oauthClients.all())
      dashboard.state.oauthClients.remove(clientKey(client));
    expect((await credentials("show", "app")).out).toMatch(/^tokens +not known/mu);
  });
});
