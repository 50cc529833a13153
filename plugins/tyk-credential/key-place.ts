import type { JsonRecord } from "../tyk-policy/record.ts";
import { MASK } from "./mask.ts";

/** How a key is addressed: by itself, which is a secret, by its hash, or by the name of a basic-auth user. */
export type KeyPlace = { readonly by: "key" | "hash" | "username"; readonly id: string };

/** A key as it was read. `id` is empty where keys are hashed, else the very key; numbers of `session` are exact. */
export type KeyEntry = { readonly id: string; readonly hash: string; readonly session: JsonRecord };

/** Path and query of a key, the path as it may be shown, and what of it is secret. */
export type KeyAddress = {
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly shownPath: string;
  readonly secrets: readonly string[];
};

/** A path with its query, as it may be shown. */
export function withQuery(path: string, query: Readonly<Record<string, string>>): string {
  const text = new URLSearchParams(query).toString();
  return text === "" ? path : `${path}?${text}`;
}

/** A path with nothing to hide. */
export function plainAddress(path: string, query: KeyAddress["query"] = {}): KeyAddress {
  return { path, query, shownPath: path, secrets: [] };
}

/** What the query says beside a key, beside a hash and beside the name of a user. */
type Queries = Readonly<Record<KeyPlace["by"], KeyAddress["query"]>>;

/** The address of a key among the keys below `root`. */
export function keyAddress(root: string, { by, id }: KeyPlace, queries: Queries): KeyAddress {
  const path = `${root}/${encodeURIComponent(id)}`;
  switch (by) {
    case "key":
      return { path, query: queries.key, shownPath: `${root}/${MASK}`, secrets: [id] };
    case "hash":
      return plainAddress(path, queries.hash);
    case "username":
      return plainAddress(path, queries.username);
  }
}
