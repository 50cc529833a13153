import { chmod, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, expect, it, vi } from "vitest";
import { anApi } from "../../fixtures/tyk-dashboard/api-builders.ts";
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
import { confirm } from "../helpers/credential-drive.ts";
import { pressUntil } from "../helpers/press-until.ts";
import type { TerminalSession } from "../helpers/terminal.ts";

vi.setConfig({ testTimeout: 60_000 });
afterEach(closeConsoles);

const CTRL_E = "\u0005";
const APIS = [
  anApi({ name: "Card payments", auth: "jwt" }),
  anApi({ name: "Refunds", auth: "jwt" }),
  anApi({ name: "Search", auth: "key" }),
];

type Shop = { readonly dashboard: Dashboard; readonly place: Workplace; readonly session: TerminalSession };

/** A console over a Dashboard with three APIs and the Product "Search". */
async function shop(more: readonly string[] = [], options: ConsoleOptions = {}): Promise<Shop> {
  const search = accessPolicy({ name: "Search", tags: ["portal"], apis: APIS.slice(2) });
  const dashboard = await openedDashboard({ apis: APIS, policies: [search] });
  const place = await openWorkplace(
    yamlOf([{ name: "EU", url: dashboard.url, more: ["policyTags: portal", NO_RETRIES, ...more] }]),
  );
  const session = place.open(options);
  await session.sees(/▸ Search .* new /u);
  await session.sees(/✔ sync/u);
  return { dashboard, place, session };
}

/** Fills a form field by field: Tab lies between two. */
async function fill(session: TerminalSession, parts: readonly string[]): Promise<void> {
  for (const part of parts) session.press(part === "" ? KEYS.tab : `${part}${KEYS.tab}`);
  session.press(KEYS.ctrlS);
}

function policyNamed(dashboard: Dashboard, name: string) {
  return dashboard.state.policies.find((policy) => policy.name === name);
}

it("creates a Product and a Plan, publishes, follows a renaming, edits, undoes and deletes", async () => {
  const { dashboard, session } = await shop();

  session.press("a");
  await session.sees("New Product at EU");
  // The auth method, both APIs that have it, and the name.
  session.press(`${KEYS.right}${KEYS.right}${KEYS.tab}`);
  await session.sees("0 chosen · 2 APIs");
  session.press(` ${KEYS.down} `);
  await session.sees("2 chosen");
  await fill(session, ["", "Payments", "", "# Pay\n\nby **card**", "team=pay"]);
  await session.sees('Create Product "Payments" at EU');
  await session.sees("Card payments");
  await session.sees("POST");
  expect(policyNamed(dashboard, "Payments")).toBeUndefined();
  await confirm(session, "Create");
  await session.sees('Created Product "Payments"');
  await session.sees(() => cursorRow(session)?.includes("Payments") === true);
  expect(policyNamed(dashboard, "Payments")).toMatchObject({ tags: ["portal"], name: "Payments" });
  expect(Object.keys(policyNamed(dashboard, "Payments")?.access_rights ?? {})).toHaveLength(2);
  await session.sees(/✔ write {2}EU .*portico create product Payments/u);

  session.press("p");
  await session.sees(/Published Product "Payments"/u);
  await session.sees(/▸ Payments .* yes /u);

  session.press("3a");
  await session.sees("New Plan at EU");
  await fill(session, ["Gold", `${KEYS.ctrlU}500/1m`, `${KEYS.ctrlU}100000/30d`, `${KEYS.ctrlU}90d`]);
  await session.sees('Create Plan "Gold" at EU');
  await confirm(session, "Create");
  await session.sees(/▸ Gold .*500 \/ min/u);
  await session.sees("quota 100,000 / 30 days");
  await session.sees("keys expire 90 days");
  expect(policyNamed(dashboard, "Gold")).toMatchObject({ rate: 500, per: 60, key_expires_in: 7_776_000 });

  session.press("2");
  await session.sees(/▸ Payments/u);
  const id = String(policyNamed(dashboard, "Payments")?.["_id"]);
  dashboard.state.policies.change(id, { name: "Card payments" });
  session.press("s");
  await session.sees(/▸ Card payments .* yes /u);

  session.press("E");
  await session.sees('Edit Product "Card payments" at EU');
  session.press(`${KEYS.ctrlU}Cards${KEYS.ctrlS}`);
  await session.sees("Card payments → Cards");
  await confirm(session, "Save");
  await session.sees(/▸ Cards .* yes /u);
  expect(dashboard.state.policies.get(id)).toMatchObject({ name: "Cards" });

  session.press("z");
  await session.sees("Cards → Card payments");
  await confirm(session, "Undo");
  await session.sees(/▸ Card payments .* yes /u);
  expect(dashboard.state.policies.get(id)).toMatchObject({ name: "Card payments" });

  session.press(KEYS.ctrlD);
  await session.sees('Delete Product "Card payments" at EU');
  await session.sees("consumers lose it");
  await confirm(session, "Delete");
  await session.sees('Deleted Product "Card payments"');
  await session.sees(() => cursorRow(session)?.includes("Search") === true);
  expect(dashboard.state.policies.get(id)).toBeUndefined();

  session.press("z");
  await session.sees("another one");
  await confirm(session, "Undo");
  await session.sees(/▸ Card payments .* yes /u);
  expect(policyNamed(dashboard, "Card payments")).toBeDefined();
});

