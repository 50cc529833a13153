import type { Keyring, KeyRules } from "./keyring.ts";

/** What somebody without the key itself wants of a hashed one. */
export type HashUse = "delete" | "update";
type Asked = { readonly what: HashUse; readonly called: Keyring["called"] };

/** Of the Provider's options, those that say how a switch is set. */
const OPTIONS = { delete: "enableDeleteKeyByHash", update: "enableUpdateKeyByHash" } as const;

/** A switch in the configuration of a Dashboard. */
export function switchName(what: HashUse): string {
  return `enable_${what}_key_by_hash`;
}

/** What an operator does where a switch cannot be measured. */
export function optionText(what: HashUse): string {
  return `where it is on, say so with ${OPTIONS[what]} in the Provider's options`;
}

/**
 * Why a key cannot be revoked (or moved) without having it, or null. Where keys are hashed and not even listed, nobody has
 * switched on what a portal needs: deleting by hash is off unless somebody did, so it is not counted on.
 */
export function byHashProblem(rules: KeyRules, { what, called }: Asked): string | null {
  if (rules.hashing === "plain") return null;
  const isAllowed = allowed(rules, what);
  const name = switchName(what);
  if (isAllowed === false) return `Keys are hashed, and ${name} is off at the ${called}.`;
  if (isAllowed === true || rules.isListing !== false) return null;
  return `Keys are hashed and not listed, so ${name} is not counted on; ${optionText(what)}.`;
}

/**
 * What it hangs on whether a key can be revoked (or moved) without having it, or null where that is known. A key that is
 * not there and one that may not be touched are answered alike (404 "Could not retrieve key detail."), so no request but
 * the real one tells: https://tyk.io/docs/tyk-dashboard/configuration documents the switches, and no way to read them.
 */
export function byHashDoubt(rules: KeyRules, { what, called }: Asked): string | null {
  if (rules.hashing === "plain" || allowed(rules, what) !== null) return null;
  return `if keys are hashed here, ${switchName(what)} has to be on at the ${called}, which does not tell; ${optionText(what)}.`;
}

function allowed({ deletesByHash, updatesByHash }: KeyRules, what: HashUse): boolean | null {
  return what === "delete" ? deletesByHash : updatesByHash;
}
