import type { OptionValue, ProviderFields } from "../core/provider-edit.ts";
import { PROVIDER_FIELDS } from "../core/provider-command.ts";
import { isVariableName } from "../core/variable-name.ts";
import { readJsonValue } from "../view/form-pairs.ts";
import type { CommandSpec } from "./command-spec.ts";
import { changeFlags, splitPair, type ChangeArguments } from "./parse-change.ts";
import { ADD_FLAGS, PROVIDER_VERBS, SECRET_FLAGS, type ProviderVerb } from "./provider-commands.ts";
import type { ProviderIntent, SecretWords } from "./provider-intent.ts";
import { closest } from "./suggest.ts";
import { quoted, usage } from "./usage-error.ts";

/** What `provider` is to do. Throws USAGE. */
export function providerIntent(given: ChangeArguments): ProviderIntent {
  const { args, command } = given;
  const verb = verbOf(args[0], command);
  const provider = args[1];
  if (provider === undefined) throw usage(`portico provider ${verb} needs the NAME of a Provider`, command);
  refuseForeign(given, verb);
  const shared = {
    command: "provider" as const,
    provider,
    secret: secretOf(given),
    test: given.switches.has("test"),
    ...changeFlags(given),
  };
  switch (verb) {
    case "add":
      return { ...shared, verb, fields: fieldsOf(given), into: given.values.get("into") ?? null };
    case "edit":
      return { ...shared, verb, set: setOf(given, shared.secret) };
    case "rename":
      return { ...shared, verb: "edit", set: { name: newName(given) } };
    case "enable":
    case "disable":
      return { ...shared, verb: "edit", set: { enabled: verb === "enable" } };
    case "remove":
      return { ...shared, verb };
  }
}

function verbOf(word: string | undefined, command: CommandSpec): ProviderVerb {
  const verb = PROVIDER_VERBS.find((one) => one === word);
  if (verb !== undefined) return verb;
  const verbs = PROVIDER_VERBS.join(", ");
  if (word === undefined) throw usage(`say what to do: ${verbs}`, command);
  throw usage(`cannot ${quoted(word)} a Provider, only ${verbs}`, command, closest(word, PROVIDER_VERBS));
}

/** What is not there yet cannot be moved. */
const MOVE = "secret-to-file";

/** What each verb has no use for. */
function refuseForeign(given: ChangeArguments, verb: ProviderVerb): void {
  const { args, command, switches, values } = given;
  if (verb !== "rename" && args[2] !== undefined) {
    throw usage(`portico provider ${verb} takes one NAME, not ${quoted(args[2])} as well`, command);
  }
  const taken = verb === "add" ? [...ADD_FLAGS, ...SECRET_FLAGS, "test"] : [];
  const allowed = verb === "edit" ? ["set", ...SECRET_FLAGS, "test"] : taken.filter((flag) => flag !== MOVE);
  const all = [...ADD_FLAGS, ...SECRET_FLAGS, "set", "test"];
  const foreign = all.find((flag) => !allowed.includes(flag) && (switches.has(flag) || values.has(flag)));
  if (foreign === undefined) return;
  const instead = verb === "edit" ? "--set FIELD=VALUE" : null;
  throw usage(`portico provider ${verb} has no flag --${foreign}`, command, instead);
}

function secretOf({ switches, values, command }: ChangeArguments): SecretWords | null {
  const env = values.get("secret-env");
  const path = values.get("secret-file");
  const given = SECRET_FLAGS.filter((flag) => switches.has(flag) || values.has(flag));
  if (given.length > 1) {
    const flags = given.map((flag) => `--${flag}`).join(" and ");
    throw usage(`a secret comes from one place, not from ${flags}`, command);
  }
  if (env !== undefined) {
    // What is no name may be the secret itself: it is not repeated.
    if (!isVariableName(env))
      throw usage("--secret-env takes the name of an environment variable, not the secret", command);
    return { from: "env", name: env };
  }
  if (path !== undefined) return { from: "file", path };
  if (switches.has("secret-to-file")) return { from: "moved" };
  return switches.has("secret-stdin") ? { from: "stdin" } : null;
}

