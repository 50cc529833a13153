import { rounded, type RemoteCredential } from "../../src/plugin/index.ts";
import { recordOf, textOf } from "../tyk-policy/record.ts";
import type { OAuthClient } from "./client-desk.ts";
import { ownParts } from "./key-map.ts";

/** Clients as Portico knows them: one that is kept at several APIs is one. */
export function mapClients(clients: readonly OAuthClient[]): readonly RemoteCredential[] {
  const byName = new Map<string, RemoteCredential>();
  for (const client of clients) {
    const one = mapClient(client);
    const name = JSON.stringify([one.handle, one.mark]);
    const known = byName.get(name);
    byName.set(name, known === undefined ? one : { ...known, apis: [...known.apis, ...one.apis] });
  }
  return [...byName.values()];
}

/** A client as Portico knows it; never its secret. */
export function mapClient({ apiId, id, record }: OAuthClient): RemoteCredential {
  const { owner, ...own } = ownParts(recordOf(rounded(record["meta_data"])));
  const policy = textOf(record["policy_id"]);
  return {
    kind: "oauth2",
    ...own,
    owner,
    handle: id === "" ? null : id,
    alias: textOf(record["description"], record["client_name"]) || null,
    tail: null,
    policies: policy === "" ? [] : [policy],
    apis: [apiId],
    issuedAt: null,
    expiresAt: null,
    isActive: true,
  };
}
