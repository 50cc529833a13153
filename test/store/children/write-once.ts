/** Writes one of everything for a Provider: `write-once.ts FOLDER PROVIDER PRODUCTS`; prints the code of a failure. */
import { isAppError } from "../../../src/core/errors.ts";
import { createJsonStore } from "../../../src/store/json-store.ts";
import { sampleCatalog, sampleEvent, sampleStatus } from "../../contract/store-samples.ts";

const [, , folder = "", provider = "", products = "1"] = process.argv;
process.umask(0);
const store = await createJsonStore({ folder, now: () => new Date(), pid: process.pid });
try {
  await store.updateCatalog(provider, () =>
    sampleCatalog(provider, Number(products), { text: "x".repeat(500) }),
  );
  await store.updateStatus(provider, () => sampleStatus(1));
  await store.appendEvents([sampleEvent("written")]);
  await store.appendRequest({
    at: new Date().toISOString(),
    provider,
    method: "GET",
    path: "/",
    status: 200,
    ms: 1,
  });
  await store.writeUi({});
} catch (error) {
  process.stdout.write(isAppError(error) ? `${error.code} ${error.message}` : String(error));
}
await store.close();
