import { Document, isMap, isScalar, isSeq, LineCounter, parseDocument } from "yaml";
import type { Api } from "../core/api.ts";
import type { ItemKind } from "../core/catalog.ts";
import type { ItemSet } from "../core/change.ts";
import { isRecord } from "../core/json-record.ts";
import { lifetimeWords, limitWords, type Read } from "../core/limit-words.ts";
import { plainText } from "../core/plain-text.ts";
import { sameValue } from "../core/same-value.ts";
import type { ItemRow } from "../view/chosen-items.ts";
import { fieldNames } from "../view/field-names.ts";
import { readItemField } from "../view/item-fields.ts";

const PROBLEM = "# ✖ ";
const STYLE = { lineWidth: 0, aliasDuplicateObjects: false, compat: "yaml-1.1" } as const;

/**
 * A Product or Plan as YAML to be edited: the keys that can be changed, under the names that `get -o yaml` has for them;
 * comments say what cannot. `apis` are those of its Provider, by id.
 */
export function itemYaml(row: ItemRow, apis: ReadonlyMap<string, Api>): string {
  const document = new Document(valuesOf(row), STYLE);
  document.commentBefore = headOf(row)
    .map((text) => ` ${plainText(text)}`)
    .join("\n");
  const listed = document.get("apis", true);
  if (isSeq(listed)) {
    for (const node of listed.items) {
      const api = isScalar(node) ? apis.get(String(node.value)) : undefined;
      if (isScalar(node) && api !== undefined) node.comment = ` ${plainText(api.name)}`;
    }
  }
  return document.toString(STYLE);
}

/**
 * What an edited document changes against the one that was opened: keys that are left out stay as they are. A problem
 * names its line in the document that `withProblem` makes of it.
 */
export function readItemYaml(text: string, opened: string, kind: ItemKind): Read<ItemSet> {
  // Lines are counted as they are once the problem is told on top.
  const read = valuesIn(withProblem(text, ""), kind);
  const before = valuesIn(opened, kind);
  if (!read.ok || !before.ok) return read;
  const was = new Map(Object.entries(before.value));
  const changed = Object.entries(read.value).filter(([field, value]) => !sameValue(value, was.get(field)));
  return { ok: true, value: Object.fromEntries(changed) };
}

/** The document with a problem told on top, in place of one that was told before. */
export function withProblem(text: string, problem: string): string {
  const lines = text.split("\n").filter((line) => !line.startsWith(PROBLEM));
  return [`${PROBLEM}${plainText(problem)}`, ...lines].join("\n");
}

function headOf({ kind, provider, item }: ItemRow): readonly string[] {
  const noun = kind === "product" ? "Product" : "Plan";
  const methods = "authMethods" in item ? `, authMethods ${item.authMethods.join(" + ") || "none"}` : "";
  return [
    `${noun} "${item.name}" at ${provider}. What goes to the Provider is shown before it is written; a key left out stays as it is.`,
    `Read-only: policyId ${item.policyId}, referenceId ${item.referenceId}, state ${item.state}${methods}`,
    "name, tags, metadata" +
      (kind === "product" ? " and apis" : ", rate, quota and keyLifetime") +
      " live at the Provider, the rest here alone.",
  ];
}

function valuesOf({ kind, item }: ItemRow): Readonly<Record<string, unknown>> {
  const { name, displayName, description, labels, published, tags, metadata } = item;
  const shared = { name, displayName, description, labels, published, tags, metadata };
  if (kind === "product") return { ...shared, apis: item.apis.map(({ id }) => id) };
  const { rate, quota, keyLifetime } = item;
  return {
    ...shared,
    rate: limitWords(rate),
    quota: limitWords(quota),
    keyLifetime: lifetimeWords(keyLifetime),
  };
}

function valuesIn(text: string, kind: ItemKind): Read<Readonly<Record<string, unknown>>> {
  const counter = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: counter,
    prettyErrors: false,
    stringKeys: true,
    resolveKnownTags: false,
    logLevel: "error",
  });
  const [error] = document.errors;
  const at = (offset: number, message: string) =>
    ({ ok: false, problem: `line ${counter.linePos(offset).line}: ${message}` }) as const;
  if (error !== undefined) return at(error.pos[0], error.message);
  const { contents } = document;
  if (!isMap(contents)) return { ok: false, problem: "it holds no keys with values" };
  const raw: unknown = document.toJS({ maxAliasCount: 100 });
  const values: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(isRecord(raw) ? raw : {})) {
    const pair = contents.items.find((one) => isScalar(one.key) && one.key.value === key);
    const offset = isScalar(pair?.key) ? (pair.key.range?.[0] ?? 0) : 0;
    const field = fieldNames(kind).find((name) => name === key);
    if (field === undefined)
      return at(offset, `"${key}" cannot be changed; ${fieldNames(kind).join(", ")} can`);
    const read = readItemField(field, value);
    if (!read.ok) return at(offset, `${key}: ${read.problem}`);
    values[field] = read.value;
  }
  return { ok: true, value: values };
}
