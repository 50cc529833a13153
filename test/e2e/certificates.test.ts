import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, expect, it, vi } from "vitest";
import { anApi } from "../../fixtures/tyk-dashboard/api-builders.ts";
import { accessPolicy, limitPolicy } from "../../fixtures/tyk-dashboard/builders.ts";
import { closeConsoles, KEYS, rowsWith } from "../helpers/console-session.ts";
import { confirm, taken } from "../helpers/credential-drive.ts";
import { pressUntil } from "../helpers/press-until.ts";
import { openPublished, type Published } from "../helpers/published-product.ts";
import type { TerminalSession } from "../helpers/terminal.ts";

vi.setConfig({ testTimeout: 90_000 });
afterEach(closeConsoles);

const SHIFT_TAB = "\u001B[Z";

const LEDGER = anApi({
  name: "Ledger",
  auth: "certificate",
  listenPath: "/ledger/",
  definition: { auth_configs: { authToken: { use_certificate: true } } },
});

async function opened(): Promise<Published> {
  const policies = [accessPolicy({ name: "Ledger", apis: [LEDGER] }), limitPolicy({ name: "Gold" })];
  const published = await openPublished({ apis: [LEDGER], policies });
  const { place } = published;
  const pem = new URL("../../fixtures/tyk-dashboard/tls/self-signed.cert.pem", import.meta.url);
  await writeFile(join(place.folder, "home", "app.pem"), await readFile(pem));
  await writeFile(join(place.folder, "notes.txt"), "no certificate\n");
  return published;
}

it("uploads a certificate by its path, binds a key to it, and names that before it is deleted", async () => {
  const { dashboard, session } = await opened();
  session.press("5C");
  await session.sees("The Provider keeps no certificate yet.");

  session.press("a");
  await session.sees(/▸ Certificate/u);
  await refused(session, "nowhere.pem", "there is no such file");
  await refused(session, "notes.txt", "no certificate");
  session.press(`~/app.pem${KEYS.ctrlS}`);
  await confirm(session, "Upload");
  await session.sees('Added certificate "localhost"');
  await session.sees(/▸ localhost .*2100-01-01 \(in \d+d\)/u);

  session.press("a");
  await session.sees(/▸ Certificate/u);
  session.press(`~/app.pem${KEYS.ctrlS}`);
  await session.sees("already there");
  expect(
    dashboard.requests.filter(({ method, path }) => method === "POST" && path === "/api/certs").length,
  ).toBe(1);
  session.press(KEYS.esc);
  await session.sees(/▸ Certificate +~\/app\.pem/u);
  await thrownAway(session);

  session.press("2c");
  await session.sees(/▸ Plan/u);
  session.press(` ${SHIFT_TAB}`);
  await session.sees(/▸ Kind +▸ apiKey/u);
  session.press(KEYS.right);
  await session.sees(/▸ mtls/u);
  session.press("\t\t\tapp-7\t\t");
  await session.sees(/▸ Certificate +localhost, 2100-01-01.*choose/u);
  session.press(KEYS.right);
  await session.sees(/▸ Certificate +▸ localhost, 2100-01-01/u);
  session.press(KEYS.ctrlS);
  await session.sees(/\+ certificate/u);
  await confirm(session, "Issue");
  await taken(session);

  session.press("C");
  await session.sees(/▸ localhost/u);
  session.press(KEYS.ctrlD);
  await session.sees('Remove certificate "localhost" at EU');
  await session.sees(/affects +A key is bound to it/u);
  await session.sees('Issued here and bound to it: "app-7".');
  await confirm(session, "Delete");
  await session.sees("The Provider keeps no certificate yet.");
});

/** Proposes to upload a file that is refused, and comes back to the field, emptied. */
async function refused(session: TerminalSession, path: string, why: string): Promise<void> {
  session.press(`${path}${KEYS.ctrlS}`);
  await session.sees(why);
  session.press(KEYS.esc);
  await session.sees(new RegExp(`▸ Certificate +${path.replace(".", "\\.")}`, "u"));
  session.press(KEYS.ctrlU);
  await session.sees("paste the PEM");
}

/** Leaves a form in which something was entered. */
async function thrownAway(session: TerminalSession): Promise<void> {
  session.press(KEYS.esc);
  await session.sees("▸ Keep editing");
  session.press(KEYS.right);
  await session.sees("▸ Throw away");
  await pressUntil(session, KEYS.enter, () => rowsWith(session, "▸ Throw away").length === 0);
}
