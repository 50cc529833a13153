import { isMap, isScalar, isSeq, parseDocument } from "yaml";
import { isMapping } from "./key-path.ts";

/** What can be written into a config: a text, true or false, a number, or lists and mappings of these. */
export type YamlValue =
  | string
  | number
  | boolean
  | null
  | readonly YamlValue[]
  | { readonly [key: string]: YamlValue };

/**
 * How the value that it replaces was written: new texts are quoted as the old one was. `json` is for files that are
 * JSON as well.
 */
export type TextStyle = "plain" | "single" | "double" | "json";

type Look = { readonly inFlow?: boolean; readonly style?: TextStyle };

/**
 * A value as YAML on one line, such as `[a, b]`. Texts stand without quotes where every YAML reader takes them for the
 * same text; `inFlow` is true within brackets, where fewer can.
 */
export function yamlValue(value: YamlValue, { inFlow = false, style = "plain" }: Look = {}): string {
  if (style === "json") return JSON.stringify(value);
  if (typeof value === "string") return yamlText(value, { inFlow, style });
  if (Array.isArray(value)) return `[${value.map((item) => yamlValue(item, { inFlow: true })).join(", ")}]`;
  if (!isMapping(value)) return JSON.stringify(value);
  const pairs = Object.entries(value).map(([key, item]) => {
    const written = yamlValue(item, { inFlow: true });
    return `${yamlText(key, { inFlow: true, style: "plain" })}: ${written}`;
  });
  return pairs.length === 0 ? "{}" : `{ ${pairs.join(", ")} }`;
}

/** How a text is written where it stands. */
export function styleOf(node: unknown): TextStyle {
  const type = isScalar(node) ? node.type : undefined;
  return type === "QUOTE_SINGLE" ? "single" : type === "QUOTE_DOUBLE" ? "double" : "plain";
}

function yamlText(text: string, { inFlow, style }: { inFlow: boolean; style: TextStyle }): string {
  if (style === "plain" && isPlain(text, inFlow)) return text;
  if (style === "single" && SINGLE.test(text)) return `'${text.replaceAll("'", "''")}'`;
  return JSON.stringify(text).replaceAll(UNPRINTABLE, escaped);
}

/** One line of characters that need no escape. */
const SINGLE = /^[\p{L}\p{N}\p{P}\p{S} ]*$/u;
const UNPRINTABLE = /[\u007F-\u00A0\u2028\u2029\uFEFF]/gu;
/** What readers of YAML 1.1 take for true, false, a number in base 60 or a date. */
const OLD_MEANING = /^(?:y|n|yes|no|on|off|[-+]?\d[\d_]*(?::[0-5]?\d)+(?:\.\d*)?|\d{4}-\d\d?-\d\d?.*)$/iu;

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

function isPlain(text: string, inFlow: boolean): boolean {
  if (!SINGLE.test(text) || OLD_MEANING.test(text)) return false;
  const { contents, errors, warnings } = parseDocument(inFlow ? `[${text}]` : `k: ${text}`, {
    resolveKnownTags: false,
  });
  if (errors.length + warnings.length > 0) return false;
  const first = isSeq(contents) && contents.items.length === 1 ? contents.items[0] : null;
  const read = isMap(contents) ? contents.items[0]?.value : first;
  return isScalar(read) && read.value === text && read.comment == null && read.tag === undefined;
}
