import { dirname, resolve } from "node:path";
import type { ConfigIssue } from "../core/config-issue.ts";
import { excerpt } from "../core/plain-text.ts";
import { fileIssue, issueAt, syntaxIssues } from "./document-issue.ts";
import { expandPattern, isGlob, isIncludedBy } from "./include-files.ts";
import { isMapping } from "./key-path.ts";
import { readSource, type Source } from "./read-source.ts";
import { maskedDocument } from "./mask.ts";
import type { ParsedConfig, ParsedFile } from "./parsed-config.ts";
import { parseYaml, type YamlDocument } from "./yaml-document.ts";

export { validateConfig } from "./validate.ts";

export type { ConfigResult, ValidationFacts } from "./validate.ts";
export type { ParsedConfig } from "./parsed-config.ts";

/** Texts to be read in place of files, by absolute path; null for a file that is to be gone. */
export type Replaced = ReadonlyMap<string, string | null>;

const AS_ON_DISK: Replaced = new Map();

/**
 * Reads a config and the files it includes, or what is to take the place of some. Whatever is wrong with them is
 * collected, not thrown.
 */
export async function parseConfig(file: string, replaced: Replaced = AS_ON_DISK): Promise<ParsedConfig> {
  const path = resolve(file);
  const folder = dirname(path);
  const main = await parseFile(path, { isMain: true, replaced });
  const include = texts(main.parsed, "include");
  const place = { include, folder, replaced };
  const found = main.parsed === null ? null : await includedFiles(main.parsed.document, place);
  const others = (found?.files ?? []).filter((other) => other !== path);
  const included = await Promise.all(others.map((other) => parseFile(other, { isMain: false, replaced })));
  const all = [main, ...included];
  return {
    file: path,
    folder,
    files: all.flatMap((one) => one.realPath ?? []),
    include,
    plugins: texts(main.parsed, "plugins"),
    main: main.parsed,
    included: included.flatMap((one) => one.parsed ?? []),
    issues: [...(found?.issues ?? []), ...all.flatMap((one) => one.issues)],
  };
}

/** The text of a config file as others may see it: without secrets. Null when it cannot be read. */
export async function readMasked(file: string): Promise<string | null> {
  const source = await readSource(file);
  return source.ok ? maskedDocument(parseYaml(file, source.text)) : null;
}

type FileReading = {
  readonly parsed: ParsedFile | null;
  readonly realPath: string | null;
  readonly issues: readonly ConfigIssue[];
};

/** Editors that empty a file before they write it pass through this: it must not take every Provider away. */
const EMPTY = "the file is empty";
const FILL_MAIN = "Write `providers: []` for none, or start from the text that `portico init` writes.";
const FILL_INCLUDED =
  "Begin it with name: Production, write a # comment where there is to be no Provider, or remove the file.";

async function parseFile(
  file: string,
  { isMain, replaced }: { readonly isMain: boolean; readonly replaced: Replaced },
): Promise<FileReading> {
  const source = withText(await readSource(file), { file, text: replaced.get(file) ?? null });
  if (!source.ok) return { parsed: null, realPath: null, issues: [fileIssue(file, source)] };
  if (source.text.trim() === "") {
    const issue = fileIssue(file, { message: EMPTY, hint: isMain ? FILL_MAIN : FILL_INCLUDED });
    return { parsed: null, realPath: source.realPath, issues: [issue] };
  }
  const document = parseYaml(file, source.text);
  const { openToOthers, realPath } = source;
  return { parsed: { document, openToOthers, isMain }, realPath, issues: syntaxIssues(document) };
}

function withText(
  source: Source,
  { file, text }: { readonly file: string; readonly text: string | null },
): Source {
  if (text === null) return source;
  const { realPath, openToOthers } = source.ok ? source : { realPath: file, openToOthers: false };
  return { ok: true, text, realPath, openToOthers };
}

type IncludedFiles = { readonly files: readonly string[]; readonly issues: readonly ConfigIssue[] };

type IncludePlace = {
  readonly include: readonly string[];
  readonly folder: string;
  readonly replaced: Replaced;
};

async function includedFiles(
  document: YamlDocument,
  { include, folder, replaced }: IncludePlace,
): Promise<IncludedFiles> {
  const files = new Set<string>();
  const issues: ConfigIssue[] = [];
  for (const [index, pattern] of include.entries()) {
    const found = withReplaced(await expandPattern(pattern, folder), { pattern, folder, replaced });
    for (const file of found) files.add(file);
    if (found.length > 0 || isGlob(pattern)) continue;
    const message = `there is no file "${excerpt(pattern)}" in ${excerpt(folder, 200)}`;
    const hint = "Paths are relative to this file's folder; create the file, or remove the line.";
    issues.push(issueAt(document, { path: ["include", index], message, hint }));
  }
  return { files: [...files], issues };
}

/** Without the files that are to be gone, with those that are to come. */
function withReplaced(
  found: readonly string[],
  {
    pattern,
    folder,
    replaced,
  }: { readonly pattern: string; readonly folder: string; readonly replaced: Replaced },
): readonly string[] {
  if (replaced.size === 0) return found;
  const coming = [...replaced].flatMap(([file, text]) =>
    text !== null && isIncludedBy(pattern, folder, file) ? [file] : [],
  );
  return [...new Set([...found.filter((file) => replaced.get(file) !== null), ...coming])].toSorted();
}

function texts(parsed: ParsedFile | null, key: "include" | "plugins"): readonly string[] {
  const value = parsed?.document.value;
  const list = isMapping(value) ? value[key] : null;
  return Array.isArray(list) ? list.filter((item) => typeof item === "string" && item !== "") : [];
}

/** Whether a config has anything to say about keys. */
export function bindsKeys(parsed: ParsedConfig): boolean {
  const value = parsed.main?.document.value;
  return isMapping(value) && isMapping(value["keys"]);
}
