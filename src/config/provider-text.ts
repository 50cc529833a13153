import { isMap } from "yaml";
import { sameValue } from "../core/same-value.ts";
import { isMapping, keyPathText, valueAt, type KeyPath } from "./key-path.ts";
import { wholeReference } from "./environment.ts";
import { KEY_FACTS } from "./key-facts.ts";
import { withoutNulls } from "./provider-entries.ts";
import { providerAddition, providerRemoval, type ProviderKeys } from "./provider-list-edit.ts";
import { spliced, type Splice } from "./splice.ts";
import { parseYaml, type YamlDocument } from "./yaml-document.ts";
import { emptyKey, removeKey, setKey } from "./yaml-mapping-edit.ts";
import { editableDocument, nodeAt } from "./yaml-place.ts";
import { yamlValue, type YamlValue } from "./yaml-value.ts";

/** The new text of a file, or why it cannot be edited without touching something else. `offset` is the place. */
export type TextEdit =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly message: string; readonly hint: string; readonly offset: number };

/** Keys of a Provider with their new values; null takes a key out. */
export type ProviderSet = Readonly<Record<string, YamlValue>>;

/** The keys of a Provider in the order in which they are usually written. */
export const PROVIDER_KEYS: readonly string[] = Object.keys(KEY_FACTS)
  .filter((key) => /^providers\.\*\.[a-zA-Z]+$/u.test(key))
  .map((key) => key.slice("providers.*.".length));

/**
 * A Provider changed where it stands: `path` leads to it. The text is spliced, never printed anew; what comes out is
 * read again, and must differ in nothing but the keys that were to be set.
 */
export function editedProvider(document: YamlDocument, path: KeyPath, set: ProviderSet): TextEdit {
  let text = document.text;
  for (const [key, wanted] of Object.entries(set)) {
    const now = parseYaml(document.file, text);
    const old = valueAt(now.value, [...path, key]) ?? null;
    const value = asWritten(old, wanted);
    if (sameValue(old, value)) continue;
    const edited = withKey(now, path, { key, value });
    if (!edited.ok) return edited;
    text = edited.text;
  }
  return { ok: true, text };
}

/** The text with one Provider more, at the end of its list. */
export function addedProvider(document: YamlDocument, keys: ProviderKeys): TextEdit {
  const { text, value } = document;
  const splices = providerAddition(editableDocument(text), text, keys);
  if (splices === null) return unwritable(document, { path: ["providers"], what: "providers" });
  const root = isMapping(value) ? value : {};
  const before = Array.isArray(root["providers"]) ? root["providers"] : [];
  const wanted = { ...root, providers: [...before, keys] };
  return checked(document, splices, { wanted, path: ["providers"], what: "providers" });
}

/** The text without one of the Providers of its list. */
export function removedProvider(document: YamlDocument, index: number): TextEdit {
  const { text, value } = document;
  const place = { path: ["providers", index], what: `providers[${index}]` };
  const splices = providerRemoval(editableDocument(text), text, index);
  if (splices === null || !isMapping(value)) return unwritable(document, place);
  const before = Array.isArray(value["providers"]) ? value["providers"] : [];
  const left = before.filter((_, at) => at !== index);
  return checked(document, splices, { wanted: { ...value, providers: left }, ...place });
}

/** The text of a file that holds one Provider and nothing else. */
export function providerFileText(keys: ProviderKeys, newline: string): string {
  return Object.entries(keys)
    .map(([key, value]) => `${key}: ${yamlValue(value)}${newline}`)
    .join("");
}

/**
 * The value in the way in which the old one is written, where that says the same: tags as `a,b` and in their order, a
 * variable as `{ env: NAME }`.
 */
function asWritten(old: unknown, value: YamlValue): YamlValue {
  if (isTexts(value)) {
    if (typeof old === "string" && value.length > 0 && !value.some((item) => item.includes(","))) {
      return inOrder(old.split(","), value).join(",");
    }
    return isTexts(old) ? inOrder(old, value) : value;
  }
  const name = typeof value === "string" ? wholeReference(value) : null;
  return name !== null && isMapping(old) && Object.hasOwn(old, "env") ? { env: name } : value;
}

