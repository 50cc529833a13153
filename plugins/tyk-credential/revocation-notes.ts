import type { CredentialKind } from "../../src/plugin/index.ts";
import type { Keyring, KeyRules } from "./keyring.ts";

/**
 * Why a key cannot be revoked (or moved) without having it, or null. Where keys are hashed and not even listed, nobody has
 * switched on what a portal needs: deleting by hash is off unless somebody did, so it is not counted on.
 */
export function byHashProblem(
  { hashing, isListing, deletesByHash, updatesByHash }: KeyRules,
  { what, called }: { readonly what: "delete" | "update"; readonly called: Keyring["called"] },
): string | null {
  if (hashing === "plain") return null;
  const isAllowed = what === "delete" ? deletesByHash : updatesByHash;
  const name = `enable_${what}_key_by_hash`;
  if (isAllowed === false) return `Keys are hashed, and ${name} is off at the ${called}.`;
  if (isAllowed === true || isListing !== false) return null;
  return `Keys are hashed and not listed, so ${name} is not counted on; when it is on, say so in the Provider's options.`;
}

/**
 * What an operator has to know of a new credential's end before it is issued: that nobody can tell whether the Provider
 * will end it by its hash. Where it will not, the missing capability says so.
 */
export function revocationNotes(
  { rules, called }: Pick<Keyring, "rules" | "called">,
  kind: CredentialKind,
): readonly string[] {
  // Users are found by their names, clients by their ids.
  if (kind === "basic" || kind === "oauth2" || rules.hashing === "plain") return [];
  if (rules.deletesByHash === true || byHashProblem(rules, { what: "delete", called }) !== null) return [];
  return [
    `If keys are hashed here, revoking it without having it needs enable_delete_key_by_hash at the ${called}, which does not tell whether it is on.`,
  ];
}
