import { open } from "node:fs/promises";
import { join } from "node:path";

/** Fetches, parses and durably writes what a synchronization reads, and nothing else: `URL SECRET FOLDER`. */
const [url = "", secret = "", folder = ""] = process.argv.slice(2);

async function fetched(path: string): Promise<unknown> {
  const answer = await fetch(`${url}${path}`, { headers: { authorization: secret } });
  return JSON.parse(await answer.text());
}

const startedAt = performance.now();
const both = await Promise.all([fetched("/api/portal/policies/?p=-2"), fetched("/api/apis?p=-1")]);
const file = await open(join(folder, "plain.json"), "w");
await file.writeFile(JSON.stringify(both));
await file.sync();
await file.close();
process.stdout.write(JSON.stringify({ ms: performance.now() - startedAt, longestBlockMs: 0 }));
