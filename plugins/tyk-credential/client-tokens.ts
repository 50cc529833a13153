import { rounded, type ClientToken } from "../../src/plugin/index.ts";
import { positiveOf, recordOf, textOf } from "../tyk-policy/record.ts";
import type { ClientDesk, ClientPlace } from "./client-desk.ts";
import { findClients, type MeantClient } from "./client-find.ts";
import { isHash } from "./key-hash.ts";
import { handleOf, tailOf } from "./key-map.ts";

/** The tokens of a client, as `Connection.tokens` gives them. */
export async function tokensOf(
  desk: ClientDesk,
  meant: MeantClient,
  signal: AbortSignal,
): Promise<readonly ClientToken[] | null> {
  const places = await findClients(desk, meant, signal);
  // Of a client that is gone nothing is known: its tokens may have outlived it.
  return places.length === 0 ? null : readTokens(desk, places, signal);
}

/**
 * What tokens a client has given out, at all its APIs; null when that cannot be read. Where keys are not hashed a token is
 * listed as it is: of that no more than its end is told.
 */
export async function readTokens(
  desk: ClientDesk,
  places: readonly ClientPlace[],
  signal: AbortSignal,
): Promise<readonly ClientToken[] | null> {
  const lists = await Promise.all(places.map((place) => desk.tokens(place, signal)));
  if (lists.includes(null)) return null;
  const tokens = lists.flatMap((list) => list ?? []).map((one) => tokenOf(recordOf(rounded(one))));
  return [...new Map(tokens.map((token) => [token.handle, token])).values()];
}

function tokenOf({ code, expires }: Readonly<Record<string, unknown>>): ClientToken {
  const text = textOf(code);
  const isHidden = isHash(text);
  const seconds = positiveOf(expires);
  return {
    handle: (isHidden ? text : handleOf({ id: text, hash: "" })) ?? "",
    tail: isHidden ? null : tailOf(text),
    expiresAt: seconds === null ? null : new Date(seconds * 1000).toISOString(),
  };
}
