import type { HttpAnswer } from "../../src/plugin/index.ts";
import { listIn, type Client, type ListAnswer } from "./client.ts";
import { askKeys } from "./key-answers.ts";
import type { KeyReading } from "../tyk-credential/keyring.ts";
import type { KeyEntry } from "../tyk-credential/key-place.ts";
import { entryOf } from "./key-place.ts";
import { readPages } from "./pages.ts";

const DETAILED = "/api/keys/detailed";

/** All keys of the organisation; null where the Dashboard does not list them: hashed ones, unless it is told to. */
export async function listKeys(client: Client, reading: KeyReading): Promise<readonly KeyEntry[] | null> {
  const answer = await ask(client, "-1", reading);
  if (answer.status === 404) return null;
  // Some versions do not take a negative page, others may take it for the first one.
  const whole = answer.status === 400 ? null : pageIn(answer);
  const isWhole = whole !== null && (whole.pages === null || whole.pages <= 1);
  const items = isWhole ? whole.items : await readPages(paged(client, reading));
  return items.map(entryOf);
}

/** Why hashed keys are not listed. */
export const LISTING_OFF =
  "The Dashboard does not list keys: they are hashed, and enable_hashed_keys_listing is off";

/** What to do about that. */
export const LISTING_HINT =
  "Set enable_hashed_keys_listing to true in tyk_analytics.conf and in tyk.conf, and restart both.";

function paged(client: Client, reading: KeyReading): Parameters<typeof readPages>[0] {
  return {
    what: "keys",
    when: "Try again when fewer keys are issued.",
    read: async (page) => pageIn(await ask(client, String(page), reading)),
  };
}

function pageIn(answer: HttpAnswer): ListAnswer {
  return listIn(answer, DETAILED, "keys");
}

function ask(client: Client, p: string, { signal, onProgress }: KeyReading): Promise<HttpAnswer> {
  return askKeys(client, {
    path: DETAILED,
    shownPath: DETAILED,
    query: { p },
    signal,
    ...(onProgress === undefined
      ? {}
      : { onProgress: ({ received, total }) => onProgress({ what: "keys", received, total }) }),
  });
}
