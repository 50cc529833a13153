import type { OptionValue, ProviderFields, ProviderRequest, SecretChoice } from "../core/provider-edit.ts";
import { isVariableName } from "../core/variable-name.ts";
import { readPairs } from "./form-pairs.ts";
import {
  adapterChosen,
  changedProviderFields,
  variableName,
  type ProviderField,
  type ProviderForm,
  type ProviderTextField,
} from "./provider-form.ts";

/** What the form of a Provider asks for; null while something is missing, which `problems` tell by field. */
export type ProviderReading = {
  readonly request: ProviderRequest | null;
  readonly problems: ReadonlyMap<ProviderField, string>;
};

/** Reads what was entered. An edit asks only for the fields that differ from what they were when the form opened. */
export function readProviderForm(form: ProviderForm): ProviderReading {
  const problems = new Map<ProviderField, string>(missing(form));
  const options = readOptions(form);
  if (typeof options === "string") problems.set("options", options);
  if (problems.size > 0 || typeof options === "string") return { request: null, problems };
  return { request: requestOf(form, { ...fieldsOf(form), ...optionsSet(form, options) }), problems };
}

type Options = Readonly<Record<string, OptionValue>>;

function requestOf(form: ProviderForm, all: ProviderFields): ProviderRequest {
  const { target, draft } = form;
  const secret = secretOf(form);
  if (target === null) {
    const { name, ...fields } = all;
    return { op: "add-provider", provider: name ?? "", fields, secret, into: null };
  }
  const changed = new Set<string>(changedProviderFields(form));
  const set = Object.fromEntries(Object.entries(all).filter(([field]) => changed.has(field)));
  return { op: "edit-provider", provider: target, set, secret, seen: draft.fields };
}

function fieldsOf({ content, draft, target }: ProviderForm): ProviderFields {
  const text = (field: ProviderTextField): string | null => content.texts[field].text.trim() || null;
  const tags = content.texts.policyTags.text
    .split(",")
    .map((tag) => tag.trim())
    .filter((tag) => tag !== "");
  const isUsual = target === null && content.adapter === draft.defaultAdapter;
  return {
    name: content.texts.name.text.trim(),
    adapter: isUsual ? null : content.adapter,
    url: text("url"),
    organisationId: text("organisationId"),
    insecureSkipVerify: content.insecureSkipVerify || (target === null ? null : false),
    policyTags: tags.length === 0 ? null : tags,
    baselineUrl: text("baselineUrl"),
    environment: text("environment"),
    description: text("description"),
    enabled: content.enabled ? (target === null ? null : true) : false,
  };
}

/** The options that were entered, or what is wrong with them. */
function readOptions({ content }: ProviderForm): Options | string {
  const read = readPairs(content.texts.options.text);
  if (!read.ok) return read.problem;
  const simple = Object.entries(read.value).filter((entry): entry is [string, OptionValue] =>
    isSimple(entry[1]),
  );
  const other = Object.keys(read.value).find((key) => !simple.some(([known]) => known === key));
  if (other !== undefined) return `the value of "${other}" is a list or an object: write it in the YAML`;
  return Object.fromEntries(simple);
}

function isSimple(value: unknown): value is OptionValue {
  return ["string", "number", "boolean"].includes(typeof value);
}

/** What is not there any more goes. */
function optionsSet({ draft, target }: ProviderForm, options: Options): ProviderFields {
  const gone = Object.keys(draft.fields.options ?? {}).filter((key) => !Object.hasOwn(options, key));
  if (target === null && Object.keys(options).length === 0) return {};
  return { options: { ...options, ...Object.fromEntries(gone.map((key) => [key, null])) } };
}

function secretOf({ content }: ProviderForm): SecretChoice | null {
  const { text } = content.texts.secret;
  switch (content.secretFrom) {
    case "keep":
      return null;
    case "moved":
      return { from: "moved" };
    case "env":
      return text.trim() === "" ? null : { from: "env", name: variableName(text) };
    case "file":
      return text.trim() === "" ? null : { from: "file", path: text.trim() };
    case "typed":
    case "config": {
      const keep = content.secretFrom === "typed" ? "file" : "config";
      return text === "" ? null : { from: "typed", text: () => text, keep };
    }
  }
}

/** What has to be there before anything can be asked for. */
function* missing(form: ProviderForm): Generator<readonly [ProviderField, string]> {
  const { content } = form;
  const needs = adapterChosen(form)?.requires ?? [];
  if (content.texts.name.text.trim() === "") yield ["name", "a name is needed"];
  if (needs.includes("url") && content.texts.url.text.trim() === "") yield ["url", "a URL is needed"];
  const problem = secretProblem(form, needs.includes("secret"));
  if (problem !== null) yield ["secret", problem];
}

function secretProblem({ content }: ProviderForm, isNeeded: boolean): string | null {
  const { secretFrom } = content;
  const text = content.texts.secret.text.trim();
  if (secretFrom === "keep" || secretFrom === "moved") return null;
  if (text === "") return isNeeded ? SECRET_MISSING[secretFrom] : null;
  if (secretFrom !== "env" || isVariableName(variableName(text))) return null;
  return "that is no name of a variable; to type the secret itself, choose so above";
}

const SECRET_MISSING = {
  env: "the name of an environment variable is needed",
  file: "the path of a file is needed",
  typed: "the secret is needed",
  config: "the secret is needed",
} as const;
