import * as z from "zod";
import { excerpt } from "../core/plain-text.ts";
import type { Finding } from "./document-issue.ts";
import { keyFact } from "./key-facts.ts";
import { valueAt, type KeyPath } from "./key-path.ts";
import { seenValue, shownName } from "./mask.ts";
import { nearestWord } from "../core/nearest-word.ts";
import { CHECKED_ONCE } from "./schema.ts";
import { schemaLeaves, type SchemaLeaf } from "./schema-leaves.ts";
import { expectation, fixFor } from "./schema-words.ts";
import { isTellingKey } from "./secret-spans.ts";

/** What the config needs to know of an adapter: the settings it cannot do without, and the schema of its `options`. */
export type AdapterFacts = {
  readonly requires: readonly ("url" | "secret")[];
  readonly options: z.ZodType;
};

/** Every finding's path starts at the Provider. */
export type Findings = readonly Finding[];

/** An adapter that nobody offers, unless it may be that of a plugin which could not be loaded. */
export function adapterFindings(
  adapter: string,
  known: Iterable<string>,
  failed: ReadonlySet<string | null>,
): Findings {
  if (failed.has(adapter) || failed.has(null)) return [];
  const names = [...known];
  const nearest = nearestWord(adapter, names);
  const hint =
    nearest === null
      ? `Available: ${names.join(", ")}. Others come with \`plugins:\`.`
      : `Did you mean "${nearest}"?`;
  return [{ path: ["adapter"], message: `unknown adapter ${seenValue(adapter)}`, hint }];
}

/** Settings that the adapter cannot do without. */
export function requirementFindings(
  adapter: string,
  facts: AdapterFacts,
  written: Readonly<Record<string, unknown>>,
): Findings {
  return facts.requires
    .filter((key) => written[key] === undefined)
    .map((key) => ({
      path: [key],
      message: `is missing: the adapter ${seenValue(adapter)} needs it`,
      hint: keyFact(["providers", 0, key])?.fix ?? `Add ${key}.`,
    }));
}

/**
 * What the adapter's own schema says about `options`, in our words where it has none of its own. A schema that fails
 * itself is reported, too.
 */
export function optionsFindings(facts: AdapterFacts, options: unknown, written: unknown): Findings {
  try {
    const result = facts.options.safeParse(options, { ...CHECKED_ONCE, error: expectation });
    if (result.success) return [];
    return schemaLeaves(result.error.issues).flatMap((leaf) => optionFindings(leaf, facts.options, written));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const hint = "This is a fault of the adapter; tell its makers.";
    return [{ path: ["options"], message: `the adapter cannot check its options: ${excerpt(why)}`, hint }];
  }
}

function optionFindings({ issue, path: inner }: SchemaLeaf, schema: z.ZodType, written: unknown): Findings {
  const path = ["options", ...inner];
  if (issue.code === "unrecognized_keys") {
    const known = keysOf(optionSchema(schema, inner));
    return issue.keys.map((key) => unknownOption([...path, key], known));
  }
  const seen = valueAt(written, inner);
  return [{ path, message: refusal(issue, inner, seen), hint: optionHint(issue, { schema, inner, seen }) }];
}

function refusal(issue: z.core.$ZodIssue, inner: KeyPath, seen: unknown): string {
  const isOurs = issue.message === expectation(issue);
  const words = isOurs ? `expected ${issue.message}` : excerpt(issue.message, 300);
  if (seen === undefined) return `is missing: ${words}`;
  const isShown = !inner.some((part) => isTellingKey(String(part)));
  if (isOurs) return isShown ? `${words}, got ${seenValue(seen)}` : words;
  return `${isShown ? seenValue(seen) : "the value"} is refused: ${words}`;
}

type OptionPlace = { readonly schema: z.ZodType; readonly inner: KeyPath; readonly seen: unknown };

function optionHint(issue: z.core.$ZodIssue, { schema, inner, seen }: OptionPlace): string {
  const key = inner.at(-1);
  const about = optionSchema(schema, inner)?.description;
  const fix = seen === undefined ? `Add ${key} below options.` : fixFor(issue, seen);
  const meaning =
    about === undefined || typeof key !== "string"
      ? "See the options of the adapter in its documentation."
      : `About ${shownName(key)}: ${excerpt(about, 200)}`;
  return fix === "" ? meaning : `${fix} ${meaning}`;
}

/** The schema of one option, as far as mappings lead there. */
function optionSchema(schema: z.ZodType, path: KeyPath): z.ZodType | null {
  let at: unknown = schema;
  for (const part of path) {
    if (!(at instanceof z.ZodObject) || !Object.hasOwn(at.shape, part)) return null;
    at = at.shape[part];
  }
  return at instanceof z.ZodType ? at : null;
}

function keysOf(schema: z.ZodType | null): readonly string[] {
  return schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
}

function unknownOption(path: KeyPath, known: readonly string[]): Finding {
  const key = String(path.at(-1));
  const nearest = nearestWord(key, known);
  const list = known.length === 0 ? "" : ` Known options: ${known.join(", ")}.`;
  const hint = nearest === null ? `Remove it.${list}` : `Did you mean "${nearest}"?`;
  return { path, message: "unknown option", hint, at: "key" };
}
