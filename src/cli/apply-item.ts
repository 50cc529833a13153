import { AUTH_METHODS, type AuthMethod } from "../core/auth-methods.ts";
import type { ItemKind } from "../core/catalog.ts";
import type { ItemSet } from "../core/change.ts";
import { excerpt, plainText } from "../core/plain-text.ts";
import { fieldNames } from "../view/field-names.ts";
import { readItemField } from "../view/item-fields.ts";
import type { Entry, Problem } from "./apply-documents.ts";
import { KIND_NOUNS } from "./change-intent.ts";
import { closest } from "./suggest.ts";

/** A Product or Plan as a file describes it. What the file leaves out is not in `set`, or null. */
export type DescribedItem = {
  readonly kind: ItemKind;
  readonly provider: string | null;
  readonly policyId: string | null;
  readonly referenceId: string | null;
  readonly authMethod: AuthMethod | null;
  readonly set: ItemSet;
  readonly lineOf: Entry["lineOf"];
};

/** Reads one entry; every key that cannot be understood is a problem of its own. */
export function describedItem(entry: Entry): DescribedItem | readonly Problem[] {
  const { value, lineOf } = entry;
  const problems: Problem[] = [];
  const problem = (key: string | null, message: string): void =>
    void problems.push({ line: lineOf(key), message });
  const kind = kindOf(entry);
  if (kind === null) {
    return [
      { line: lineOf("kind"), message: `${kindProblem(value["kind"])} Write kind: product or kind: plan.` },
    ];
  }
  const set: Record<string, unknown> = {};
  for (const [key, raw] of Object.entries(value)) {
    const field = fieldNames(kind).find((name) => name === key);
    if (field !== undefined) {
      const seen = readItemField(field, raw);
      if (seen.ok) set[field] = seen.value;
      else problem(key, `${key}: ${plainText(seen.problem)}.`);
    } else if (!OTHER_KEYS[kind].includes(key)) problem(key, unknownKey(key, kind));
  }
  const text = (key: string): string | null => {
    const seen = value[key];
    if (seen === undefined || seen === null || typeof seen === "string") return seen ?? null;
    problem(key, `${key}: ${shown(seen)} is not a text; put it in quotes.`);
    return null;
  };
  const head = { provider: text("provider"), policyId: text("policyId"), referenceId: text("referenceId") };
  const authMethod = kind === "product" ? authOf(value, problem) : null;
  return problems.length > 0 ? problems : { kind, ...head, authMethod, set, lineOf };
}

/** Keys that find an item, that creating it takes, or that `get` prints of what Portico measures. */
const IDENTITY = ["kind", "provider", "policyId", "referenceId"];
const MEASURED = ["state", "placeholder", "lastSyncedAt"];
const OTHER_KEYS: Readonly<Record<ItemKind, readonly string[]>> = {
  product: [...IDENTITY, ...MEASURED, "authMethod", "authMethods"],
  plan: [...IDENTITY, ...MEASURED],
};

const KINDS: Readonly<Record<string, ItemKind>> = {
  product: "product",
  products: "product",
  plan: "plan",
  plans: "plan",
};

/** JSON as `get` prints it has no kind; only a Product has APIs, only a Plan limits. */
function kindOf({ value }: Entry): ItemKind | null {
  const { kind } = value;
  if (kind === undefined) {
    if (Object.hasOwn(value, "apis")) return "product";
    return ["rate", "quota", "keyLifetime"].some((key) => Object.hasOwn(value, key)) ? "plan" : null;
  }
  return typeof kind === "string" && Object.hasOwn(KINDS, kind) ? (KINDS[kind] ?? null) : null;
}

function kindProblem(kind: unknown): string {
  return kind === undefined ? "the kind is missing." : `kind: ${shown(kind)} cannot be applied.`;
}

function unknownKey(key: string, kind: ItemKind): string {
  const near = closest(key, [...fieldNames(kind), ...OTHER_KEYS[kind]]);
  const hint = near === null ? `Keys: ${fieldNames(kind).join(", ")}.` : `Did you mean ${near}?`;
  return `a ${KIND_NOUNS[kind]} has no key "${excerpt(key)}". ${hint}`;
}

/** `authMethod` as a file for a new Product says it; otherwise the one that `get` printed first, mtls last. */
function authOf(
  { authMethod, authMethods }: Entry["value"],
  problem: (key: string, message: string) => void,
): AuthMethod | null {
  const listed: readonly unknown[] = Array.isArray(authMethods) ? authMethods : [];
  const method = authMethod ?? listed.find((name) => name !== "mtls") ?? listed[0] ?? null;
  if (method === null) return null;
  const known = AUTH_METHODS.find((name) => name === method);
  if (known !== undefined) return known;
  problem("authMethod", `authMethod: ${shown(method)} is none of ${AUTH_METHODS.join(", ")}.`);
  return null;
}

function shown(value: unknown): string {
  return excerpt(JSON.stringify(value) ?? String(value));
}
