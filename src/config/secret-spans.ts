import { isAlias, isMap, isScalar, isSeq, type Alias, type Node, type Scalar } from "yaml";
import { KEY_FACTS } from "./key-facts.ts";
import { nearestWord } from "../core/nearest-word.ts";
import type { Range } from "./yaml-nodes.ts";

/** Keys whose values may be secrets, whatever they are for. */
const TELLING = /secret|passw|token|credential|api[-_]?key|private/iu;
const REFERENCES: ReadonlySet<unknown> = new Set(["env", "file", "command"]);
/** Below these, keys are anybody's. */
const FREE: ReadonlySet<unknown> = new Set(["options", "keys"]);
const KNOWN = Object.keys(KEY_FACTS).map((key) => key.slice(key.lastIndexOf(".") + 1));
const WHOLE_REFERENCE = /^\$\{\w+\}$/u;

/**
 * The spans of a document that may hold a literal secret: the values of telling keys, and of keys that are so far from
 * any known one that they may be a mistyped `secret`. References (`${NAME}` and `{env}`, `{file}`, `{command}`) are no
 * secrets; anchored values are followed.
 */
export function secretSpans(root: Node | null, aliases: ReadonlyMap<Alias, Node>): readonly Range[] {
  const spans: Range[] = [];
  const followed = new Set<unknown>();
  const waiting: Visit[] = [{ node: root, below: "known" }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { node, below } = next;
    const isHidden = below === "secret" || below === "unknown";
    if (isHidden && isScalar(node) && isLiteral(node) && node.range)
      spans.push([node.range[0], node.range[1]]);
    if (isHidden && isAlias(node) && !followed.has(node)) {
      followed.add(node);
      waiting.push({ node: aliases.get(node), below });
    }
    for (const span of oddKeys(node)) spans.push(span);
    for (const visit of visitsBelow(next)) waiting.push(visit);
  }
  return spans.toSorted((a, b) => a[0] - b[0]);
}

/** What kind of key a node is below. A mapping below an unknown one is judged by its own keys. */
type Visit = { readonly node: unknown; readonly below: "known" | "free" | "unknown" | "secret" };

function visitsBelow({ node, below }: Visit): readonly Visit[] {
  if (isSeq(node)) return node.items.map((item) => ({ node: item, below }));
  if (!isMap(node)) return [];
  return node.items.map(({ key, value }) => ({ node: value, below: kindOf(key, below) }));
}

function kindOf(key: unknown, below: Visit["below"]): Visit["below"] {
  const name = isScalar(key) ? key.value : null;
  if (below === "secret") return REFERENCES.has(name) ? "free" : "secret";
  if (typeof name !== "string") return below;
  if (isTellingKey(name)) return "secret";
  if (below === "free" || FREE.has(name)) return "free";
  return nearestWord(name, KNOWN) === null ? "unknown" : "known";
}

/** Keys that do not look like any: a value behind a broken quote, taken for a key. */
function oddKeys(node: unknown): readonly Range[] {
  if (!isMap(node)) return [];
  return node.items.flatMap(({ key }) =>
    isScalar(key) && key.range && typeof key.value === "string" && !isPlainKey(key.value)
      ? [[key.range[0], key.range[1]] as const]
      : [],
  );
}

/** True for what looks like a key, known or not. */
export function isPlainKey(key: string): boolean {
  return /^[\p{L}\p{N}_./-]{1,60}$/u.test(key);
}

/** True for keys that announce a secret: `secret`, `apiKey`, `password`, and mistyped ones like `secrte`. */
export function isTellingKey(key: string): boolean {
  return TELLING.test(key) || nearestWord(key, ["secret"]) !== null;
}

/** True for the keys of a config whose values may be shown. */
export function isHarmlessKey(key: string): boolean {
  return KNOWN.includes(key) && !isTellingKey(key);
}

function isLiteral(node: Scalar): boolean {
  const { value } = node;
  return value !== null && value !== "" && !(typeof value === "string" && WHOLE_REFERENCE.test(value));
}
