import type { ChangeLine } from "../core/events.ts";

const NOUNS = { product: "Product", plan: "Plan" } as const;

/** One item under a heading that says what became of it: `Product "Gold"`, `Plan "Gold", now "Gold+" (rate)`. */
export function changedItem({ kind, name, formerName, fields = [] }: ChangeLine): string {
  const others = fields.filter((field) => formerName === undefined || field !== "name");
  const told = others.length === 0 ? "" : ` (${others.join(", ")})`;
  const named = formerName === undefined ? `"${name}"` : `"${formerName}", now "${name}"`;
  return `${NOUNS[kind]} ${named}${told}`;
}

/** What became of one item: `created Product "Gold"`, `renamed Plan "Gold", now "Gold+"`, `updated Plan "Gold" (rate)`. */
export function changeWords(change: ChangeLine): string {
  const verb = change.type === "updated" && change.formerName !== undefined ? "renamed" : change.type;
  return `${verb} ${changedItem(change)}`;
}
