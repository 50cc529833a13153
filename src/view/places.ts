import type { Context } from "./keys.ts";

/** The places where an action works, as people call them; a question or a menu has its keys on it. */
const PLACES: readonly (readonly [Context, string])[] = [
  ["providers", "the Providers"],
  ["list", "the list"],
  ["detail", "the detail"],
  ["activity", "the activity"],
  ["explain", "an explanation"],
  ["history", "the history"],
  ["diff", "a comparison"],
  ["form", "a form"],
  ["secret", "the dialog of a new secret"],
  ["certificates", "the certificates"],
];

/** Where an action works that does not work `here`: `only in the list`, `only while there is no config`. */
export function placeText(contexts: readonly Context[], here: Context): string {
  const places = PLACES.flatMap(([context, name]) => (contexts.includes(context) ? [name] : []));
  if (places.length === 0) return "only while there is no config";
  if (here === "no-config") return "only once there is a config";
  if (here === "no-providers") return "only once there is a Provider";
  const [last = "", ...rest] = places.toReversed();
  return `only in ${rest.length === 0 ? "" : `${rest.toReversed().join(", ")} or `}${last}`;
}
