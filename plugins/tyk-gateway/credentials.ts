import type { CredentialsOptions, RemoteCredential } from "../../src/plugin/index.ts";
import { inUse, listedKeys } from "../tyk-credential/listed-keys.ts";
import type { Client } from "./client.ts";
import { listKeys, LISTING_HINT, LISTING_OFF, type Listing } from "./key-listing.ts";

/**
 * The keys and users that use one of the policies or carry a mark; see `Connection.credentials`. Rejects with
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
  return inUse(keys, policies);
}
