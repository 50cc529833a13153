import { AppError, type RemoteCredential } from "../../src/plugin/index.ts";
import { isClientToken, mapKey } from "./key-map.ts";
import type { Keyring, KeyReading } from "./keyring.ts";

/** All keys but the tokens of clients. Rejects with PERMISSION_MISSING, naming the switch, where they are not listed. */
export async function listedKeys(
  { list, listingOff, listingHint }: Pick<Keyring, "list" | "listingOff" | "listingHint">,
  reading: KeyReading,
): Promise<readonly RemoteCredential[]> {
  const keys = await list(reading);
  if (keys === null) throw new AppError("PERMISSION_MISSING", `${listingOff}.`, { hint: listingHint });
  return keys.filter((entry) => !isClientToken(entry)).map(mapKey);
}

/** Those that use one of the policies or carry a mark. */
export function inUse(
  all: readonly RemoteCredential[],
  policies: readonly string[],
): readonly RemoteCredential[] {
  const wanted = new Set(policies);
  return all.filter(({ mark, policies: used }) => mark !== null || used.some((one) => wanted.has(one)));
}
