import type { HttpAnswer } from "../../src/plugin/index.ts";
import type { CredentialCall } from "../tyk-credential/credential-draft.ts";
import type { Keyring, KeyRules } from "../tyk-credential/keyring.ts";
import { recordOf } from "../tyk-policy/record.ts";
import type { Registry } from "../tyk-policy/registry.ts";
import { certificateStore } from "./certificate-store.ts";
import type { Client } from "./client.ts";
import { clientDesk } from "./client-desk.ts";
import { isAbsence, unfinished } from "./key-answers.ts";
import { listKeys, LISTING_HINT, LISTING_OFF } from "./key-listing.ts";
import { addressOf, creationAt, keyIn, readKey } from "./key-place.ts";
import { messageOf, statusWord } from "./write-answers.ts";
import { readApiEntry } from "./write-reads.ts";

type Kept = { readonly organisation: string | null; readonly rules: KeyRules };

/** The credentials of a Dashboard, which a gateway behind it keeps. */
export function createKeyring(client: Client, registry: Registry, { organisation, rules }: Kept): Keyring {
  const { called, shown, find } = registry;
  return {
    called,
    shown,
    find,
    organisation,
    rules,
    config: "tyk_analytics.conf",
    listingOff: LISTING_OFF,
    listingHint: LISTING_HINT,
    makesSigningSecrets: true,
    addressOf,
    creationAt,
    read: (place, signal) => readKey(client, place, signal),
    list: (reading) => listKeys(client, reading),
    definition: async (apiId, signal) =>
      recordOf((await readApiEntry(client, apiId, signal))["api_definition"]),
    send: (call, signal) => send(client, call, signal),
    madeIn: ({ answer }) => keyIn(answer),
    isDone: (answer) => answer.status < 300 && (keyIn(answer) !== null || statusWord(answer) === "OK"),
    isAbsence,
    messageOf,
    unfinished: (answered, signal) => unfinished(client, answered, signal),
    certificates: certificateStore(client),
    clients: clientDesk(client),
  };
}

function send(client: Client, call: CredentialCall, signal: AbortSignal): Promise<HttpAnswer> {
  const { path, shown: _, ...options } = call;
  return client.send(path, { ...options, signal });
}
