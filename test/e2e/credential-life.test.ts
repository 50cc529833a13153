import { afterEach, expect, it, vi } from "vitest";
import { anApi } from "../../fixtures/tyk-dashboard/api-builders.ts";
import { accessPolicy, aPolicy, aUser, limitPolicy } from "../../fixtures/tyk-dashboard/builders.ts";
import type { Dashboard } from "../../fixtures/tyk-dashboard/server.ts";
import { isLetIn } from "../helpers/consumer.ts";
import { closeConsoles, KEYS, NO_RETRIES } from "../helpers/console-session.ts";
import { confirm, copied, copiedSecret, holding, taken } from "../helpers/credential-drive.ts";
import { pressUntil } from "../helpers/press-until.ts";
import { openPublished, type Published } from "../helpers/published-product.ts";
import type { TerminalSession } from "../helpers/terminal.ts";

vi.setConfig({ testTimeout: 90_000 });
afterEach(closeConsoles);

/** The console on its first Product, published. */
function opened(data: Parameters<typeof openPublished>[0]): Promise<Published> {
  return openPublished(data, { more: [NO_RETRIES] });
}

/** Issues an API key under the alias, and takes its secret. */
async function issued(session: TerminalSession, alias: string): Promise<string> {
  session.press("c");
  await session.sees(/▸ Plan/u);
  session.press(` \t\t${alias}${KEYS.ctrlS}`);
  await confirm(session, "Issue");
  return taken(session);
}

const PATH = "/search/";
const SEARCH = anApi({ name: "Search", auth: "key", listenPath: PATH });
const KEYED = {
  apis: [SEARCH],
  policies: [accessPolicy({ name: "Search", apis: [SEARCH] }), limitPolicy({ name: "Gold" })],
};

it("issues a user with the password that was chosen, which is nowhere but at the Provider", async () => {
  const reports = anApi({ name: "Reports", auth: "basic", listenPath: "/reports/" });
  const policies = [accessPolicy({ name: "Reports", apis: [reports] }), limitPolicy({ name: "Gold" })];
  const { dashboard, place, session } = await opened({ apis: [reports], policies });
  session.press("c");
  await session.sees(/▸ Plan/u);
  session.press(` ${"\t".repeat(4)}reporter\tchosen word-71`);
  await session.sees(/▸ Password +•{14}▏/u);
  session.press(KEYS.ctrlS);
  await session.sees(/\+ username +reporter/u);
  await confirm(session, "Issue");
  expect(await copiedSecret(session)).toBe("chosen word-71");
  session.press(KEYS.esc);
  await session.loses("It is shown this once");
  const basic = Buffer.from("reporter:chosen word-71").toString("base64");
  expect(await isLetIn(dashboard, "/reports/", `Basic ${basic}`)).toBe(true);
  expect(session.output()).not.toContain("chosen word");
  session.press("qq");
  await session.exited;
  expect(await holding(place, ["chosen word-71"])).toEqual([]);
});

it("shows what the credentials on the screen were used for, and no such column without analytics", async () => {
  const { dashboard, session } = await opened(KEYED);
  const secret = await issued(session, "app-7");
  await session.sees(/▸ app-7 .*unused/u);
  for (let hit = 0; hit < 3; hit += 1) await isLetIn(dashboard, PATH, secret);
  session.press("s");
  await session.sees(/▸ app-7 .*█ /u);
  await session.sees(/last 14 days +█ 3 hits, 0 errors, last 20/u);

  const users = [aUser({ user_permissions: { keys: "write", policies: "write", apis: "write" } })];
  const blind = await opened({ ...KEYED, users });
  await issued(blind.session, "app-8");
  await blind.session.sees(/▸ app-8 .*active/u);
  expect(blind.session.screen.lines().join("\n")).not.toMatch(/USAGE|last 14 days/u);
});

it("marks one as revoked while the Provider is down, and the next synchronization revokes it there", async () => {
  const { dashboard, session } = await opened(KEYED);
  const secret = await issued(session, "app-7");
  dashboard.faults.set({ kind: "close" });
  session.press(KEYS.ctrlD);
  await session.sees("Mark here, retry at the next sync");
  session.press(KEYS.right);
  session.press(KEYS.right);
  await session.sees("▸ Mark here, retry at the next sync");
  await pressUntil(session, KEYS.enter, () => !session.screen.lines().join("\n").includes("▸ Mark here"));
  await session.sees("It is marked here as revoked.");
  await confirm(session, "Revoke");
  await session.sees(/app-7 .*⚠ revoking/u);
  expect(await isLetIn(dashboard, PATH, secret)).toBe(true);

  dashboard.faults.clear();
  session.press("s");
  await session.loses(/app-7 .*revoking/u);
  expect(await isLetIn(dashboard, PATH, secret)).toBe(false);
  session.press("H");
  await session.sees(/app-7 .*revoked/u);
});

it("issues an OAuth client, lists its tokens, and ends them with it", async () => {
  const invoices = anApi({ name: "Invoices", auth: "oauth" });
  const permissions = { keys: "write", policies: "write", apis: "write", users: "read", oauth: "write" };
  const { dashboard, session } = await opened({
    apis: [invoices],
    policies: [
      accessPolicy({ name: "Invoices", apis: [invoices] }),
      aPolicy({ name: "Invoices gold", apis: [invoices], rate: 1000, per: 60 }),
      limitPolicy({ name: "Gold", rate: 1000, per: 60 }),
    ],
    users: [aUser({ user_permissions: permissions })],
  });
  session.press("c");
  await session.sees(/▸ Plan/u);
  session.press(` \t\tpartner\t\thttps://app.example.com/back${KEYS.ctrlS}`);
  await session.sees(/Invoices gold/u);
  await confirm(session, "Issue");
  const secret = await copiedSecret(session);
  session.press("Y");
  await session.sees("copied what goes with it");
  const id = copied(session);
  session.press(KEYS.esc);
  await session.loses("It is shown this once");

  const token = await tokenOf(dashboard, `${id}:${secret}`);
  expect(await isLetIn(dashboard, "/invoices/1", `Bearer ${token}`)).toBe(true);
  session.press("s");
  await session.sees(/tokens 1 live, 0 expired +\S+ until 20/u);
  expect(session.screen.lines().join("\n")).not.toContain(token);

  session.press(KEYS.ctrlD);
  await session.sees(/1 token/u);
  await confirm(session, "Revoke");
  expect(await isLetIn(dashboard, "/invoices/1", `Bearer ${token}`)).toBe(false);
});

/** The token that a client gets for its id and secret. */
async function tokenOf({ gateway }: Dashboard, idAndSecret: string): Promise<string> {
  const response = await fetch(`${gateway.url}/invoices/oauth/token/`, {
    method: "POST",
    headers: { authorization: `Basic ${Buffer.from(idAndSecret).toString("base64")}` },
    body: new URLSearchParams({ grant_type: "client_credentials" }),
  });
  const body: unknown = await response.json();
  return typeof body === "object" && body !== null && "access_token" in body ? String(body.access_token) : "";
}
