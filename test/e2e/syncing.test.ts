import { afterEach, describe, expect, it, vi } from "vitest";
import { accessPolicy } from "../../fixtures/tyk-dashboard/builders.ts";
import type { Dashboard } from "../../fixtures/tyk-dashboard/server.ts";
import {
  closeConsoles,
  cursorRow,
  KEYS,
  openedDashboard,
  NO_RETRIES,
  openWorkplace,
  rowsWith,
  yamlOf,
  type ConsoleOptions,
  type Workplace,
} from "../helpers/console-session.ts";
import { pressUntil } from "../helpers/press-until.ts";
import type { TerminalSession } from "../helpers/terminal.ts";

vi.setConfig({ testTimeout: 30_000 });
afterEach(closeConsoles);

type Two = {
  readonly eu: Dashboard;
  readonly us: Dashboard;
  readonly place: Workplace;
  readonly session: TerminalSession;
};

async function two(options: ConsoleOptions = {}): Promise<Two> {
  const eu = await openedDashboard({ policies: [accessPolicy({ name: "Payments" })] });
  const us = await openedDashboard({ policies: [accessPolicy({ name: "Invoices" })] });
  const place = await openWorkplace(
    yamlOf([
      { name: "EU", url: eu.url, more: [NO_RETRIES] },
      { name: "US", url: us.url, more: [NO_RETRIES] },
    ]),
  );
  const session = place.open(options);
  await session.sees(/Invoices .* new /u);
  await session.sees(/Payments .* new /u);
  await synced(session, 2);
  return { eu, us, place, session };
}

/** Waits until so many synchronizations that went well stand in the activity. */
function synced(session: TerminalSession, count: number): Promise<void> {
  return session.sees(() => rowsWith(session, "✔ sync ").length >= count);
}

/** Puts the cursor of the Providers pane on the Provider, and the focus back into the list. */
async function choose(session: TerminalSession, name: string): Promise<void> {
  session.press(`:${name}`);
  await session.sees(new RegExp(`▸ ${name} +Provider`, "u"));
  session.press(KEYS.enter);
  await session.sees(new RegExp(`^│ ▸ . ${name}`, "mu"));
}

it("shows Products of every Provider after the first start, without a key", async () => {
  const { session } = await two();
  expect(session.screen.lines()[0]).toMatch(/portico\.yaml ✔ {3}2 providers ●● {3}sync by hand/u);
  expect(rowsWith(session, " new ")).toHaveLength(2);
});

it("synchronizes the selected Provider on s and contacts no other", async () => {
  const { eu, us, session } = await two();
  await choose(session, "EU");
  const before = { eu: eu.requests.length, us: us.requests.length };
  eu.state.policies.add(accessPolicy({ name: "Refunds" }));
  session.press("s");
  await session.sees(/Refunds .* new /u);
  await session.sees("EU synchronized");
  expect(eu.requests.length).toBeGreaterThan(before.eu);
  expect(us.requests).toHaveLength(before.us);
});

it("synchronizes all on S, and says how each went in config order", async () => {
  const { eu, us, session } = await two();
  eu.state.policies.add(accessPolicy({ name: "Refunds" }));
  us.state.policies.add(accessPolicy({ name: "Returns" }));
  session.press("S");
  await session.sees("EU, US synchronized");
  await session.sees(/Refunds .* new /u);
  await session.sees(/Returns .* new /u);
  expect(session.screen.isAlternate()).toBe(true);
});

it("keeps the rows of a Dashboard that is down, with the reason and the age", async () => {
  const { us, session } = await two();
  await us.refuseConnections();
  session.press("S");
  await session.sees("US failed:");
  await session.sees(/✖ US/u);
  await session.sees(/refused, stale/u);
  expect(rowsWith(session, "Invoices")[0]).toContain("US");
  await session.sees(() => session.screen.lines()[0]?.includes("●✖") === true);
  await us.acceptConnections();
  await choose(session, "US");
  session.press("s");
  await session.sees("US synchronized");
  await session.sees(/● US/u);
});

it("says so when every Provider is down, and keeps all rows", async () => {
  const { eu, us, session } = await two();
  await Promise.all([eu.refuseConnections(), us.refuseConnections()]);
  session.press("S");
  await session.sees("all are down");
  expect(rowsWith(session, "Payments").length).toBeGreaterThan(0);
  expect(rowsWith(session, "Invoices").length).toBeGreaterThan(0);
});

it("cancels a slow synchronization on ctrl-c, once, and goes on running", async () => {
  const { eu, session } = await two();
  eu.faults.set({ kind: "hang" });
  await choose(session, "EU");
  session.press("s");
  await session.sees(/◐ EU/u);
  session.press(KEYS.ctrlC);
  await session.sees("EU cancelled");
  await session.sees(/[●◌] EU/u);
  eu.faults.clear();
  session.press("s");
  await session.sees("EU synchronized");
  expect(session.screen.isAlternate()).toBe(true);
});

it("quits while a Dashboard hangs, without waiting for it", async () => {
  const { eu, session } = await two();
  eu.faults.set({ kind: "hang" });
  session.press("S");
  await session.sees(/◐ EU/u);
  session.press("q");
  expect(await session.exited).toMatchObject({ exitCode: 0 });
});

describe("a Provider that returns no policy any more", () => {
  async function held(): Promise<Two> {
    const all = await two();
    all.eu.state.policies.clear();
    await choose(all.session, "EU");
    all.session.press("s");
    await all.session.sees("EU held");
    await all.session.sees(/⚠ EU/u);
    return all;
  }

  it("is held: nothing hidden, and s asks with Keep under the cursor", async () => {
    const { session } = await held();
    expect(rowsWith(session, "Payments").length).toBeGreaterThan(0);
    session.press("s");
    await session.sees("1 Product and 0 Plans would be hidden");
    expect(session.screen.lines().join("\n")).toMatch(/▸ Keep {4,}Hide them/u);
    await session.sees((screen) => screen.lines().join("\n").includes("EU returned no policies"));
  });

  it("hides nothing for a key that comes with the dialog", async () => {
    const { session, eu } = await held();
    const before = eu.requests.length;
    session.press(`sl${KEYS.enter}`);
    await session.sees("▸ Hide them");
    expect(eu.requests).toHaveLength(before);
    session.press(KEYS.esc);
    await session.loses("Hide them");
    expect(rowsWith(session, "Payments").length).toBeGreaterThan(0);
  });

  it("keeps on Enter, and hides once Hide is chosen", async () => {
    const { session } = await held();
    session.press("s");
    await session.sees("▸ Keep");
    await pressUntil(session, KEYS.enter, () => !rowsWith(session, "Hide them").length);
    expect(rowsWith(session, "Payments").length).toBeGreaterThan(0);

    session.press("s");
    await session.sees("▸ Keep");
    session.press(KEYS.right);
    await session.sees("▸ Hide them");
    await pressUntil(session, KEYS.enter, () => !rowsWith(session, "Hide them").length);
    await session.sees("EU synchronized");
    await session.sees("2 Products 0 ");
    session.press("H");
    await session.sees(/▸ Payments .*hidden/u);
    expect(cursorRow(session)).toContain("Payments");
  });
});
