import type { ConsoleState, ProviderView } from "../console.ts";
import { isVisible, type Item, type ItemKind } from "../core/catalog.ts";
import { AppError } from "../core/errors.ts";
import { itemsOf } from "../core/find-item.ts";
import { nearestWord } from "../core/nearest-word.ts";
import { excerpt } from "../core/plain-text.ts";
import { KIND_NOUNS, type ItemWords } from "./change-intent.ts";
import { listedNames, selectedProviders, unknownProvider } from "./session.ts";

/** A Product or Plan, with the Provider that it lives at. */
export type FoundItem = { readonly provider: string; readonly item: Item };

/** What to do with a name that is of the other kind, as the command line says it: the end of a sentence. */
export type OtherKindText = (other: ItemKind) => string;

/**
 * The one item that the words name, in the exact spelling; one that is visible before hidden ones. Throws
 * UNKNOWN_PROVIDER, UNKNOWN_ITEM with the nearest name, or NAME_AMBIGUOUS with all that fit.
 */
export function namedItem(
  state: ConsoleState,
  words: ItemWords,
  ofOther: OtherKindText = (other) => `say ${other}`,
): FoundItem {
  const found = itemsNamed(state, words);
  const visible = found.filter(({ item }) => isVisible(item));
  const [first, second] = visible.length === 1 ? visible : found;
  if (first === undefined) throw unknownItem(state, words, ofOther);
  if (second !== undefined) throw ambiguous(words, found);
  return first;
}

/** The Provider of that name; without a name the only one there is. Throws UNKNOWN_PROVIDER. */
export function soleProvider(state: ConsoleState, name: string | null): ProviderView {
  const [first, second] = selectedProviders(state, name);
  if (first !== undefined && second === undefined) return first;
  throw unknownProvider(state, "say at which Provider, with -p PROVIDER.", "");
}

function itemsNamed(state: ConsoleState, words: ItemWords): readonly FoundItem[] {
  const all = selectedProviders(state, words.provider).flatMap(({ definition }) =>
    itemsOf(state.catalogs.get(definition.name), words.kind).map((item) => ({
      provider: definition.name,
      item,
    })),
  );
  const byId = all.filter(({ item }) => hasId(item, words.name));
  return byId.length > 0 ? byId : all.filter(({ item }) => isNamed(item, words.name));
}

function hasId({ policyId, referenceId }: Item, word: string): boolean {
  return policyId === word || referenceId === word;
}

function isNamed(item: Item, word: string): boolean {
  return item.name === word || item.displayName === word || hasId(item, word);
}

function unknownItem(state: ConsoleState, words: ItemWords, ofOther: OtherKindText): AppError {
  const views = selectedProviders(state, words.provider);
  const noun = KIND_NOUNS[words.kind];
  const place = words.provider === null ? "" : ` at ${excerpt(words.provider)}`;
  const message = `there is no ${noun} "${excerpt(words.name)}"${place}.`;
  const other = words.kind === "product" ? "plan" : "product";
  const isOther = views.some(({ definition }) =>
    itemsOf(state.catalogs.get(definition.name), other).some((item) => isNamed(item, words.name)),
  );
  const hint = isOther
    ? `It is a ${KIND_NOUNS[other]}: ${ofOther(other)}.`
    : unknownHint(state, views, words);
  return new AppError("UNKNOWN_ITEM", message, { hint });
}

function unknownHint(state: ConsoleState, views: readonly ProviderView[], words: ItemWords): string {
  const catalogs = views.flatMap(({ definition }) => state.catalogs.get(definition.name) ?? []);
  const unseen = views.filter(({ definition }) => !state.catalogs.has(definition.name));
  if (catalogs.some((catalog) => catalog.skipped.some(({ name }) => name === words.name))) {
    return `A policy of that name is skipped: see "portico explain".`;
  }
  const elsewhere = selectedProviders(state, null).find(({ definition }) =>
    itemsOf(state.catalogs.get(definition.name), words.kind).some((item) => isNamed(item, words.name)),
  );
  if (elsewhere !== undefined) return `${excerpt(elsewhere.definition.name)} has one.`;
  const names = catalogs.flatMap((catalog) =>
    itemsOf(catalog, words.kind).flatMap(({ name, displayName }) => [name, displayName ?? name]),
  );
  const near = nearestWord(words.name, names);
  if (near !== null) return `Did you mean "${excerpt(near)}"?`;
  if (unseen.length > 0) {
    return `Not synchronized yet: ${listedNames(unseen.map(({ definition }) => definition.name))}; run "portico sync".`;
  }
  return `"portico get ${words.kind}s --all" lists them.`;
}

const LISTED = 10;

function ambiguous(words: ItemWords, found: readonly FoundItem[]): AppError {
  const isOfOne = new Set(found.map(({ provider }) => provider)).size === 1;
  const items = found.slice(0, LISTED).map(({ provider, item }) => {
    return `${excerpt(provider)}: ${excerpt(item.name)} (${item.state}, ${excerpt(item.policyId)})`;
  });
  if (found.length > LISTED) items.push(`and ${found.length - LISTED} more`);
  const noun = KIND_NOUNS[words.kind];
  const message = [`"${excerpt(words.name)}" fits ${found.length} ${noun}s:`, ...items].join("\n");
  return new AppError("NAME_AMBIGUOUS", message, {
    hint: isOfOne ? "Use the policy id." : "Name the Provider with -p, or use the policy id.",
  });
}
