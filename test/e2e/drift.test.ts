import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, expect, it, vi } from "vitest";
import { anApi } from "../../fixtures/tyk-dashboard/api-builders.ts";
import { accessPolicy, limitPolicy } from "../../fixtures/tyk-dashboard/builders.ts";
import {
  closeConsoles,
  cursorRow,
  KEYS,
  openedDashboard,
  openWorkplace,
  rowsWith,
  yamlOf,
} from "../helpers/console-session.ts";
import { pressUntil } from "../helpers/press-until.ts";

vi.setConfig({ testTimeout: 60_000 });
afterEach(closeConsoles);

it("compares two Providers, brings a Product from one to the other, and tells of it", async () => {
  const pay = anApi({ id: "s-pay", name: "Payments", auth: "key" });
  const stage = await openedDashboard({
    apis: [pay],
    policies: [accessPolicy({ name: "Money", apis: [pay] }), limitPolicy({ name: "Gold", rate: 9, per: 60 })],
  });
  const live = await openedDashboard({
    apis: [anApi({ id: "l-pay", name: "Payments", auth: "key" })],
    policies: [limitPolicy({ name: "Gold", rate: 5, per: 60 })],
  });
  const place = await openWorkplace(
    yamlOf([
      { name: "Stage", url: stage.url },
      { name: "Live", url: live.url },
    ]),
  );
  const session = place.open({ columns: 80, rows: 24 });
  await session.sees(/Money .* new /u);
  session.press("1j");
  await session.sees(() => cursorRow(session)?.includes("Stage") === true);
  session.press("D");
  await session.sees(/Stage · Live .* 2 differences, 1 the same/u);
  await session.sees(/plan +Gold +rate 9 \/ min +rate 5 \/ min/u);
  session.press("P");
  await session.sees('Promote Product "Money" from Stage to Live');
  await session.sees("▸ Cancel     Promote");
  session.press(KEYS.right);
  await session.sees("▸ Promote");
  await pressUntil(session, KEYS.enter, () => rowsWith(session, "▸ Promote").length === 0);
  await session.sees(/1 difference, 2 the same/u);
  const made = live.state.policies.find(({ name }) => name === "Money");
  expect(Object.keys(made?.access_rights ?? {})).toEqual(["l-pay"]);
  session.press("q");
  await session.loses("Stage · Live");
  session.press("@");
  await session.sees(/✔ write +Live +Promoted Product "Money" from Stage/u);
  session.press("/restored");
  await session.sees("Nothing matches");
});

it("scrolls and filters ten thousand events", async () => {
  const dashboard = await openedDashboard({});
  const place = await openWorkplace(yamlOf([{ name: "EU", url: dashboard.url }]));
  await mkdir(place.store, { mode: 0o700 });
  const lines = Array.from({ length: 10_000 }, (_, index) =>
    JSON.stringify({
      at: new Date(Date.parse("2026-01-01T00:00:00.000Z") + index * 60_000).toISOString(),
      kind: "sync",
      provider: "EU",
      outcome: "ok",
      summary: `number ${index}`,
      hint: null,
      command: null,
      changes: [],
    }),
  );
  await writeFile(join(place.store, "events.jsonl"), `${lines.join("\n")}\n`, { mode: 0o600 });
  const session = place.open({ columns: 120, rows: 36 });
  await session.sees(/✔ sync/u);
  session.press("@");
  await session.sees("number 9999");
  session.press("G");
  await session.sees(() => /01-01 00:0\d/u.test(cursorRow(session) ?? ""));
  session.press("/4242");
  await session.sees(/\/4242 {2}1 of 10\d\d\d/u);
  session.press(KEYS.enter);
  await session.sees(() => cursorRow(session)?.includes("number 4242") === true);
  session.press(KEYS.enter);
  await session.sees("2026-01-03 22:42");
  expect(rowsWith(session, "number 4242")).toHaveLength(1);
});
