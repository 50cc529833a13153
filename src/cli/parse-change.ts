import { AUTH_METHODS } from "../core/auth-methods.ts";
import type { ItemKind } from "../core/catalog.ts";
import type { AppError } from "../core/errors.ts";
import { readLifetime, readLimit, type Read } from "../core/limit-words.ts";
import type { JsonRecord } from "../core/json-record.ts";
import { plainText } from "../core/plain-text.ts";
import { readJsonValue } from "../view/form-pairs.ts";
import { fieldNames } from "../view/field-names.ts";
import { KIND_NOUNS } from "./change-intent.ts";
import type {
  ChangeFlags,
  ChangeIntent,
  CreateIntent,
  EditIntent,
  FieldWords,
  ItemWords,
} from "./change-intent.ts";
import type { CommandSpec } from "./command-spec.ts";
import type { OutputFormat } from "./intent.ts";
import { promoteIntent } from "./parse-drift.ts";
import type { Flags } from "./read-flags.ts";
import { closest } from "./suggest.ts";
import { quoted, spoken, usage } from "./usage-error.ts";
import { PLAN_FLAGS, PRODUCT_FLAGS } from "./write-commands.ts";

/** The arguments of a command that changes something, checked against its flags. */
export type ChangeArguments = Flags & {
  readonly command: CommandSpec;
  readonly args: readonly string[];
  readonly output: OutputFormat;
};

/** What a command that changes something is to do; null for a command of another sort. Throws USAGE. */
export function changeIntent(given: ChangeArguments): ChangeIntent | null {
  switch (given.command.name) {
    case "create":
      return createIntent(given);
    case "edit":
      return editIntent(given);
    case "publish":
    case "unpublish":
    case "delete":
      return { command: given.command.name, item: itemWords(given), ...changeFlags(given) };
    case "apply":
      return {
        command: "apply",
        file: neededFile(given),
        provider: given.values.get("provider") ?? null,
        ...changeFlags(given),
      };
    case "undo":
      return { command: "undo", ...changeFlags(given) };
    case "promote":
      return promoteIntent(given, itemKind(given), changeFlags(given));
    default:
      return null;
  }
}

function createIntent(given: ChangeArguments): CreateIntent {
  const item = itemWords(given);
  refuseForeign(given, item.kind);
  const { values, switches } = given;
  const shared = {
    command: "create" as const,
    item,
    metadata: jsonPairs(given),
    displayName: values.get("display-name") ?? null,
    description: values.get("description") ?? null,
    labels: pairsOf(given, "label"),
    publish: switches.has("publish"),
    ...changeFlags(given),
  };
  if (item.kind === "product") return { ...shared, product: accessOf(given) };
  return {
    ...shared,
    plan: {
      rate: read(given, "rate", readLimit),
      quota: read(given, "quota", readLimit),
      keyLifetime: read(given, "key-lifetime", readLifetime),
    },
  };
}

/** A Product has no limits, a Plan no APIs. */
function refuseForeign({ values, command }: ChangeArguments, kind: ItemKind): void {
  const other = kind === "product" ? "plan" : "product";
  const foreign = (other === "product" ? PRODUCT_FLAGS : PLAN_FLAGS).find((flag) => values.has(flag));
  if (foreign === undefined) return;
  throw usage(`a ${KIND_NOUNS[kind]} has no --${foreign}, a ${KIND_NOUNS[other]} has`, command);
}

function accessOf({ values, lists, command }: ChangeArguments): {
  auth: (typeof AUTH_METHODS)[number];
  apis: readonly string[];
} {
  const auth = AUTH_METHODS.find((method) => method === values.get("auth"));
  if (auth === undefined)
    throw usage(`say how consumers authenticate: --auth ${AUTH_METHODS.join("|")}`, command);
  const apis = lists.get("api") ?? [];
  if (apis.length === 0) {
    throw usage('name the APIs of the Product: --api ID ("portico get apis" lists them)', command);
  }
  return { auth, apis: [...new Set(apis)] };
}

function editIntent(given: ChangeArguments): EditIntent {
  const { lists, command } = given;
  const item = itemWords(given);
  const addApis = lists.get("add-api") ?? [];
  const removeApis = lists.get("remove-api") ?? [];
  const set = (lists.get("set") ?? []).map((words) => fieldWords(words, item.kind, command));
  if (item.kind === "plan" && addApis.length + removeApis.length > 0) {
    throw usage("a Plan has no APIs, a Product has", command);
  }
  if (set.length + addApis.length + removeApis.length === 0) {
    throw usage("say what to change: --set FIELD=VALUE", command);
  }
  refuseTwice(set, command);
  if (set.some(({ field }) => field === "apis") && addApis.length + removeApis.length > 0) {
    throw usage("--set apis names all APIs; it goes without --add-api and --remove-api", command);
  }
  return { command: "edit", item, set, addApis, removeApis, ...changeFlags(given) };
}

