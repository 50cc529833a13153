import { diffOf, type Diff, type DiffRow, type DiffSide, type FieldDifference } from "../core/diff.ts";
import type { Catalog } from "../core/catalog.ts";
import type { ConsoleState } from "./console-data.ts";
import { plainLines } from "../core/plain-text.ts";
import { fieldText, NOTHING } from "./field-text.ts";
import { providerOf } from "./writable.ts";

/** What is stored of a Provider, to be compared; null before its first synchronization, and once it has left. */
export function sideOf(data: ConsoleState, name: string): DiffSide | null {
  const view = providerOf(data, name);
  const catalog = data.catalogs.get(name);
  if (view === undefined || catalog === undefined) return null;
  return { catalog, policyTags: view.definition.policyTags };
}

type Known = { readonly b: Catalog; readonly tags: string; readonly diff: Diff };
const known = new WeakMap<Catalog, Known>();

/** What two Providers do not have alike; null while nothing is stored of one. The same object while nothing changes. */
export function differencesOf(data: ConsoleState, a: string, b: string): Diff | null {
  const [one, other] = [sideOf(data, a), sideOf(data, b)];
  if (one === null || other === null) return null;
  const tags = JSON.stringify([one.policyTags, other.policyTags]);
  const last = known.get(one.catalog);
  if (last?.b === other.catalog && last.tags === tags) return last.diff;
  const diff = diffOf(one, other);
  known.set(one.catalog, { b: other.catalog, tags, diff });
  return diff;
}

/** The Providers that one can be compared with, in config order. */
export function otherProviders(data: ConsoleState, name: string): readonly string[] {
  return data.providers.map(({ definition }) => definition.name).filter((other) => other !== name);
}

/** What one side has where it differs, on one line: `rate 5 / min, tags fast`; `none` stands for no value. */
export function sideText({ side, differences }: DiffRow, which: "a" | "b", none = NOTHING): string {
  if (side !== "both") return side === which ? "there" : "missing";
  return differences
    .map((difference) => `${difference.field} ${differenceTexts(difference, none)[which]}`)
    .join(", ");
}

/** The values of both sides on a line each; of long texts that begin alike, the first line that differs. */
export function differenceTexts(difference: FieldDifference, none = NOTHING): Record<"a" | "b", string> {
  const { a, b } = difference;
  const texts = { a: valueText(difference, a, none), b: valueText(difference, b, none) };
  if (texts.a !== texts.b || typeof a !== "string" || typeof b !== "string") return texts;
  const [left, right] = [plainLines(a), plainLines(b)];
  const at = left.findIndex((text, index) => text !== right[index]);
  return at < 0 ? texts : { a: lineWords(left, at), b: lineWords(right, at) };
}

function lineWords(lines: readonly string[], at: number): string {
  return `line ${at + 1}: ${lines[at] ?? ""}`;
}

/** A value as people read it. */
export function valueText({ field }: Pick<FieldDifference, "field">, value: unknown, none: string): string {
  const text = fieldText({ field }, value);
  return text === NOTHING ? none : text;
}

/** Everything that a filter looks at. */
export function differenceText(row: DiffRow): string {
  const { kind, name, side } = row;
  return `${kind} ${name} ${side === "both" ? "differs" : "missing"}\n${sideText(row, "a")}\n${sideText(row, "b")}`;
}
