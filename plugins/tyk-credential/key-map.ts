import { createHash } from "node:crypto";
import { rounded, type CredentialKind, type RemoteCredential } from "../../src/plugin/index.ts";
import type { KeyEntry } from "./key-place.ts";
import { listOf, positiveOf, recordOf, textOf, textsOf, type JsonRecord } from "../tyk-policy/record.ts";

/** Members of `meta_data` that are Portico's own: policies' tags become tags of keys, so a tag alone proves nothing. */
export const MARK_MEMBER = "portico_mark";
export const OWNER_MEMBER = "portico_owner";
export const USER_MEMBER = "portico_user";
export const OWN_MEMBERS: ReadonlySet<string> = new Set([MARK_MEMBER, OWNER_MEMBER, USER_MEMBER]);

const TAIL_LENGTH = 4;
/** Shorter secrets were chosen by people: four characters of one give too much away. */
const SHORTEST_WITH_TAIL = 20;
/** Go's zero time. */
const NO_TIME = "0001-01-01";

/** True for the session of a token that an OAuth client asked for: the client is the credential. */
export function isClientToken({ session }: KeyEntry): boolean {
  return textOf(session["oauth_client_id"]) !== "";
}

/** A key as Portico knows it; never the key. */
export function mapKey({ id, hash, session: exact }: KeyEntry): RemoteCredential {
  const session = recordOf(rounded(exact));
  const kind = kindOf(session);
  const metadata = recordOf(session["meta_data"]);
  return {
    kind,
    ...ownParts(metadata),
    handle: (kind === "basic" ? textOf(metadata[USER_MEMBER]) : "") || handleOf({ id, hash }),
    alias: textOf(session["alias"]) || null,
    tail: kind === "basic" || kind === "hmac" ? null : tailOf(id),
    policies: policiesOf(session),
    labels: labelsOf(session, metadata),
    apis: [],
    issuedAt: instantOf(session["date_created"]),
    expiresAt: expiryOf(session["expires"]),
    isActive: session["is_inactive"] !== true,
  };
}

/** What a key is known by: its hash. Where it is not given, or the key itself in its place, one of its own. */
export function handleOf({ id, hash }: Pick<KeyEntry, "id" | "hash">): string | null {
  if (hash !== "" && hash !== id) return hash;
  return id === "" ? null : `sha256-${createHash("sha256").update(id).digest("hex")}`;
}

/** The policies that a session names; the single one of old counts when the list is empty. */
export function policiesOf(session: JsonRecord): readonly string[] {
  const listed = textsOf(session["apply_policies"]);
  return listed.length > 0 ? listed : textsOf([session["apply_policy_id"]]);
}

/**
 * The tags of a session as labels: `key:value`, or a key alone. Where a key has a colon in it the metadata tell, which
 * have the labels, too.
 */
function labelsOf(session: JsonRecord, metadata: JsonRecord): Readonly<Record<string, string>> {
  const mark = metadata[MARK_MEMBER];
  const known = new Map(Object.entries(metadata).map(([key, value]) => [`${key}:${textOf(value)}`, key]));
  return Object.fromEntries(
    textsOf(session["tags"])
      .filter((tag) => tag !== mark)
      .map((tag) => {
        const colon = tag.indexOf(":");
        const key = known.get(tag) ?? (colon < 1 ? tag : tag.slice(0, colon));
        return [key, tag.slice(key.length + 1)];
      }),
  );
}

/** Mark, owner and the other metadata, of a key's or a client's `meta_data`. */
export function ownParts(
  metadata: JsonRecord,
): Pick<RemoteCredential, "mark" | "owner"> & { readonly metadata: JsonRecord } {
  return {
    mark: textOf(metadata[MARK_MEMBER]) || null,
    owner: textOf(metadata[OWNER_MEMBER]) || null,
    metadata: Object.fromEntries(Object.entries(metadata).filter(([name]) => !OWN_MEMBERS.has(name))),
  };
}

/**
 * The end of a secret, masked; null for short ones. Keys of today's format all end alike: there it is the end of the
 * id inside.
 */
export function tailOf(secret: string): string | null {
  const id = idInside(secret) ?? secret;
  return id.length < SHORTEST_WITH_TAIL ? null : `…${id.slice(-TAIL_LENGTH)}`;
}

function kindOf(session: JsonRecord): CredentialKind {
  const { password, hash_type: hashing } = recordOf(session["basic_auth_data"]);
  if (textOf(password, hashing) !== "") return "basic";
  if (session["hmac_enabled"] === true) return "hmac";
  const bound = listOf(session["mtls_static_certificate_bindings"]);
  if (textOf(session["certificate"]) !== "" || bound.length > 0) return "mtls";
  return textOf(recordOf(session["jwt_data"])["secret"]) === "" ? "apiKey" : "jwt";
}

/** Values up to 1 mean never. */
function expiryOf(seconds: unknown): string | null {
  const count = positiveOf(seconds);
  return count === null || count <= 1 ? null : instantOf(count * 1000);
}

function instantOf(value: unknown): string | null {
  if (typeof value !== "string" && typeof value !== "number") return null;
  if (typeof value === "string" && (value === "" || value.startsWith(NO_TIME))) return null;
  const date = new Date(value);
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}

function idInside(key: string): string | null {
  if (!key.startsWith("eyJ")) return null;
  try {
    const inside: unknown = JSON.parse(Buffer.from(key, "base64").toString("utf8"));
    return textOf(recordOf(inside)["id"]) || null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
