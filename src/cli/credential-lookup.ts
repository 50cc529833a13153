import type { ConsoleState } from "../console.ts";
import type { ItemKind } from "../core/catalog.ts";
import type { CredentialsDoor } from "../core/credential-door.ts";
import { credentialName } from "../core/credential-text.ts";
import type { Credential } from "../core/credential.ts";
import { AppError, isAppError } from "../core/errors.ts";
import { nearestWord } from "../core/nearest-word.ts";
import { excerpt } from "../core/plain-text.ts";
import { KIND_NOUNS } from "./change-intent.ts";
import { namedItem, type OtherKindText } from "./named-item.ts";
import { selectedProviders } from "./session.ts";

export type FoundCredential = { readonly provider: string; readonly credential: Credential };

/**
 * The one credential that a word names: its id, or an alias or owner that only one that is not revoked has. Throws
 * UNKNOWN_PROVIDER, UNKNOWN_ITEM with the nearest name, or NAME_AMBIGUOUS with all that fit.
 */
export async function namedCredential(
  words: { readonly id: string; readonly provider: string | null },
  state: ConsoleState,
  door: Pick<CredentialsDoor, "read">,
): Promise<FoundCredential> {
  const views = selectedProviders(state, words.provider);
  const books = await Promise.all(views.map(({ definition }) => door.read(definition.name)));
  const all = books.flatMap(({ provider, credentials }) =>
    credentials.map((credential) => ({ provider, credential })),
  );
  const byId = all.filter(({ credential }) => credential.id === words.id);
  const named = all.filter(({ credential: { alias, owner } }) => alias === words.id || owner === words.id);
  const byName = named.filter(({ credential }) => credential.status !== "revoked");
  // Of those that are all revoked, the last one says so.
  const found = byId.length > 0 ? byId : byName.length > 0 ? byName : named.slice(-1);
  const [first, second] = found;
  if (first === undefined) throw unknown(words, all);
  if (second !== undefined) throw ambiguous(words.id, found);
  return first;
}

function unknown(
  { id, provider }: { readonly id: string; readonly provider: string | null },
  all: readonly FoundCredential[],
): AppError {
  const place = provider === null ? "" : ` at ${excerpt(provider)}`;
  const names = all.flatMap(({ credential }) => [credential.id, credentialName(credential)]);
  const near = nearestWord(id, names);
  return new AppError("UNKNOWN_ITEM", `there is no credential "${excerpt(id)}"${place}.`, {
    hint:
      near === null
        ? `"portico credentials list --all" lists them, and asks the Provider for others.`
        : `Did you mean "${excerpt(near)}"?`,
  });
}

const LISTED = 10;

function ambiguous(word: string, found: readonly FoundCredential[]): AppError {
  const lines = found
    .slice(0, LISTED)
    .map(({ provider, credential: { id, status } }) => `${excerpt(provider)}: ${excerpt(id)} (${status})`);
  if (found.length > LISTED) lines.push(`and ${found.length - LISTED} more`);
  const message = [`"${excerpt(word)}" fits ${found.length} credentials:`, ...lines].join("\n");
  return new AppError("NAME_AMBIGUOUS", message, { hint: "Use the id." });
}

/**
 * The policy id of a Product or Plan of this Provider. Throws RULE_BROKEN for one that only another Provider has, and
 * what `namedItem` throws.
 */
export function policyIdOf(
  words: { readonly kind: ItemKind; readonly name: string; readonly provider: string },
  state: ConsoleState,
  ofOther: OtherKindText = (other) => `name it with --${other}`,
): string {
  try {
    return namedItem(state, words, ofOther).item.policyId;
  } catch (error) {
    const elsewhere = isAppError(error) && error.code === "UNKNOWN_ITEM" ? holderOf(words, state) : null;
    if (elsewhere === null) throw error;
    const noun = KIND_NOUNS[words.kind];
    const message = `the ${noun} "${excerpt(words.name)}" belongs to ${excerpt(elsewhere)}, not to ${excerpt(words.provider)}: a credential of one Provider is worth nothing at another.`;
    throw new AppError("RULE_BROKEN", message, { hint: "Name Products and the Plan of one Provider." });
  }
}

function holderOf(
  { kind, name }: { readonly kind: ItemKind; readonly name: string },
  state: ConsoleState,
): string | null {
  try {
    return namedItem(state, { kind, name, provider: null }).provider;
  } catch (error) {
    if (isAppError(error)) return null;
    throw error;
  }
}
