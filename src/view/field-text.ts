import { isRecord } from "../core/json-record.ts";
import { lifetimeText, limitSchema, limitText, periodSchema } from "../core/period.ts";
import { plainText } from "../core/plain-text.ts";

/** What stands where there is no value. */
export const NOTHING = "–";

/** A value of a field as people read it, on one line and safe to show; `before` and `after` of a change alike. */
export function fieldText({ field }: { readonly field: string }, value: unknown): string {
  if (field === "rate" || field === "quota") {
    const limit = limitSchema.nullable().safeParse(value);
    if (limit.success) return limitText(limit.data);
  }
  if (field === "keyLifetime") {
    const lifetime = periodSchema.nullable().safeParse(value);
    if (lifetime.success) return lifetimeText(lifetime.data);
  }
  return valueText(value);
}

function valueText(value: unknown): string {
  if (value === null || value === undefined || value === "") return NOTHING;
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "string") return textText(value);
  if (Array.isArray(value)) return value.length === 0 ? NOTHING : value.map(entryText).join(", ");
  if (!isRecord(value)) return plainText(JSON.stringify(value) ?? "");
  const entries = Object.entries(value);
  if (entries.length === 0) return NOTHING;
  return entries.map(([key, one]) => `${plainText(key)}=${entryText(one)}`).join(", ");
}

function textText(text: string): string {
  const count = text.trimEnd().split("\n").length;
  const [first = ""] = text.split("\n");
  return count === 1 ? plainText(text) : `${plainText(first)} (${count} lines)`;
}

/** An API of a Product reads by its name, where it has one. */
function entryText(value: unknown): string {
  if (isRecord(value) && typeof value["id"] === "string") {
    const { id, name } = value;
    return typeof name === "string" && name !== "" ? `${plainText(name)} (${plainText(id)})` : plainText(id);
  }
  return typeof value === "string" ? plainText(value) : plainText(JSON.stringify(value) ?? "");
}
