import type { ConfigIssue } from "../core/config-issue.ts";
import { excerpt } from "../core/plain-text.ts";
import { keyPathText, type KeyPath } from "./key-path.ts";
import { shownName, sourceLine } from "./mask.ts";
import type { YamlDocument } from "./yaml-document.ts";

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
  const { path, at = "value", offset = 0 } = finding;
  const place = nearestPlace(document, path);
  const range = place === null ? null : at === "key" ? (place.key ?? place.value) : place.value;
  const base = fileIssue(document.file, finding);
  return { ...base, ...(range === null ? {} : where(document, range[0] + offset)), key: shownKey(path) };
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

function nearestPlace(document: YamlDocument, path: KeyPath) {
  for (let length = path.length; length >= 0; length -= 1) {
    const place = document.placeOf(path.slice(0, length));
    if (place !== null) return place;
  }
  return null;
}

function where(document: YamlDocument, offset: number): Pick<ConfigIssue, "line" | "column" | "source"> {
  const position = document.positionOf(offset);
  return { ...position, source: sourceLine(document, position, offset) };
}

function shownKey(path: KeyPath): string {
  return excerpt(keyPathText(path.map((part) => (typeof part === "number" ? part : shownName(part)))), 100);
}
