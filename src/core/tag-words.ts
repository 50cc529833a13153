import { excerpt } from "./plain-text.ts";

const LONGEST = 40;

/** `"eu", "fast"`: tags in quotes, so that none is read as a word of the sentence. */
export function tagWords(tags: readonly string[]): string {
  return tags.map(quoted).join(", ");
}

type Wanted = { readonly tags: readonly string[]; readonly match: "any" | "all" };

/** `"eu" or "us"`, and with `and` where all are wanted. */
export function wantedTags({ tags, match }: Wanted): string {
  return tags.map(quoted).join(match === "all" ? " and " : " or ");
}

function quoted(tag: string): string {
  return `"${excerpt(tag, LONGEST)}"`;
}
