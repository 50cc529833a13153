import { afterEach, expect, it, vi } from "vitest";
import { limitPolicy } from "../../fixtures/tyk-dashboard/builders.ts";
import type { Dashboard } from "../../fixtures/tyk-dashboard/server.ts";
import { closeConsoles, KEYS, openedDashboard, openWorkplace, yamlOf } from "../helpers/console-session.ts";
import type { TerminalSession } from "../helpers/terminal.ts";

vi.setConfig({ testTimeout: 30_000 });
afterEach(closeConsoles);

const EDIT = ["edit", "plan", "Gold", "--set", "rate=7/s"];

type Asked = { readonly session: TerminalSession; readonly dashboard: Dashboard };

/** The command on a terminal, at its first question. */
async function asked(more: readonly string[] = []): Promise<Asked> {
  const dashboard = await openedDashboard({ policies: [limitPolicy({ name: "Gold" })] });
  const place = await openWorkplace(yamlOf([{ name: "EU", url: dashboard.url, more }]));
  await place.open({ arguments: ["sync"] }).exited;
  const session = place.open({ arguments: EDIT });
  await session.sees("Carry this out? [y/N]");
  return { session, dashboard };
}

function rateOf({ state }: Dashboard): unknown {
  return state.policies.find(({ name }) => name === "Gold")?.rate;
}

it("shows the change and carries it out when the operator says yes", async () => {
  const { session, dashboard } = await asked();
  expect(session.screen.lines().join("\n")).toMatch(
    /Edit Plan "Gold" at EU\n[^]*rate +1,000 \/ min +7 \/ s/u,
  );
  expect(rateOf(dashboard)).toBe(1000);
  session.press(`y${KEYS.enter}`);
  expect(await session.exited).toMatchObject({ exitCode: 0 });
  expect(session.output()).toContain('Edited Plan "Gold" at EU');
  expect(rateOf(dashboard)).toBe(7);
});

it.each([
  ["Enter", KEYS.enter, 3],
  ["ctrl-d", "\u0004", 3],
  ["ctrl-c", KEYS.ctrlC, 130],
])("%s is no", async (_key, bytes, exitCode) => {
  const { session, dashboard } = await asked();
  session.press(bytes);
  expect(await session.exited).toMatchObject({ exitCode });
  expect(session.output()).toContain("not confirmed; nothing was changed.");
  expect(rateOf(dashboard)).toBe(1000);
});

it("has the name of a production Provider typed", async () => {
  const { session, dashboard } = await asked(["environment: production"]);
  session.press(`y${KEYS.enter}`);
  await session.sees("Type its name to go on:");
  expect(rateOf(dashboard)).toBe(1000);
  session.press(`EU${KEYS.enter}`);
  expect(await session.exited).toMatchObject({ exitCode: 0 });
  expect(rateOf(dashboard)).toBe(7);
});
