import type { CredentialTarget } from "../../src/plugin/index.ts";
import type { ClientDesk, OAuthClient } from "./client-desk.ts";
import { mapClient } from "./client-map.ts";

/** Which client is meant, and the APIs that may have it. */
export type MeantClient = { readonly target: CredentialTarget; readonly apis: readonly string[] };

/** The client that is meant, at each API that has it: by its id, else by its mark. Empty when it is gone. */
export async function findClients(
  desk: ClientDesk,
  { target: { handle, mark }, apis }: MeantClient,
  signal: AbortSignal,
): Promise<readonly OAuthClient[]> {
  const found: OAuthClient[] = [];
  for (const apiId of apis) {
    const there =
      handle !== null
        ? await desk.find({ apiId, id: handle }, signal)
        : mark === null
          ? null
          : ((await desk.ofApi(apiId, signal)).find((one) => mapClient(one).mark === mark) ?? null);
    if (there !== null && (mapClient(there).mark ?? mark) === mark) found.push(there);
  }
  return found;
}