it("asks for the name of a production Provider, and deletes nothing without it", async () => {
  const { dashboard, session } = await shop(["environment: Production"]);
  session.press(KEYS.ctrlD);
  await session.sees("This is production. Type EU to go on:");
  session.press(KEYS.right);
  await session.sees("▸ Delete");
  await pressUntil(session, KEYS.enter, () => rowsWith(session, "type EU first").length > 0);
  expect(policyNamed(dashboard, "Search")).toBeDefined();
  session.press("EU");
  await session.sees("> EU");
  session.press(KEYS.enter);
  await session.sees('Deleted Product "Search"');
  expect(policyNamed(dashboard, "Search")).toBeUndefined();
});

it("refuses what somebody else has changed since it was shown, and looks again", async () => {
  const { dashboard, session } = await shop();
  const id = String(policyNamed(dashboard, "Search")?.["_id"]);
  session.press("E");
  await session.sees('Edit Product "Search"');
  session.press(` 2${KEYS.ctrlS}`);
  await session.sees("Search → Search 2");
  dashboard.state.policies.change(id, { tags: ["portal", "somebody"] });
  await confirm(session, "Save");
  await session.sees("▸ Back to the form     Look again");
  expect(dashboard.state.policies.get(id)).toMatchObject({ name: "Search" });
  session.press(KEYS.right);
  await session.sees("▸ Look again");
  await pressUntil(session, KEYS.enter, () => rowsWith(session, "▸ Look again").length === 0);
  await confirm(session, "Save");
  await session.sees(/▸ Search 2/u);
  expect(dashboard.state.policies.get(id)).toMatchObject({ name: "Search 2", tags: ["portal", "somebody"] });
});

it("keeps what was typed through a sync, a resize and the end of its Provider", async () => {
  const { dashboard, place, session } = await shop();
  session.press("3a");
  await session.sees("New Plan at EU");
  session.press("Gold plan");
  dashboard.state.policies.add(accessPolicy({ name: "Late", tags: ["portal"] }));
  session.resize(80, 24);
  await session.sees("Gold plan▏");
  await place.write(yamlOf([{ name: "US", url: dashboard.url }]));
  await session.sees("EU has left the config. What you enter is kept.");
  await session.sees("Gold plan▏");
  session.press(KEYS.esc);
  await session.sees("▸ Keep editing");
  session.press(KEYS.esc);
  await session.sees("Gold plan▏");
  expect(rowsWith(session, "What you entered would be lost")).toEqual([]);
});

it("opens a long text in $EDITOR and takes it back", async () => {
  const { place, session } = await shop([], { env: { EDITOR: "./editor.sh" } });
  await writeFile(
    join(place.folder, "editor.sh"),
    '#!/bin/sh\nprintf "# Written\\n\\nelsewhere\\n" > "$1"\n',
  );
  await chmod(join(place.folder, "editor.sh"), 0o755);
  session.press("E");
  await session.sees('Edit Product "Search"');
  session.press(KEYS.tab.repeat(4));
  await session.sees("▸ Description");
  session.press(CTRL_E);
  await session.sees("elsewhere");
  await session.sees("as it is read:");
  session.press(KEYS.ctrlS);
  await session.sees('Edited Product "Search"');
  await session.sees("Written");
  expect(session.screen.isAlternate()).toBe(true);
});

it("gives up a proposal that takes too long, and says before anybody types why nothing can be made", async () => {
  const { dashboard, session } = await shop();
  dashboard.faults.set({ kind: "hang", path: "/api/portal/policies" });
  session.press(KEYS.ctrlD);
  await session.sees("looking at what is there now");
  session.press(KEYS.esc);
  await session.loses("looking at what is there now");
  dashboard.faults.clear();
  await dashboard.refuseConnections();
  session.press("s");
  await session.sees(/▸ Search .* unavailable/u);
  session.press("a");
  await session.sees(/Add a Product, a Plan or a credential: EU is down/u);
  expect(cursorRow(session)).toContain("unavailable");
});

it("edits an item as YAML, opens it again with the mistake on top, and loses nothing typed", async () => {
  const { dashboard, place, session } = await shop([], { env: { EDITOR: "./editor.sh" } });
  const editor = [
    "#!/bin/sh",
    'cat "$1" >> seen.txt',
    "if grep -q '^# ✖' \"$1\"; then sed -i 's/^rate: 5x$/displayName: Search engine/' \"$1\"; exit; fi",
    "sed -i -e 's/^name: Search$/name: Search 2/' -e 's/^displayName: null$/rate: 5x/' \"$1\"",
  ];
  await writeFile(join(place.folder, "editor.sh"), `${editor.join("\n")}\n`);
  await chmod(join(place.folder, "editor.sh"), 0o755);
  session.press("e");
  await session.sees('Edit Product "Search"');
  await session.sees("Search → Search 2");
  await session.sees("– → Search engine");
  const seen = await readFile(join(place.folder, "seen.txt"), "utf8");
  expect(seen).toMatch(/^# Read-only: policyId .*, state visible, authMethods apiKey$/mu);
  expect(seen).toMatch(/^ {2}- [0-9a-f]{32} # Search$/mu);
  expect(seen).toMatch(/^# ✖ line \d+: "rate" cannot be changed/mu);

  session.press(KEYS.esc);
  await session.sees(/▸ Name +Search 2/u);
  await session.sees(/Display name +Search engine/u);
  session.press(KEYS.ctrlS);
  await confirm(session, "Save");
  await session.sees(/▸ Search engine/u);
  expect(policyNamed(dashboard, "Search 2")).toBeDefined();
});
