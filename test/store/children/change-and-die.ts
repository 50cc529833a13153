/**
 * Carries out a change and is killed at a point of it: `change-and-die.ts FOLDER URL POINT REQUEST`. The point is
 * `pending` (written down, nothing sent), `answered` (the Provider has it), `stored` (the catalog has it, too) or
 * `undoable` (and it is listed how to undo it).
 */
import { randomUUID } from "node:crypto";
import { flushCompileCache } from "node:module";
import { SECRET } from "../../../fixtures/tyk-dashboard/builders.ts";
import { plugin } from "../../../plugins/tyk-dashboard/index.ts";
import { changeRequestSchema } from "../../../src/core/change.ts";
import { createHost } from "../../../src/host/host.ts";
import { createJsonStore } from "../../../src/store/json-store.ts";
import type { Store } from "../../../src/store/store.ts";
import { createChanges } from "../../../src/sync/changes.ts";
import { aDefinition } from "../../helpers/manual-connection.ts";

const [, , folder = "", url = "", point = "", request = ""] = process.argv;
const now = (): Date => new Date();
const stored = await createJsonStore({ folder, now, pid: process.pid });
const host = createHost({ env: {}, now, random: Math.random, onRequest: () => {}, log: () => {} });
const settings = {
  name: "Acme",
  url,
  secret: SECRET,
  organisationId: null,
  folder: "/",
  options: {},
  insecureSkipVerify: false,
};
const connection = await host.open(plugin, settings, new AbortController().signal);

function die(): Promise<never> {
  flushCompileCache();
  process.kill(process.pid, "SIGKILL");
  return new Promise(() => {});
}

const dying: Store = {
  ...stored,
  async writePending(pending) {
    await stored.writePending(pending);
    if (point === "pending") await die();
  },
  async updateCatalog(provider, change) {
    if (point === "answered") await die();
    const catalog = await stored.updateCatalog(provider, change);
    return point === "stored" ? await die() : catalog;
  },
  async updateUndo(change) {
    await stored.updateUndo(change);
    if (point === "undoable") await die();
  },
};
const definition = aDefinition("Acme", { url, policyTags: ["portal"] });
const changes = createChanges({
  store: dying,
  now,
  newId: randomUUID,
  connect: async () => connection,
  definitionOf: () => definition,
  unitsOf: () => null,
  exclusively: (_provider, task) => task(),
  settle: async () => ({ ok: true, dryRun: false, providers: [] }),
  onCatalog: async () => undefined,
  onUndo: async () => undefined,
  record: async () => undefined,
});
await changes.carryOut(await changes.propose(changeRequestSchema.parse(JSON.parse(request))));
