import type { ConfigIssue } from "../core/config-issue.ts";
import { issueAt } from "./document-issue.ts";
import { isMapping, type KeyPath } from "./key-path.ts";
import { seenKind } from "./mask.ts";
import type { ParsedFile } from "./parsed-config.ts";
import { includedSchema } from "./schema.ts";
import { shapeIssues } from "./shape-issues.ts";

/** A Provider as it stands in a file; the path of one that has a file for itself is empty. */
export type ProviderEntry = { readonly file: ParsedFile; readonly path: KeyPath; readonly value: unknown };

type Entries = { readonly entries: readonly ProviderEntry[]; readonly issues: readonly ConfigIssue[] };

const NONE: Entries = { entries: [], issues: [] };

/**
 * The Providers of a file: the list under `providers`, or, in an included file without such a key, the whole file as
 * one. Nothing of a file with broken syntax.
 */
export function providerEntries(file: ParsedFile): Entries {
  const { document, isMain } = file;
  if (!document.isWhole || document.value === null) return NONE;
  if (!isMapping(document.value)) return isMain ? NONE : notAProvider(file);
  const value = withoutAnchors(document.value);
  if (isMain) return listed(file, value["providers"]);
  if (!Object.hasOwn(value, "providers")) return { entries: [{ file, path: [], value }], issues: [] };
  const { providers, ...rest } = value;
  const { error } = includedSchema.safeParse(rest);
  const foreign = error === undefined ? [] : shapeIssues(document, { value, base: [], kind: [] }, error);
  const { entries, issues } = listed(file, providers);
  return { entries, issues: [...foreign, ...issues] };
}

/** Keys that begin with `x-` are the operator's own: a place for anchors. */
export function withoutAnchors(
  mapping: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(mapping).filter(([key]) => !key.startsWith("x-")));
}

/** A key with nothing behind it counts as left out. */
export function withoutNulls(mapping: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(mapping).filter(([, value]) => value !== null));
}

function listed(file: ParsedFile, providers: unknown): Entries {
  if (providers === undefined || providers === null) return NONE;
  if (Array.isArray(providers)) {
    return {
      entries: providers.map((value: unknown, index) => ({ file, path: ["providers", index], value })),
      issues: [],
    };
  }
  const value = { providers };
  const { error } = includedSchema.safeParse(value);
  if (error === undefined) return NONE;
  return { entries: [], issues: shapeIssues(file.document, { value, base: [], kind: [] }, error) };
}

function notAProvider(file: ParsedFile): Entries {
  const message = `expected one Provider, or a list of them under providers, got ${seenKind(file.document.value)}`;
  const hint = "Begin the file with name: Production, or with providers: and a list.";
  return { entries: [], issues: [issueAt(file.document, { path: [], message, hint })] };
}
