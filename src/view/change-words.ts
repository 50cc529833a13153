import type { ChangeLine } from "../core/events.ts";

const NOUNS = { product: "Product", plan: "Plan" } as const;

/** What became of one item: `created Product "Gold"`, `renamed Plan "Gold" to "Gold+"`, `updated Plan "Gold" (rate)`. */
export function changeWords({ kind, type, name, formerName, fields = [] }: ChangeLine): string {
  const noun = NOUNS[kind];
  const others = fields.filter((field) => formerName === undefined || field !== "name");
  const told = others.length === 0 ? "" : ` (${others.join(", ")})`;
  if (formerName === undefined) return `${type} ${noun} "${name}"${told}`;
  const renamed = `renamed ${noun} "${formerName}" to "${name}"${told}`;
  return type === "updated" ? renamed : `${type}, ${renamed}`;
}
