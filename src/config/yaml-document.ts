import { LineCounter, parseDocument, type Document, type ErrorCode } from "yaml";
import type { KeyPath } from "./key-path.ts";
import { readNodes, type NodePlace, type Range, type YamlProblem } from "./yaml-nodes.ts";
import { secretSpans } from "./secret-spans.ts";
import { syntaxProblem } from "./syntax-problem.ts";

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

const HARMLESS: ReadonlySet<ErrorCode> = new Set(["DUPLICATE_KEY", "TAG_RESOLVE_FAILED"]);

/** Parses YAML 1.2 with merge keys. Never throws for what the text holds. */
export function parseYaml(file: string, text: string): YamlDocument {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, {
    lineCounter,
    merge: true,
    stringKeys: true,
    prettyErrors: false,
    resolveKnownTags: false,
  });
  const { value, places, problems, aliases } = readNodes(document.contents);
  const all = [...syntaxProblems(document), ...problems];
  return {
    file,
    text,
    value,
    problems: all,
    isWhole: all.every((problem) => problem.isHarmless === true),
    secrets: secretSpans(document.contents, aliases),
    placeOf: (path) => places.get(JSON.stringify(path)) ?? null,
    positionOf(offset) {
      const { line, col } = lineCounter.linePos(offset);
      return { line: Math.max(1, line), column: Math.max(1, col) };
    },
  };
}

function syntaxProblems(document: Document.Parsed): readonly YamlProblem[] {
  return [...document.errors, ...document.warnings].map((error) => ({
    offset: error.pos[0],
    isHarmless: HARMLESS.has(error.code),
    ...syntaxProblem(error.code),
  }));
}
