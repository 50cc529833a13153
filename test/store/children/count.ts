/** Raises the count in the catalog of Provider alpha: `count.ts FOLDER TIMES`. */
import { createJsonStore } from "../../../src/store/json-store.ts";
import { countedCatalog } from "../../contract/store-samples.ts";

const [, , folder = "", times = "1"] = process.argv;
const store = await createJsonStore({ folder, now: () => new Date(), pid: process.pid });
for (let done = 0; done < Number(times); done += 1)
  await store.updateCatalog("alpha", (stored) => countedCatalog("alpha", stored));
await store.close();
