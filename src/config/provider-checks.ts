import * as z from "zod";
import { excerpt } from "../core/plain-text.ts";
import type { Finding } from "./document-issue.ts";
import { keyFact } from "./key-facts.ts";
import { valueAt, type KeyPath } from "./key-path.ts";
import { seenValue, shownName } from "./mask.ts";
import { nearestWord } from "../core/nearest-word.ts";
import { isTellingKey } from "./secret-spans.ts";

/** What the config needs to know of an adapter: the settings it cannot do without, and the schema of its `options`. */
export type AdapterFacts = {
  readonly requires: readonly ("url" | "secret")[];
  readonly options: z.ZodType;
};

/** Every finding's path starts at the Provider. */
export type Findings = readonly Finding[];

/** An adapter that nobody offers. With a plugin that could not be loaded nobody knows: then nothing is found. */
export function adapterFindings(
  adapter: string,
  known: Iterable<string>,
  anyPluginFailed: boolean,
): Findings {
  if (anyPluginFailed) return [];
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

/** What the adapter's own schema says about `options`. A schema that fails itself is reported, too. */
export function optionsFindings(facts: AdapterFacts, options: unknown, written: unknown): Findings {
  try {
    const result = facts.options.safeParse(options);
    if (result.success) return [];
    return result.error.issues.flatMap((issue) => optionFindings(issue, facts.options, written));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const hint = "This is a fault of the adapter; tell its makers.";
    return [{ path: ["options"], message: `the adapter cannot check its options: ${excerpt(why)}`, hint }];
  }
}

function optionFindings(issue: z.core.$ZodIssue, schema: z.ZodType, written: unknown): Findings {
  const inner: KeyPath = issue.path.map((part) => (typeof part === "symbol" ? String(part) : part));
  const path = ["options", ...inner];
  if (issue.code === "unrecognized_keys") {
    const known = inner.length === 0 && schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
    return issue.keys.map((key) => unknownOption([...path, key], known));
  }
  const seen = valueAt(written, inner);
  const hint = "See the options of the adapter in its documentation.";
  const words = excerpt(issue.message, 300);
  if (seen === undefined) return [{ path, message: `is missing: ${words}`, hint }];
  const isShown = !inner.some((part) => isTellingKey(String(part)));
  return [{ path, message: isShown ? `${words}; got ${seenValue(seen)}` : words, hint }];
}

function unknownOption(path: KeyPath, known: readonly string[]): Finding {
  const key = String(path.at(-1));
  const nearest = nearestWord(key, known);
  const list = known.length === 0 ? "" : ` Known options: ${known.join(", ")}.`;
  const hint = nearest === null ? `Remove it.${list}` : `Did you mean "${nearest}"?`;
  return { path, message: `unknown option "${shownName(key)}"`, hint, at: "key" };
}
