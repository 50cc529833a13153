import type { ClientToken, CredentialsOptions, RemoteCredential } from "../../src/plugin/index.ts";
import type { MeantClient } from "../tyk-credential/client-find.ts";
import { listClients } from "../tyk-credential/client-listing.ts";
import { mapClients } from "../tyk-credential/client-map.ts";
import { tokensOf } from "../tyk-credential/client-tokens.ts";
import { inUse, listedKeys } from "../tyk-credential/listed-keys.ts";
import type { Client } from "./client.ts";
import { clientDesk, listApis } from "./client-desk.ts";
import { listKeys, LISTING_HINT, LISTING_OFF, type Listing } from "./key-listing.ts";

/**
 * The keys, users and clients that use one of the policies or carry a mark; see `Connection.credentials`. Rejects with
 * PERMISSION_MISSING, naming the switch, where the gateway does not list keys.
 */
export async function readCredentials(
  client: Client,
  listing: Listing,
  { policies, signal, onProgress }: CredentialsOptions,
): Promise<readonly RemoteCredential[]> {
  const keys = await listedKeys(
    {
      list: (reading) => listKeys(client, listing, reading),
      listingOff: LISTING_OFF,
      listingHint: LISTING_HINT,
    },
    { signal, onProgress },
  );
  const { organisation } = listing;
  const apis = await listApis(client, organisation, signal);
  const clients = await listClients(clientDesk(client, organisation), apis, signal);
  return inUse([...keys, ...mapClients(clients)], policies);
}

/** The tokens of a client; see `Connection.tokens`. */
export async function readTokens(
  client: Client,
  meant: MeantClient,
  signal: AbortSignal,
): Promise<readonly ClientToken[] | null> {
  return tokensOf(clientDesk(client, null), meant, signal);
}
