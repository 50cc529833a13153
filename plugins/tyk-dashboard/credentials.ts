import type { CredentialsOptions, RemoteCredential } from "../../src/plugin/index.ts";
import type { Client } from "./client.ts";
import { listKeys, listingRefused } from "./key-listing.ts";
import { isClientToken, mapKey } from "./key-map.ts";
import { listAllClients, mapClient } from "./oauth-clients.ts";

/**
 * The keys, users and clients that use one of the policies or carry a mark; see `Connection.credentials`. Throws
 * PERMISSION_MISSING, naming the switch, where the Dashboard does not list keys. Clients are left out for a user that may
 * not see them: such a user has made none.
 */
export async function readCredentials(
  client: Client,
  { policies, signal, onProgress }: CredentialsOptions,
): Promise<readonly RemoteCredential[]> {
  const [keys, clients] = await Promise.all([
    listKeys(client, { signal, onProgress }),
    listAllClients(client, signal),
  ]);
  if (keys === null) throw listingRefused();
  const wanted = new Set(policies);
  const all = [
    ...keys.filter((entry) => !isClientToken(entry)).map(mapKey),
    ...(clients ?? []).map(mapClient),
  ];
  return all.filter(({ mark, policies: used }) => mark !== null || used.some((one) => wanted.has(one)));
}