function fieldWords(words: string, kind: ItemKind, command: CommandSpec): FieldWords {
  const [path, value] = splitPair(words);
  if (value === null) throw usage(`--set takes FIELD=VALUE, not ${quoted(words)}`, command);
  const dot = path.indexOf(".");
  const name = dot < 0 ? path : path.slice(0, dot);
  const names = fieldNames(kind);
  const field = names.find((each) => each === name);
  if (field === undefined) {
    const problem = `a ${KIND_NOUNS[kind]} has no field ${quoted(name)} to set, only ${names.join(", ")}`;
    throw usage(problem, command, closest(name.replaceAll("-", ""), names));
  }
  if (dot < 0) return { field, key: null, value };
  const key = path.slice(dot + 1);
  if ((field !== "labels" && field !== "metadata") || key === "") {
    throw usage(`cannot set ${quoted(path)}; labels.KEY and metadata.KEY are set alone`, command);
  }
  return { field, key, value };
}

function refuseTwice(set: readonly FieldWords[], command: CommandSpec): void {
  const seen = new Map<string, Set<string | null>>();
  for (const { field, key } of set) {
    const keys = seen.get(field) ?? new Set();
    const clashes = keys.has(key) || (keys.size > 0 && (key === null || keys.has(null)));
    if (clashes) throw usage(`--set ${quoted(field)} was given twice`, command);
    seen.set(field, keys.add(key));
  }
}

function itemWords({ args, values, command }: ChangeArguments): ItemWords {
  const kind = itemKind({ args, command });
  const [, name] = args;
  if (name === undefined) throw usage(`${spoken(command)} ${kind} needs a NAME`, command);
  return { kind, name, provider: values.get("provider") ?? null };
}

function itemKind({ args, command }: Pick<ChangeArguments, "args" | "command">): ItemKind {
  const [word] = args;
  if (word === undefined) throw usage(`say what to ${command.name}: product NAME or plan NAME`, command);
  const kind = ITEM_WORDS.get(word);
  if (kind !== undefined) return kind;
  const near = closest(word, ["product", "plan"]);
  throw usage(`cannot ${command.name} ${quoted(word)}, only product or plan`, command, near);
}

const ITEM_WORDS: ReadonlyMap<string, ItemKind> = new Map([
  ["product", "product"],
  ["products", "product"],
  ["plan", "plan"],
  ["plans", "plan"],
]);

function neededFile({ values, command }: ChangeArguments): string {
  const file = values.get("file");
  if (file === undefined) throw usage("say what to apply: -f FILE, or -f - for stdin", command);
  return file;
}

/** How a change is carried out, by its flags. */
export function changeFlags({ switches, lists, output }: ChangeArguments): ChangeFlags {
  return {
    dryRun: switches.has("dry-run"),
    exitCode: switches.has("exit-code"),
    yes: switches.has("yes"),
    confirm: lists.get("confirm") ?? [],
    output,
  };
}

function read<T>(
  { values, command }: ChangeArguments,
  flag: string,
  reader: (text: string) => Read<T | null>,
): T | null {
  const text = values.get(flag);
  if (text === undefined) return null;
  const seen = reader(text);
  if (seen.ok) return seen.value;
  throw unreadable(`--${flag}`, seen.problem, command);
}

function unreadable(what: string, problem: string, command: CommandSpec): AppError {
  return usage(`${what}: ${plainText(problem)}`, command);
}

/** The `KEY=TEXT` pairs of a flag. Throws USAGE. */
export function pairsOf({ lists, command }: ChangeArguments, flag: string): Readonly<Record<string, string>> {
  const pairs = new Map<string, string>();
  for (const words of lists.get(flag) ?? []) {
    const [key, value] = splitPair(words);
    if (value === null || key === "") throw usage(`--${flag} takes KEY=TEXT, not ${quoted(words)}`, command);
    if (pairs.has(key)) throw usage(`--${flag} ${quoted(key)} was given twice`, command);
    pairs.set(key, value);
  }
  return Object.fromEntries(pairs);
}

/** `KEY=TEXT`, or `KEY:=JSON` for what is no text. */
function jsonPairs(given: ChangeArguments): JsonRecord {
  const pairs = Object.entries(pairsOf(given, "metadata"));
  return Object.fromEntries(
    pairs.map(([key, value]) =>
      key.endsWith(":") ? [key.slice(0, -1), jsonOf(value, given)] : [key, value],
    ),
  );
}

function jsonOf(text: string, { command }: ChangeArguments): unknown {
  const seen = readJsonValue(text);
  if (seen.ok) return seen.value;
  throw unreadable("--metadata", `${seen.problem}; KEY=TEXT takes any text`, command);
}

/** `KEY=VALUE` in two; the value is null without an equals sign. */
export function splitPair(words: string): readonly [string, string | null] {
  const equals = words.indexOf("=");
  return equals < 0 ? [words, null] : [words.slice(0, equals), words.slice(equals + 1)];
}
