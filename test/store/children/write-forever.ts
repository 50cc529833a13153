/** Writes catalog, status and events until killed: `write-forever.ts FOLDER`. Says `ready` after the first round. */
import { flushCompileCache } from "node:module";
import { createJsonStore } from "../../../src/store/json-store.ts";
import { countIn, sampleCatalog, sampleEvent, sampleStatus } from "../../contract/store-samples.ts";

const [, , folder = ""] = process.argv;
flushCompileCache();
const store = await createJsonStore({ folder, now: () => new Date(), pid: process.pid });
for (let round = 1; ; round += 1) {
  await store.updateCatalog("alpha", (stored) =>
    sampleCatalog("alpha", 400, { count: countIn(stored) + 1, text: "x".repeat(500) }),
  );
  await store.updateStatus("alpha", () => sampleStatus(round));
  await store.appendEvents([sampleEvent(String(round))]);
  if (round === 1) process.stdout.write("ready\n");
}
