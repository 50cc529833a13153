import {
  LineCounter,
  isMap,
  isNode,
  isScalar,
  isSeq,
  parseAllDocuments,
  visit,
  type Document,
  type Node,
} from "yaml";
import { AppError } from "../core/errors.ts";
import { isRounded } from "../core/exact-json.ts";
import { isRecord, type JsonRecord } from "../core/json-record.ts";
import { excerpt, plainText } from "../core/plain-text.ts";
import { roundedProblem } from "../view/form-pairs.ts";

/** One item of a file that is to be applied. `lineOf` is where a key of it stands, or the item itself; from 1. */
export type Entry = {
  readonly value: JsonRecord;
  readonly lineOf: (key: string | null) => number;
};

/** Something wrong at a line of the file; `hint` says what to write instead. */
export type Problem = { readonly line: number; readonly message: string };

export type Entries = { readonly entries: readonly Entry[]; readonly problems: readonly Problem[] };

const MOST_OPEN = 500;

/**
 * The items of a YAML or JSON text: one, a list, a mapping with `items`, or several documents of these. Never throws
 * for what the text holds.
 */
export function readEntries(text: string): Entries {
  const tooDeep = tooDeepAt(text);
  if (tooDeep !== null) return { entries: [], problems: [tooDeep] };
  const counter = new LineCounter();
  const lineAt = (offset: number): number => Math.max(1, counter.linePos(offset).line);
  const documents = parseAllDocuments(text, {
    lineCounter: counter,
    merge: true,
    stringKeys: true,
    prettyErrors: false,
    resolveKnownTags: false,
    logLevel: "error",
  });
  const list = Array.isArray(documents) ? documents : [];
  const problems = list.flatMap(({ errors }) =>
    errors
      .slice(0, 1)
      .map(({ message, pos }) => ({ line: lineAt(pos[0]), message: `${plainText(message)}.` })),
  );
  if (problems.length > 0) return { entries: [], problems };
  return gathered(
    list.flatMap((document) => itemNodes(document).map((node) => entryOf(node, document, lineAt))),
  );
}

/** The error that tells every problem of a file, with its line. */
export function problemsError(file: string, problems: readonly Problem[]): AppError {
  const lines = problems
    .toSorted((a, b) => a.line - b.line)
    .map(({ line, message }) => `${excerpt(file, 200)}:${line}: ${message}`);
  const shown = lines.slice(0, MOST_PROBLEMS);
  if (lines.length > shown.length) shown.push(`and ${lines.length - shown.length} more`);
  return new AppError("RULE_BROKEN", shown.join("\n"), { hint: "Nothing was changed." });
}

const MOST_PROBLEMS = 50;

function gathered(read: readonly (Entry | Problem)[]): Entries {
  const entries = read.flatMap((one) => ("value" in one ? [one] : []));
  const problems = read.flatMap((one) => ("value" in one ? [] : [one]));
  return { entries, problems };
}

function itemNodes(document: Document): readonly Node[] {
  const { contents } = document;
  if (contents === null) return [];
  const list = isMap(contents) ? contents.get("items", true) : contents;
  if (isSeq(list)) return list.items.filter(isNode);
  return isScalar(contents) && contents.value === null ? [] : [contents];
}

function entryOf(node: Node, document: Document, lineAt: (offset: number) => number): Entry | Problem {
  const start = lineAt(node.range?.[0] ?? 0);
  try {
    const value: unknown = node.toJS(document, { maxAliasCount: 100 });
    if (!isRecord(value)) {
      return { line: start, message: "this is no Product or Plan; write its keys, kind and name first." };
    }
    const lost = roundedScalar(node);
    if (lost !== null) return { line: lineAt(lost.offset), message: `${roundedProblem(lost.source)}.` };
    return { value, lineOf: (key) => lineAt(keyOffset(node, key) ?? node.range?.[0] ?? 0) };
  } catch (error) {
    return { line: start, message: `${plainText(error instanceof Error ? error.message : String(error))}.` };
  }
}

/** The first number in it that reading has rounded. */
function roundedScalar(node: Node): { readonly offset: number; readonly source: string } | null {
  let found: ReturnType<typeof roundedScalar> = null;
  visit(node, {
    Scalar(_, { value, source, range }) {
      if (typeof value !== "number" || source === undefined || !isRounded(source)) return undefined;
      found = { offset: range?.[0] ?? 0, source };
      return visit.BREAK;
    },
  });
  return found;
}

function keyOffset(node: Node, key: string | null): number | null {
  if (key === null || !isMap(node)) return null;
  const pair = node.items.find((each) => isScalar(each.key) && each.key.value === key);
  return isScalar(pair?.key) ? (pair.key.range?.[0] ?? null) : null;
}

/** Where brackets are open that no item has, counted roughly; the parser would take minutes for millions of them. */
function tooDeepAt(text: string): Problem | null {
  let open = 0;
  for (const { 0: bracket, index } of text.matchAll(/[[{}\]]/gu)) {
    open = Math.max(0, open + (bracket === "[" || bracket === "{" ? 1 : -1));
    if (open <= MOST_OPEN) continue;
    const line = text.slice(0, index).split("\n").length;
    return { line, message: `more than ${MOST_OPEN} brackets are open here.` };
  }
  return null;
}
