import { afterEach, expect, test } from "vitest";
import {
  accessPolicy,
  anApi,
  limitPolicy,
  parts,
  aPolicy,
  SECRET,
} from "../../fixtures/tyk-dashboard/builders.ts";
import type { Dashboard } from "../../fixtures/tyk-dashboard/server.ts";
import { typing } from "../helpers/captured-io.ts";
import { commandSession, type CommandSession } from "../helpers/command-session.ts";
import { closeDashboards, openDashboard } from "../helpers/open-dashboard.ts";

const sessions: CommandSession[] = [];

afterEach(async () => {
  for (const session of sessions.splice(0)) await session.close();
  await closeDashboards();
});

/** A synchronized Provider "Partners" that selects the tag eu; of its policies only "Shown" has it. */
async function partners(
  more: readonly string[] = [],
): Promise<{ dashboard: Dashboard; session: CommandSession }> {
  const api = anApi({ name: "Payments" });
  const { dashboard } = await openDashboard({
    apis: [api],
    policies: [
      accessPolicy({ name: "Shown", tags: ["eu"], apis: [api] }),
      accessPolicy({ name: "Pay", tags: ["us"], apis: [api] }),
      limitPolicy({ name: "Gold", tags: [] }),
      aPolicy({ name: "Both", partitions: parts({ acl: true, quota: true, rate_limit: true }), apis: [api] }),
    ],
  });
  const url = dashboard.url;
  const session = await commandSession([{ name: "Partners", url, more: ["policyTags: eu", ...more] }]);
  sessions.push(session);
  await session.portico(["sync"]);
  return { dashboard, session };
}

/** Takes the policy of that name away behind Portico's back, or all. */
function removePolicies({ state }: Dashboard, name: string | null = null): void {
  for (const { _id: id, ...policy } of state.policies.all())
    if (name === null || policy.name === name) state.policies.remove(id);
}

function tagsOf(dashboard: Dashboard, name: string): unknown {
  return dashboard.state.policies.all().find((policy) => policy.name === name)?.tags;
}

test("explain says what a policy would be with the tag, and the command that adds it", async () => {
  const { session } = await partners();
  const { out } = await session.portico(["explain", "Pay"]);
  expect(out).toContain('✖ Do its tags match? No: it has "us"; this Provider selects "eu".');
  expect(out).toContain("✔ What does it control? With the tags it would be a Product.");
  expect(out).toContain('→ Add the tag "eu" to the policy at the Provider, then sync.');
  expect(out).toMatch(/\n {4}portico explain --add-tag -p Partners [0-9a-f]{24}\n/u);
});

test("--add-tag makes a Product of it, keeps its tags, and undo takes the tag off again", async () => {
  const { dashboard, session } = await partners();
  const { code, out } = await session.portico(["explain", "Pay", "--add-tag", "--yes"]);
  expect({ code, out }).toEqual({
    code: 0,
    out: expect.stringContaining('Adopted Product "Pay" at Partners'),
  });
  expect(tagsOf(dashboard, "Pay")).toEqual(["us", "eu"]);
  expect((await session.portico(["get", "products", "-o", "csv"])).out).toContain(",Pay,");
  expect((await session.portico(["get", "skipped", "-o", "csv"])).out).not.toContain(",Pay,");
  await session.portico(["undo", "--yes"]);
  expect(tagsOf(dashboard, "Pay")).toEqual(["us"]);
  expect((await session.portico(["get", "products", "-o", "csv"])).out).not.toContain(",Pay,");
});

test("--add-tag --dry-run shows the change, and writes nothing", async () => {
  const { dashboard, session } = await partners();
  const { code, out } = await session.portico(["explain", "Gold", "--add-tag", "--dry-run"]);
  expect(code).toBe(0);
  expect(out).toContain('Adopt Plan "Gold" at Partners');
  expect(out).toMatch(/tags .*eu/u);
  expect(out).toContain("Dry run: nothing was changed.");
  expect(tagsOf(dashboard, "Gold")).toEqual([]);
});

test("--add-tag asks for the name of a production Provider like every other write", async () => {
  const { dashboard, session } = await partners(["environment: production"]);
  const { code } = await session.portico(["explain", "Gold", "--add-tag"], { ask: typing("no").ask });
  expect(code).toBe(3);
  expect(tagsOf(dashboard, "Gold")).toEqual([]);
  const asked = await session.portico(["explain", "Gold", "--add-tag"], {
    ask: typing("yes", "Partners").ask,
  });
  expect(asked).toMatchObject({ code: 0 });
  expect(tagsOf(dashboard, "Gold")).toEqual(["eu"]);
});

test("--add-tag refuses a policy that lacks more than the tag, and says what to do", async () => {
  const { session } = await partners();
  expect(await session.portico(["explain", "Both", "--add-tag", "--yes"])).toMatchObject({
    code: 1,
    err: expect.stringContaining("split the policy at the Provider"),
  });
  expect(await session.portico(["explain", "Shown", "--add-tag", "--yes"])).toMatchObject({ code: 1 });
});

test("--add-tag of a policy that has vanished meanwhile fails, and writes nothing", async () => {
  const { dashboard, session } = await partners();
  removePolicies(dashboard, "Gold");
  expect(await session.portico(["explain", "Gold", "--add-tag", "--yes"])).toMatchObject({ code: 1 });
});

test("flags of a write go with --add-tag only, and --add-tag with a policy", async () => {
  const { session } = await partners();
  await expect(session.portico(["explain", "Gold", "--yes"])).rejects.toThrow("goes with --add-tag");
  await expect(session.portico(["explain", "--add-tag"])).rejects.toThrow("which policy");
});

test("when nothing at all is on show, the likeliest cause comes first", async () => {
  const { dashboard, session } = await partners();
  const { url } = dashboard;
  await session.session.write(
    `ignore: [literal-secret]\nproviders:\n  - { name: Partners, url: "${url}", secret: ${SECRET}, policyTags: asia }\n`,
  );
  await session.portico(["sync", "--force"]);
  expect((await session.portico(["explain", "Gold"])).out).toContain(
    'None of 4 policies has the tag "asia": look first whether policyTags or the tags of the policies were changed',
  );
  removePolicies(dashboard);
  await session.portico(["sync", "--force"]);
  expect((await session.portico(["explain"])).out).toContain(
    "look first whether they are owned by other users",
  );
});
