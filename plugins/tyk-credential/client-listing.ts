import type { Api } from "../../src/plugin/index.ts";
import type { ClientDesk, OAuthClient } from "./client-desk.ts";

const AT_ONCE = 4;

/** The clients of all these APIs that give out tokens of their own. */
export async function listClients(
  desk: ClientDesk,
  apis: readonly Api[],
  signal: AbortSignal,
): Promise<readonly OAuthClient[]> {
  const giving = apis.filter(({ authMethods }) => authMethods.includes("oauth2"));
  const found: OAuthClient[] = [];
  for (let start = 0; start < giving.length; start += AT_ONCE) {
    const some = giving.slice(start, start + AT_ONCE).map(({ id }) => desk.ofApi(id, signal));
    found.push(...(await Promise.all(some)).flat());
  }
  return found;
}
