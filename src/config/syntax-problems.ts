import type { ErrorCode, YAMLError } from "yaml";
import { syntaxWords } from "./syntax-words.ts";
import { unclosed, type Unclosed } from "./unclosed.ts";
import type { YamlProblem } from "./yaml-nodes.ts";

const HARMLESS: ReadonlySet<ErrorCode> = new Set(["TAG_RESOLVE_FAILED"]);
/** Once the parser has lost its way, it says these of everything that follows. */
const ONCE: ReadonlySet<ErrorCode> = new Set(["UNEXPECTED_TOKEN", "RESOURCE_EXHAUSTION"]);
const NO_END = /end with a [\]}]$|^Missing closing/u;

/**
 * What is wrong with a text as YAML, one problem for each mistake: complaints that follow from an earlier one are left
 * out, and a bracket or quote that is never closed is told of where it stands.
 */
export function syntaxProblems(
  text: string,
  errors: readonly Pick<YAMLError, "code" | "message" | "pos">[],
): readonly YamlProblem[] {
  const open = errors.some(({ message }) => NO_END.test(message)) ? unclosed(text) : [];
  const [first] = open;
  const others =
    first === undefined
      ? errors
      : errors.filter(({ pos, message }) => pos[0] < first.offset && !NO_END.test(message));
  return [...open.map(unclosedProblem), ...withoutConsequences(text, others)];
}

function withoutConsequences(
  text: string,
  errors: readonly Pick<YAMLError, "code" | "message" | "pos">[],
): readonly YamlProblem[] {
  const codes = new Map<number, ErrorCode[]>();
  const once = new Set<ErrorCode>();
  const first = errors.filter(({ code, pos }) => {
    const same = codes.get(pos[0]);
    same?.push(code);
    if (same !== undefined || once.has(code)) return false;
    codes.set(pos[0], [code]);
    if (ONCE.has(code)) once.add(code);
    return true;
  });
  return first.map(({ code, message, pos: [offset] }) => ({
    offset,
    isHarmless: HARMLESS.has(code),
    ...syntaxWords({ text, offset, message, codes: codes.get(offset) ?? [code] }),
  }));
}

function unclosedProblem({ offset, opener, closer }: Unclosed): YamlProblem {
  const what = opener === closer ? "text" : opener === "[" ? "list" : "mapping";
  const hint = `Write ${closer} where the ${what} ends.`;
  return { offset, message: `this ${opener} is not closed`, hint };
}
