import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { accessPolicy, anApi, dashboardData, limitPolicy } from "../../fixtures/tyk-dashboard/builders.ts";
import { startDashboard, type Dashboard } from "../../fixtures/tyk-dashboard/server.ts";
import { commandSession, type CommandSession, type Ran } from "../helpers/command-session.ts";

const PAY = anApi({ id: "pay", name: "Payments", auth: "key" });
const MAP = { "pay:read": "pay-by-hand", "pay:fast": "fast-by-hand" };
const ACCOUNTS = anApi({
  id: "accounts",
  name: "Accounts",
  auth: "jwt",
  definition: {
    jwt_source: "https://id.example.org/jwks",
    scopes: { jwt: { scope_claim_name: "scope", scope_to_policy: MAP }, oidc: {} },
  },
});

let dashboard: Dashboard;
let commands: CommandSession;

beforeEach(async () => {
  dashboard = await startDashboard({
    data: dashboardData({
      apis: [PAY, ACCOUNTS],
      policies: [
        accessPolicy({ name: "Money", apis: [PAY], id: "money-by-hand" }),
        accessPolicy({ name: "Books", apis: [ACCOUNTS], id: "pay-by-hand" }),
        limitPolicy({ name: "Fast", id: "fast-by-hand" }),
      ],
    }),
    enableHashedKeysListing: true,
    enableUpdateKeyByHash: true,
    enableDeleteKeyByHash: true,
  });
  commands = await commandSession([{ name: "EU", url: dashboard.url }]);
  await commands.portico(["sync"]);
});

afterEach(async () => {
  await commands.close();
  await dashboard.close();
});

function credentials(...argv: readonly string[]): Promise<Ran> {
  return commands.portico(["credentials", ...argv, "--yes", "-o", "json"]);
}

type Made = { readonly id: string; readonly secret: string };

async function issued(product = "Money"): Promise<Made> {
  const words = ["--product", product, "--plan", "Fast", "--alias", "app", "--owner", "dev", "--force"];
  const { out, err } = await credentials("issue", ...words);
  expect(err).toBe("");
  return JSON.parse(out);
}

async function tried({ secret }: Pick<Made, "secret">): Promise<number> {
  const answer = await fetch(`${dashboard.gateway.url}/payments/`, { headers: { authorization: secret } });
  return answer.status;
}

async function statuses(): Promise<readonly string[]> {
  const { out } = await commands.portico(["credentials", "list", "--all", "-o", "json"]);
  const records: readonly { readonly status: string }[] = JSON.parse(out);
  return records.map(({ status }) => status);
}

describe("not so here: in the original portal", () => {
  it("nothing could be issued for policies with ids of their own (1.8.0)", async () => {
    expect(await tried(await issued())).toBe(200);
  });

  it("removing was blocked when the Provider was down (1.8.4)", async () => {
    const made = await issued();
    await dashboard.gateway.stop();
    expect((await credentials("revoke", made.id, "--force")).code).toBe(0);
    await dashboard.gateway.start();
    await commands.portico(["sync"]);
    expect(await tried(made)).toBe(403);
    expect(await statuses()).toEqual(["revoked"]);
  });

  it("removing was blocked when the credential was gone already (1.8.4)", async () => {
    const made = await issued();
    dashboard.state.keys.clear();
    expect((await credentials("revoke", made.id)).code).toBe(0);
    expect(await statuses()).toEqual(["revoked"]);
  });

  it("one of several credentials for the same was revoked or rotated, and not the one that was meant (1.11.0)", async () => {
    const [first, second, third] = [await issued(), await issued(), await issued()];
    expect((await credentials("revoke", second.id)).code).toBe(0);
    const rotated = await credentials("rotate", third.id);
    const fresh: Made = JSON.parse(rotated.out);
    expect(await Promise.all([first, second, third, fresh].map(tried))).toEqual([200, 403, 403, 200]);
  });

  it("scope maps and key sets of an API were lost by issuing, and left behind by removing the Product (1.13.2, 1.14.0, 1.18.0)", async () => {
    const before = JSON.stringify(dashboard.state.apis.all());
    await issued("Books");
    expect(JSON.stringify(dashboard.state.apis.all())).toBe(before);
    expect((await commands.portico(["delete", "product", "Books", "--yes"])).code).toBe(0);
    expect(dashboard.state.policies.all().map(({ name }) => name)).not.toContain("Books");
    expect(JSON.stringify(dashboard.state.apis.all())).toBe(before);
  });

  it("credentials with a key of the operator's could be neither rotated nor revoked (1.17.0)", async () => {
    const chosen = "credentials issue --product Money --plan Fast --force --key-stdin --yes -o json".split(
      " ",
    );
    const { out } = await commands.piped("partner-chosen-key-1\n", chosen);
    const made: Made = JSON.parse(out);
    const fresh: Made = JSON.parse((await credentials("rotate", made.id)).out);
    expect([await tried(made), await tried(fresh)]).toEqual([403, 200]);
    expect((await credentials("revoke", fresh.id)).code).toBe(0);
    expect(await tried(fresh)).toBe(403);
  });

  it("tokens were told the _id of a policy, by which no gateway finds it (1.17.1)", async () => {
    const words = ["--product", "Books", "--plan", "Fast", "--force"];
    const { affects } = JSON.parse((await credentials("issue", ...words)).out);
    expect(affects.join()).toContain('the claim "scope" has to hold pay:read pay:fast');
    expect(affects.join()).toContain("policies pay-by-hand, fast-by-hand");
  });
});
