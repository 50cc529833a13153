import type { HttpAnswer } from "../../src/plugin/index.ts";
import type { CredentialCall } from "../tyk-credential/credential-draft.ts";
import type { Keyring } from "../tyk-credential/keyring.ts";
import type { Registry } from "../tyk-policy/registry.ts";
import { certificateStore } from "./certificate-store.ts";
import type { Client } from "./client.ts";
import { clientDesk } from "./client-desk.ts";
import { envelopeMessage } from "./errors.ts";
import { isAbsence, isDone, unfinished } from "./key-answers.ts";
import { listKeys, LISTING_HINT, LISTING_OFF, type Listing } from "./key-listing.ts";
import { addressOf, creationAt, madeIn, readKey } from "./key-place.ts";
import { readDefinition } from "./policy-reads.ts";

/** The credentials of a gateway, of one organisation. In force at once, without a reload. */
export function createKeyring(client: Client, registry: Registry, listing: Listing): Keyring {
  const { called, shown, find } = registry;
  const { organisation, rules } = listing;
  return {
    called,
    shown,
    find,
    organisation,
    rules,
    config: "tyk.conf",
    listingOff: LISTING_OFF,
    listingHint: LISTING_HINT,
    makesSigningSecrets: false,
    addressOf: (place) => addressOf({ place, organisation }),
    creationAt,
    read: (place, signal) => readKey(client, { place, organisation }, signal),
    list: (reading) => listKeys(client, listing, reading),
    definition: (apiId, signal) => readDefinition(client, apiId, signal),
    send: (call, signal) => send(client, call, signal),
    madeIn,
    isDone,
    isAbsence,
    messageOf: (answer) => envelopeMessage(answer) ?? "",
    unfinished: async (answered) => unfinished(answered),
    certificates: certificateStore(client, organisation),
    clients: clientDesk(client, organisation),
  };
}

function send(client: Client, call: CredentialCall, signal: AbortSignal): Promise<HttpAnswer> {
  const { path, shown: _, ...options } = call;
  return client.send(path, { ...options, signal });
}