/** What was there already comes first, in its order. */
function inOrder(old: readonly string[], wanted: readonly string[]): readonly string[] {
  return [...old.filter((item) => wanted.includes(item)), ...wanted.filter((item) => !old.includes(item))];
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}

type KeyChange = { readonly key: string; readonly value: YamlValue };

function withKey(document: YamlDocument, path: KeyPath, { key, value }: KeyChange): TextEdit {
  const keyPath = [...path, key];
  const before = valueAt(document.value, path);
  const place = { path: keyPath, what: keyPathText(keyPath) };
  if (!isMapping(before)) return unwritable(document, place);
  const map = nodeAt(editableDocument(document.text).contents, path);
  if (!isMap(map)) return unwritable(document, { path, what: keyPathText(path) });
  const wanted = withValueAt(document.value, keyPath, value);
  const at = { text: document.text, map, order: PROVIDER_KEYS };
  const ways = value === null ? [removeKey, emptyKey] : [setKey];
  let failure: TextEdit | null = null;
  for (const way of ways) {
    const splices = way(at, key, value);
    const edit =
      splices === null ? unwritable(document, place) : checked(document, splices, { wanted, ...place });
    if (edit.ok) return edit;
    failure ??= edit;
  }
  return failure ?? unwritable(document, place);
}

type Place = { readonly path: KeyPath; readonly what: string };

/** Reads the new text: it must be sound, and hold what was wanted and nothing else. */
function checked(
  document: YamlDocument,
  splices: readonly Splice[],
  { wanted, ...place }: Place & { readonly wanted: unknown },
): TextEdit {
  const text = spliced(document.text, splices);
  const after = parseYaml(document.file, text);
  if (after.problems.length > document.problems.length) {
    return unwritable(document, place, "something else in the file refers to it");
  }
  if (isSame(after.value, wanted)) return { ok: true, text };
  const other = otherProvider(document.value, after.value, place.path);
  return unwritable(
    document,
    place,
    other === null ? null : `${other} would change, too: they share it through an anchor`,
  );
}

function unwritable(document: YamlDocument, { path, what }: Place, why: string | null = null): TextEdit {
  const place = nearest(document, path);
  const reason = why ?? "it comes from an alias, or is written in a way that cannot be edited by itself";
  return {
    ok: false,
    message: `${what} cannot be changed here: ${reason}`,
    hint: "Edit the YAML by hand.",
    offset: place,
  };
}

function nearest(document: YamlDocument, path: KeyPath): number {
  for (let length = path.length; length >= 0; length -= 1) {
    const place = document.placeOf(path.slice(0, length));
    if (place !== null) return place.value[0];
  }
  return 0;
}

/** Another Provider that an edit would change, by its name. */
function otherProvider(before: unknown, after: unknown, path: KeyPath): string | null {
  const [olds, news] = [valueAt(before, ["providers"]), valueAt(after, ["providers"])];
  if (!Array.isArray(olds) || !Array.isArray(news) || olds.length !== news.length) return null;
  const at = olds.findIndex((old, index) => index !== path[1] && !isSame(old, news[index]));
  const name: unknown = at === -1 ? null : valueAt(olds[at], ["name"]);
  return typeof name === "string" ? `"${name}"` : null;
}

/** Equal, where a key with nothing behind it counts as left out. */
function isSame(a: unknown, b: unknown): boolean {
  return sameValue(bare(a), bare(b));
}

function bare(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(bare);
  if (!isMapping(value)) return value;
  const kept = Object.entries(withoutNulls(value)).map(([key, inner]) => [key, bare(inner)] as const);
  return Object.fromEntries(
    kept.filter(([key, inner]) => !(key === "providers" && Array.isArray(inner) && inner.length === 0)),
  );
}

function withValueAt(root: unknown, path: KeyPath, value: YamlValue): unknown {
  const [first, ...rest] = path;
  if (first === undefined) return value;
  if (Array.isArray(root)) {
    return root.map((item: unknown, index) => (index === first ? withValueAt(item, rest, value) : item));
  }
  const mapping = isMapping(root) ? root : {};
  return { ...mapping, [first]: withValueAt(mapping[first], rest, value) };
}
