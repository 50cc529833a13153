import type { z } from "zod";
import type { ConfigIssue } from "../core/config-issue.ts";
import { issueAt, type Finding } from "./document-issue.ts";
import { keyFact, keysBelow } from "./key-facts.ts";
import { isMapping, valueAt, type KeyPath } from "./key-path.ts";
import { seenKind, seenValue } from "./mask.ts";
import { nearestWord } from "../core/nearest-word.ts";
import { schemaLeaves, type SchemaLeaf } from "./schema-leaves.ts";
import type { YamlDocument } from "./yaml-document.ts";

/** How a value was checked: `base` is where it stands in the document, `kind` the same place in a main config. */
export type Checked = { readonly value: unknown; readonly base: KeyPath; readonly kind: KeyPath };

/** What a schema found, in the operator's words and at the place where it is written. */
export function shapeIssues(
  document: YamlDocument,
  checked: Checked,
  error: z.ZodError,
): readonly ConfigIssue[] {
  return schemaLeaves(error.issues)
    .flatMap((leaf) => findings(leaf, checked))
    .map((finding) => issueAt(document, { ...finding, path: [...checked.base, ...finding.path] }));
}

function findings({ issue, path }: SchemaLeaf, { value, kind }: Checked): readonly Finding[] {
  const seen = valueAt(value, path);
  const known = keysBelow([...kind, ...path]);
  if (issue.code === "unrecognized_keys") return issue.keys.map((key) => unknownKey([...path, key], known));
  const place = [...kind, ...path];
  if (place.includes("secret")) return [secretFinding(value, path)];
  const fact = keyFact(place);
  const expects = fact?.expects ?? "a mapping of keys and values";
  const hint =
    fact?.fix ?? `Write "key: value", with a blank behind the colon. Known keys: ${known.join(", ")}.`;
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
function secretFinding(value: unknown, path: KeyPath): Finding {
  const secretPath = path.slice(0, path.lastIndexOf("secret") + 1);
  const secret = valueAt(value, secretPath);
  if (isMapping(secret)) return referenceFinding(secret, secretPath);
  const fact = keyFact(["providers", 0, "secret"]);
  const got =
    secret === "" ? "an empty text" : typeof secret === "object" ? seenKind(secret) : `a ${typeof secret}`;
  const isScalar = typeof secret === "number" || typeof secret === "boolean";
  const quotes = isScalar ? "Put the secret in quotes. " : "";
  return {
    path: secretPath,
    message: `expected ${fact?.expects}, got ${got}`,
    hint: `${quotes}${fact?.fix}`,
  };
}

const REFERENCES = {
  env: { expects: "the name of an environment variable", fix: "Write env: DASHBOARD_KEY." },
  file: { expects: "the path of a file", fix: "Write file: ./dashboard.key." },
  command: {
    expects: "a list of texts: the program and its arguments",
    fix: "Write command: [program, argument]; put numbers in quotes.",
  },
} as const;

function referenceFinding(secret: Readonly<Record<string, unknown>>, path: KeyPath): Finding {
  const known = Object.keys(REFERENCES);
  const keys = Object.keys(secret);
  const unknown = keys.find((key) => !known.includes(key));
  if (unknown !== undefined) return unknownKey([...path, unknown], known);
  const [key = ""] = keys;
  if (keys.length !== 1 || !isReference(key)) {
    const got = keys.length === 0 ? "none" : keys.join(" and ");
    return { path, message: `expected one of env, file and command, got ${got}`, hint: "Keep one of them." };
  }
  const { expects, fix } = REFERENCES[key];
  const value = secret[key];
  const got =
    value === ""
      ? "an empty text"
      : Array.isArray(value) && value.length === 0
        ? "an empty list"
        : seenKind(value);
  return {
    path: [...path, key],
    message: `expected ${expects}, got ${typeof value === "number" ? "a number" : got}`,
    hint: fix,
  };
}

function isReference(key: string): key is keyof typeof REFERENCES {
  return Object.hasOwn(REFERENCES, key);
}

function unknownKey(path: KeyPath, known: readonly string[]): Finding {
  const key = String(path.at(-1));
  const nearest = nearestWord(key, known);
  const hint =
    nearest === null ? `Remove it. Known keys here: ${known.join(", ")}.` : `Did you mean "${nearest}"?`;
  return { path, message: "unknown key", hint, at: "key" };
}