function fieldsOf({ values, switches, lists, command }: ChangeArguments): ProviderFields {
  const text = (flag: string): string | null => values.get(flag) ?? null;
  const tags = lists.get("policy-tag") ?? [];
  const pairs = lists.get("option") ?? [];
  return {
    adapter: text("adapter"),
    url: text("url"),
    organisationId: text("organisation-id"),
    insecureSkipVerify: switches.has("insecure-skip-verify") ? true : null,
    policyTags: tags.length === 0 ? null : [...new Set(tags)],
    policyTagMatch: values.get("policy-tag-match") === "all" ? "all" : null,
    baselineUrl: text("baseline-url"),
    environment: text("environment"),
    description: text("description"),
    enabled: switches.has("disabled") ? false : null,
    ...(pairs.length === 0 ? {} : { options: optionsOf(pairs, command) }),
  };
}

function optionsOf(pairs: readonly string[], command: CommandSpec): Readonly<Record<string, OptionValue>> {
  return Object.fromEntries(pairs.map((words) => optionOf(words, { flag: "--option", command })));
}

type Told = { readonly flag: string; readonly command: CommandSpec };

/** `KEY=TEXT`, or `KEY:=JSON` for what is no text. */
function optionOf(words: string, { flag, command }: Told): readonly [string, OptionValue] {
  const [path, text] = splitPair(words);
  const key = path.replace(/:$/u, "");
  if (text === null || key === "")
    throw usage(`${flag} takes KEY=TEXT or KEY:=JSON, not ${quoted(words)}`, command);
  if (key === path) return [key, text === "" ? null : text];
  const read = readJsonValue(text);
  const value = read.ok ? read.value : undefined;
  if (value === null || ["string", "number", "boolean"].includes(typeof value)) return [key, simple(value)];
  throw usage(`${flag} ${quoted(key)}: write a text, a number, true or false behind :=`, command);
}

function simple(value: unknown): OptionValue {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? value : null;
}

function setOf({ lists, command }: ChangeArguments, secret: SecretWords | null): ProviderFields {
  const all = lists.get("set") ?? [];
  if (all.length === 0 && secret === null) {
    throw usage("say what to change: --set FIELD=VALUE, or where the secret comes from", command);
  }
  let set: ProviderFields = {};
  for (const words of all) {
    const isOption = words.startsWith("options.");
    const next = isOption ? optionSet(words, set, command) : fieldSet(words, command);
    const again = Object.keys(next).find((field) => field !== "options" && Object.hasOwn(set, field));
    if (again !== undefined) throw usage(`--set ${quoted(again)} was given twice`, command);
    set = { ...set, ...next };
  }
  return set;
}

function optionSet(words: string, { options }: ProviderFields, command: CommandSpec): ProviderFields {
  const [key, value] = optionOf(words.slice("options.".length), { flag: "--set options.", command });
  return { options: { ...options, [key]: value } };
}

function fieldSet(words: string, command: CommandSpec): ProviderFields {
  const [name, value] = splitPair(words);
  if (value === null) throw usage(`--set takes FIELD=VALUE, not ${quoted(words)}`, command);
  if (name === "secret")
    throw usage("a secret is no argument: use --secret-env, --secret-file or --secret-stdin", command);
  const field = PROVIDER_FIELDS.find((one) => one === name);
  if (field === undefined) {
    const problem = `a Provider has no field ${quoted(name)} to set, only ${PROVIDER_FIELDS.join(", ")}, options.KEY`;
    throw usage(problem, command, closest(name.replaceAll("-", ""), PROVIDER_FIELDS));
  }
  if (field === "name" && value === "") throw usage("a Provider needs a name", command);
  return { [field]: READERS[field]?.(value, { field, command }) ?? (value === "" ? null : value) };
}

type FieldReader = (
  value: string,
  told: { readonly field: string; readonly command: CommandSpec },
) => ProviderFields[keyof ProviderFields];

/** Fields that are no plain texts. */
const READERS: Readonly<Record<string, FieldReader>> = {
  insecureSkipVerify: booleanOf,
  enabled: booleanOf,
  policyTags: (value) => (value === "" ? null : value.split(",").map((tag) => tag.trim())),
  policyTagMatch(value, { command }) {
    if (value === "" || value === "any" || value === "all") return value === "" ? null : value;
    throw usage(`policyTagMatch is any or all, not ${quoted(value)}`, command);
  },
};

function booleanOf(value: string, { field, command }: Parameters<FieldReader>[1]): boolean | null {
  if (value === "") return null;
  if (value === "true" || value === "false") return value === "true";
  throw usage(`${field} is true or false, not ${quoted(value)}`, command);
}

function newName({ args, command }: ChangeArguments): string {
  const name = args[2];
  if (name === undefined || name === "")
    throw usage("portico provider rename takes NAME and NEW_NAME", command);
  return name;
}
