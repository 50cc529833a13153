import { afterEach, expect, test } from "vitest";
import { aUser } from "../../../fixtures/tyk-dashboard/builders.ts";
import { isLetIn, SWITCHED_ON } from "../../helpers/consumer.ts";
import { closeDashboards } from "../../helpers/open-dashboard.ts";
import { hold, issue, openIssuing, revoke, type Held, type Issuing } from "./issuing-dashboard.ts";

afterEach(closeDashboards);

const NOW = new Date("2026-03-02T12:00:00Z");
const SPAN = { from: "2026-02-27", to: "2026-03-02" };
const NOBODY = { kind: "apiKey", mark: null, handle: null, alias: null } as const;

async function usageOf({ connection }: Issuing, ...held: readonly Held[]) {
  const targets = held.map((one) => revoke(one).target);
  return connection.usage?.([...targets, NOBODY], SPAN, new AbortController().signal);
}

test("tells hits, errors and the last use, a day at a time, and nothing of what is not known", async () => {
  const issuing = await openIssuing({}, { ...SWITCHED_ON, now: () => NOW });
  const used = await hold(issuing);
  const idle = await hold(issuing, issue({ mark: "portico-two" }));
  for (let hit = 0; hit < 3; hit += 1) await isLetIn(issuing.dashboard, "/payments/1", used.value);
  const nothing = { hits: 0, errors: 0 };
  const before = ["2026-02-27", "2026-02-28", "2026-03-01"].map((day) => ({ day, ...nothing }));
  expect(await usageOf(issuing, used, idle)).toMatchObject([
    {
      days: [...before, { day: "2026-03-02", hits: 3, errors: 0 }],
      lastAt: expect.stringContaining("2026-03-02"),
    },
    { days: [...before, { day: "2026-03-02", ...nothing }], lastAt: null },
    null,
  ]);
});

test("is nothing, without noise, where there are no analytics or none for this user", async () => {
  const without = await openIssuing({}, { ...SWITCHED_ON, servesAnalytics: false });
  expect(await usageOf(without, await hold(without))).toEqual([null, null]);
  const permissions = { keys: "write", policies: "write", apis: "write", users: "read" };
  const forbidden = await openIssuing({ users: [aUser({ user_permissions: permissions })] }, SWITCHED_ON);
  expect(forbidden.connection.capabilities.can.readUsage).toMatchObject({ available: false });
  expect(await usageOf(forbidden, await hold(forbidden))).toEqual([null, null]);
});
