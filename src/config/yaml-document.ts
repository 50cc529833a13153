import { LineCounter, parseDocument } from "yaml";
import type { KeyPath } from "./key-path.ts";
import { readNodes, type NodePlace, type Range, type YamlProblem } from "./yaml-nodes.ts";
import { secretSpans } from "./secret-spans.ts";
import { syntaxProblems } from "./syntax-problems.ts";

/**
 * A YAML text as plain values with the places they came from. `value` holds mappings, lists, texts, numbers, booleans
 * and nulls only; an empty document is null. `problems` are everything that is wrong as YAML; with any of them,
 * `value` may be incomplete. `secrets` are the spans that must not be shown.
 */
export type YamlDocument = {
  readonly file: string;
  readonly text: string;
  readonly value: unknown;
  readonly problems: readonly YamlProblem[];
  /** False when the syntax is too broken to judge the content. */
  readonly isWhole: boolean;
  readonly secrets: readonly Range[];
  readonly placeOf: (path: KeyPath) => NodePlace | null;
  readonly positionOf: (offset: number) => Position;
};

/** Both count from 1. */
export type Position = { readonly line: number; readonly column: number };

const MOST_OPEN = 2_000;

/** Parses YAML 1.2 with merge keys. Never throws for what the text holds. */
export function parseYaml(file: string, text: string): YamlDocument {
  const tooDeep = tooDeepAt(text);
  if (tooDeep !== null) return unparsed(file, text, tooDeep);
  const lineCounter = new LineCounter();
  const document = parseDocument(text, {
    lineCounter,
    merge: true,
    stringKeys: true,
    prettyErrors: false,
    resolveKnownTags: false,
    uniqueKeys: false,
  });
  const { value, places, problems, aliases } = readNodes(document.contents);
  const syntax = syntaxProblems(text, [...document.errors, ...document.warnings]);
  const all = onePerPlace([...syntax, ...problems]);
  let spans: YamlDocument["secrets"] | null = null;
  return {
    file,
    text,
    value,
    problems: all,
    isWhole: all.every((problem) => problem.isHarmless === true),
    // Most documents are never quoted from.
    get secrets() {
      spans ??= secretSpans(document.contents, aliases);
      return spans;
    },
    placeOf: (path) => places.get(JSON.stringify(path)) ?? null,
    positionOf(offset) {
      const { line, col } = lineCounter.linePos(offset);
      return { line: Math.max(1, line), column: Math.max(1, col) };
    },
  };
}

/** Where brackets are open that no config has, counted roughly; the parser would take minutes for millions of them. */
function tooDeepAt(text: string): number | null {
  let open = 0;
  for (const { 0: bracket, index } of text.matchAll(/[[{}\]]/gu)) {
    open = Math.max(0, open + (bracket === "[" || bracket === "{" ? 1 : -1));
    if (open > MOST_OPEN) return index;
  }
  return null;
}

function unparsed(file: string, text: string, offset: number): YamlDocument {
  const message = `more than ${MOST_OPEN} brackets are open here`;
  return {
    ...parseYaml(file, ""),
    text,
    problems: [{ offset, message, hint: "Close each [ and {." }],
    isWhole: false,
    positionOf(at) {
      const before = text.slice(0, at);
      return { line: before.split("\n").length, column: at - before.lastIndexOf("\n") };
    },
  };
}

/** What is said second of a place follows from the first: an alias of nothing has no keys to be merged, either. */
function onePerPlace(problems: readonly YamlProblem[]): readonly YamlProblem[] {
  const seen = new Set<number>();
  return problems.filter(({ offset }) => !seen.has(offset) && seen.add(offset));
}
