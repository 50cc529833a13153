import { isAlias, isMap, isScalar, isSeq, type Alias, type Node, type Scalar } from "yaml";
import { nearestWord } from "./nearest-word.ts";
import type { Range } from "./yaml-nodes.ts";

/** Keys whose values may be secrets, whatever they are for; mistyped `secret`s, too. */
const TELLING = /secret|passw|token|credential|api[-_]?key|private/iu;
const REFERENCES: ReadonlySet<unknown> = new Set(["env", "file", "command"]);
const WHOLE_REFERENCE = /^\$\{\w+\}$/u;

/**
 * The spans of a document that may hold a literal secret: the values of telling keys. References (`${NAME}` and
 * `{env}`, `{file}`, `{command}`) are no secrets; anchored values are followed.
 */
export function secretSpans(root: Node | null, aliases: ReadonlyMap<Alias, Node>): readonly Range[] {
  const spans: Range[] = [];
  const followed = new Set<unknown>();
  const waiting: Visit[] = [{ node: root, secret: false }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { node, secret } = next;
    if (secret && isScalar(node) && isLiteral(node) && node.range) spans.push([node.range[0], node.range[1]]);
    if (secret && isAlias(node) && !followed.has(node)) {
      followed.add(node);
      waiting.push({ node: aliases.get(node), secret });
    }
    waiting.push(...visitsBelow(next));
  }
  return spans.toSorted((a, b) => a[0] - b[0]);
}

type Visit = { readonly node: unknown; readonly secret: boolean };

function visitsBelow({ node, secret }: Visit): readonly Visit[] {
  if (isSeq(node)) return node.items.map((item) => ({ node: item, secret }));
  if (!isMap(node)) return [];
  return node.items.map(({ key, value }) => ({ node: value, secret: isSecret(key, secret) }));
}

function isSecret(key: unknown, within: boolean): boolean {
  const name = isScalar(key) ? key.value : null;
  if (within) return !REFERENCES.has(name);
  return typeof name === "string" && isTellingKey(name);
}

/** True for keys that announce a secret: `secret`, `apiKey`, `password`, and mistyped ones like `secrte`. */
export function isTellingKey(key: string): boolean {
  return TELLING.test(key) || nearestWord(key, ["secret"]) !== null;
}

function isLiteral(node: Scalar): boolean {
  const { value } = node;
  return value !== null && value !== "" && !(typeof value === "string" && WHOLE_REFERENCE.test(value));
}
