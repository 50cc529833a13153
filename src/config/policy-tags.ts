import type { KeyPath } from "./key-path.ts";
import { seenValue } from "./mask.ts";

/** Something wrong with the tags: `path` is the item within a list; `offset` the character within the text. */
export type TagProblem = {
  readonly path: KeyPath;
  readonly offset: number | null;
  readonly message: string;
  readonly hint: string;
};

export type TagReading = { readonly tags: readonly string[]; readonly problems: readonly TagProblem[] };

/** Reads tags written as a list or as `a,b`. Tags are compared exactly, so blanks around one are refused, not trimmed. */
export function readPolicyTags(written: string | readonly string[]): TagReading {
  if (typeof written !== "string") return { tags: written, problems: listProblems(written) };
  if (written === "") return { tags: [], problems: [] };
  const tags = written.split(",");
  return { tags, problems: textProblems(tags) };
}

function listProblems(tags: readonly string[]): readonly TagProblem[] {
  const isFirst = firstOnes(tags);
  return tags.flatMap((tag, index): readonly TagProblem[] => {
    const at = { path: [index], offset: null };
    if (tag.trim() === "") return [{ ...at, message: "an empty tag", hint: "Remove it." }];
    if (tag.trim() !== tag) {
      const message = `blanks around the tag ${seenValue(tag)}`;
      return [{ ...at, message, hint: "Remove them: tags are compared exactly." }];
    }
    return isFirst[index] === true ? [] : [duplicate(tag, at)];
  });
}

/** The hint of each shows how to write them all. */
const MOST_PROBLEMS = 20;

/** For each tag whether it is there for the first time. */
function firstOnes(tags: readonly string[]): readonly boolean[] {
  const seen = new Set<string>();
  return tags.map((tag) => !seen.has(tag) && seen.add(tag).size > 0);
}

function textProblems(tags: readonly string[]): readonly TagProblem[] {
  const trimmed = tags.map((tag) => tag.trim());
  const isFirst = firstOnes(trimmed);
  const fixed = trimmed.filter((tag, index) => tag !== "" && isFirst[index] === true);
  const hint =
    fixed.length === 0
      ? "Remove the key: without tags, every policy counts."
      : `Write ${seenValue(fixed.join(","))} or ${listText(fixed)}.`;
  const problems: TagProblem[] = [];
  let offset = 0;
  for (const [index, tag] of tags.entries()) {
    const found = tagProblem(tag, { isFirst: index === 0, isRepeated: isFirst[index] !== true });
    if (found !== null)
      problems.push({ path: [], offset: offset + found.offset, message: found.message, hint });
    offset += tag.length + 1;
    if (problems.length === MOST_PROBLEMS) break;
  }
  return fixed.length === 0 ? problems.slice(0, 1) : problems;
}

function tagProblem(
  tag: string,
  { isFirst, isRepeated }: { readonly isFirst: boolean; readonly isRepeated: boolean },
): { readonly offset: number; readonly message: string } | null {
  if (tag.trim() === "") return { offset: 0, message: "an empty tag" };
  if (tag.trimStart() !== tag) {
    return { offset: 0, message: isFirst ? "a space before the first tag" : "a space after the comma" };
  }
  if (tag.trimEnd() !== tag) return { offset: tag.trimEnd().length, message: "a space behind a tag" };
  return isRepeated ? { offset: 0, message: duplicate(tag, null).message } : null;
}

function duplicate(tag: string, at: Pick<TagProblem, "path" | "offset"> | null): TagProblem {
  const place = at ?? { path: [], offset: 0 };
  return { ...place, message: `the tag ${seenValue(tag)} is there twice`, hint: "Remove one of the two." };
}

function listText(tags: readonly string[]): string {
  return `[${tags.map((tag) => seenValue(tag).slice(1, -1)).join(", ")}]`;
}
