import type { ConfigIssue } from "../core/config-issue.ts";
import { excerpt } from "../core/plain-text.ts";
import { keyPathText, valueAt, type KeyPath } from "./key-path.ts";
import { shownName, sourceLine } from "./mask.ts";
import type { YamlDocument } from "./yaml-document.ts";
import type { Range } from "./yaml-nodes.ts";

/**
 * Something wrong at a path of a document. `at` chooses between the key and its value (the default); `offset` counts
 * from the beginning of the value where one character is meant.
 */
export type Finding = {
  readonly path: KeyPath;
  readonly message: string;
  readonly hint: string;
  readonly severity?: "error" | "warning";
  readonly at?: "key" | "value";
  readonly offset?: number;
};

/** Places a finding; where the path leads nowhere (a missing key), the nearest mapping around it is meant. */
export function issueAt(document: YamlDocument, finding: Finding): ConfigIssue {
  const { path, at: part = "value", offset = 0 } = finding;
  const place = nearestPlace(document, path);
  const range = place === null ? null : part === "key" ? (place.key ?? place.value) : place.value;
  const base = fileIssue(document.file, finding);
  const at = range === null ? null : range[0] + (offset === 0 ? 0 : shift(document, finding, range));
  return { ...base, ...(at === null ? {} : where(document, at)), key: shownKey(path) };
}

/** Causes and what else was found, without what is said of a value that has a cause: a consequence. */
export function withoutConsequences(
  causes: readonly ConfigIssue[],
  others: readonly ConfigIssue[],
): readonly ConfigIssue[] {
  const keys = new Set(causes.map(({ key }) => key));
  return [...causes, ...others.filter(({ key }) => !keys.has(key))];
}

/** What is wrong with the text as YAML. */
export function syntaxIssues(document: YamlDocument): readonly ConfigIssue[] {
  return document.problems.map(({ offset, message, hint }) => ({
    ...fileIssue(document.file, { message, hint }),
    ...where(document, offset),
  }));
}

/** An issue of a file as a whole. */
export function fileIssue(
  file: string,
  { message, hint, severity = "error" }: Pick<Finding, "message" | "hint" | "severity">,
): ConfigIssue {
  return { severity, file, line: null, column: null, key: "", message, hint, source: null };
}

/** By file (the main one first), then by line and column; whole files first. */
export function sortedIssues(
  issues: readonly ConfigIssue[],
  files: readonly string[],
): readonly ConfigIssue[] {
  return issues.toSorted(
    (a, b) =>
      files.indexOf(a.file) - files.indexOf(b.file) ||
      (a.line ?? 0) - (b.line ?? 0) ||
      (a.column ?? 0) - (b.column ?? 0),
  );
}

/** A file that is something else altogether has a mistake in every line. */
const MOST_ISSUES = 100;

/** The first of many issues, and how many more there are. */
export function firstIssues(issues: readonly ConfigIssue[]): readonly ConfigIssue[] {
  const [one] = issues;
  if (one === undefined || issues.length <= MOST_ISSUES) return issues;
  const message = `there are ${issues.length - MOST_ISSUES} more errors`;
  const more = fileIssue(one.file, { message, hint: "They are shown once these are mended." });
  return [...issues.slice(0, MOST_ISSUES), more];
}

function nearestPlace(document: YamlDocument, path: KeyPath) {
  for (let length = path.length; length >= 0; length -= 1) {
    const place = document.placeOf(path.slice(0, length));
    if (place !== null) return place;
  }
  return null;
}

/** How far a character of a value is from its beginning in the file; 0 where the file writes it in another way. */
function shift(document: YamlDocument, { path, offset = 0 }: Finding, [from, to]: Range): number {
  const value = valueAt(document.value, path);
  const raw = document.text.slice(from, to);
  if (raw === value) return offset;
  return raw.slice(1, -1) === value ? offset + 1 : 0;
}

function where(document: YamlDocument, offset: number): Pick<ConfigIssue, "line" | "column" | "source"> {
  const position = document.positionOf(offset);
  return { ...position, source: sourceLine(document, position, offset) };
}

function shownKey(path: KeyPath): string {
  return excerpt(keyPathText(path.map((part) => (typeof part === "number" ? part : shownName(part)))), 100);
}
