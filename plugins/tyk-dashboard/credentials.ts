import type { ClientToken, CredentialsOptions, RemoteCredential } from "../../src/plugin/index.ts";
import type { Client } from "./client.ts";
import { listKeys, LISTING_HINT, LISTING_OFF } from "./key-listing.ts";
import type { KeyReading } from "../tyk-credential/keyring.ts";
import { inUse, listedKeys } from "../tyk-credential/listed-keys.ts";
import { mapClients } from "../tyk-credential/client-map.ts";
import type { MeantClient } from "../tyk-credential/client-find.ts";
import { tokensOf } from "../tyk-credential/client-tokens.ts";
import { clientDesk, listAllClients } from "./client-desk.ts";

/**
 * The keys, users and clients that use one of the policies or carry a mark; see `Connection.credentials`. Throws
 * PERMISSION_MISSING, naming the switch, where the Dashboard does not list keys. Clients are left out for a user that may
 * not see them: such a user has made none.
 */
export async function readCredentials(
  client: Client,
  { policies, signal, onProgress }: CredentialsOptions,
): Promise<readonly RemoteCredential[]> {
  const listing = {
    list: (reading: KeyReading) => listKeys(client, reading),
    listingOff: LISTING_OFF,
    listingHint: LISTING_HINT,
  };
  const [keys, clients] = await Promise.all([
    listedKeys(listing, { signal, onProgress }),
    listAllClients(client, signal),
  ]);
  return inUse([...keys, ...mapClients(clients ?? [])], policies);
}

/** The tokens of a client; see `Connection.tokens`. */
export async function readTokens(
  client: Client,
  meant: MeantClient,
  signal: AbortSignal,
): Promise<readonly ClientToken[] | null> {
  return tokensOf(clientDesk(client), meant, signal);
}
