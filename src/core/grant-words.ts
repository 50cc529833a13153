import type { Api } from "./api.ts";
import type { Grant } from "./policy.ts";

/** The APIs of a Provider by id, and the names that several of them have. */
export type KnownApis = {
  readonly byId: ReadonlyMap<string, Api>;
  readonly sharedNames: ReadonlySet<string>;
};

export function knownApis(apis: readonly Api[]): KnownApis {
  const seen = new Set<string>();
  const sharedNames = new Set<string>();
  for (const { name } of apis) (seen.has(name) ? sharedNames : seen).add(name);
  return { byId: new Map(apis.map((api) => [api.id, api])), sharedNames };
}

/**
 * What a grant opens, as people read it: the API's name, with its listen path where another API has the same name, and
 * what of it is left out: `Payments`, `Search (/search/)`, `Billing, only v1`, `Accounts, in part`.
 */
export function grantWords(grant: Grant, apis: KnownApis): string {
  const api = apis.byId.get(grant.id);
  const versions = opensEveryVersion(grant, api) ? "" : `, only ${grant.versions.join(" ")}`;
  return `${nameWords(grant, apis)}${versions}${grant.narrowed === true ? ", in part" : ""}`;
}

/** True when a grant opens every version of its API, as far as is known. */
export function opensEveryVersion({ versions }: Grant, api: Api | undefined): boolean {
  return api === undefined || api.versions.every((version) => versions.includes(version));
}

function nameWords({ id, name }: Grant, { byId, sharedNames }: KnownApis): string {
  const api = byId.get(id);
  if (api === undefined) return name === "" ? id : name;
  return sharedNames.has(api.name) ? `${api.name} (${api.listenPath ?? id})` : api.name;
}
