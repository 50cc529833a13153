import type { z } from "zod";
import type { ConfigIssue } from "../core/config-issue.ts";
import { issueAt, type Finding } from "./document-issue.ts";
import { keyFact, keysBelow } from "./key-facts.ts";
import { isMapping, valueAt, type KeyPath } from "./key-path.ts";
import { seenKind, seenValue, shownName } from "./mask.ts";
import { nearestWord } from "../core/nearest-word.ts";
import type { YamlDocument } from "./yaml-document.ts";

/** How a value was checked: `base` is where it stands in the document, `kind` the same place in a main config. */
export type Checked = { readonly value: unknown; readonly base: KeyPath; readonly kind: KeyPath };

/** What a schema found, in the operator's words and at the place where it is written. */
export function shapeIssues(
  document: YamlDocument,
  checked: Checked,
  error: z.ZodError,
): readonly ConfigIssue[] {
  return error.issues
    .flatMap((issue) => findings(issue, checked))
    .map((finding) => issueAt(document, { ...finding, path: [...checked.base, ...finding.path] }));
}

function findings(issue: z.core.$ZodIssue, { value, kind }: Checked): readonly Finding[] {
  const path = issue.path.map((part) => (typeof part === "symbol" ? String(part) : part));
  const seen = valueAt(value, path);
  const known = keysBelow([...kind, ...path]);
  if (issue.code === "unrecognized_keys") return issue.keys.map((key) => unknownKey([...path, key], known));
  const place = [...kind, ...path];
  if (place.includes("secret")) return [secretFinding(path, seen)];
  const fact = keyFact(place);
  const expects = fact?.expects ?? "a mapping of keys and values";
  const hint = fact?.fix ?? `Known keys: ${known.join(", ")}.`;
  if (seen === undefined) return [{ path, message: `is missing: expected ${expects}`, hint }];
  return [
    {
      path,
      message: `expected ${expects}, got ${isScalarPlace(place) ? seenValue(seen) : seenKind(seen)}`,
      hint,
    },
  ];
}

/** False where a file, the Providers or a Provider belong. */
function isScalarPlace(place: KeyPath): boolean {
  const isProvider = place[0] === "providers" && place.length <= 2;
  return place.length > 0 && !isProvider;
}

/** Of a secret no value is ever named, and a mistyped kind of reference is the likeliest mistake. */
function secretFinding(path: KeyPath, seen: unknown): Finding {
  const known = ["env", "file", "command"];
  if (isMapping(seen)) {
    const unknown = Object.keys(seen).find((key) => !known.includes(key));
    if (unknown !== undefined) return unknownKey([...path, unknown], known);
  }
  const fact = keyFact(["providers", 0, "secret"]);
  const got =
    typeof seen === "string"
      ? "an empty text"
      : typeof seen === "object"
        ? seenValue(seen)
        : `a ${typeof seen}`;
  const quotes = typeof seen === "number" || typeof seen === "boolean" ? "Put the secret in quotes. " : "";
  return { path, message: `expected ${fact?.expects}, got ${got}`, hint: `${quotes}${fact?.fix}` };
}

function unknownKey(path: KeyPath, known: readonly string[]): Finding {
  const key = String(path.at(-1));
  const nearest = nearestWord(key, known);
  const hint =
    nearest === null ? `Remove it. Known keys here: ${known.join(", ")}.` : `Did you mean "${nearest}"?`;
  return { path, message: `unknown key "${shownName(key)}"`, hint, at: "key" };
}
