import { excerpt } from "../core/plain-text.ts";

/** `Payments`, `Payments, Gold and 3 more`: so many names as one can read. */
export function namesText(named: readonly { readonly name: string }[]): string {
  const names = named.map(({ name }) => excerpt(name, 40));
  if (names.length <= 3) return names.join(", ");
  return `${names.slice(0, 2).join(", ")} and ${names.length - 2} more`;
}
