import type { AdapterChoice, ProviderDraft, ProviderTest } from "../core/provider-edit.ts";
import type { ErrorReport } from "../core/errors.ts";
import { isVariableName } from "../core/variable-name.ts";
import { pairsWords } from "./form-pairs.ts";
import { EMPTY_INPUT, inputOf, type TextInput } from "./text-input.ts";

/** The fields that are written. */
export type ProviderTextField =
  | "name"
  | "url"
  | "secret"
  | "organisationId"
  | "policyTags"
  | "baselineUrl"
  | "environment"
  | "description"
  | "options";

/** Everything in the form of a Provider that can have the focus. */
export type ProviderField =
  | ProviderTextField
  | "adapter"
  | "secretFrom"
  | "insecureSkipVerify"
  | "enabled"
  | "test"
  | "submit";

/** Where the secret is to come from; `keep` leaves it as the config has it, `moved` takes it out of there into a file. */
export type SecretFrom = "keep" | "moved" | "env" | "file" | "typed" | "config";

/** What an operator has entered. The secret's text is a variable, a path or the secret itself, as `secretFrom` says. */
export type ProviderContent = {
  readonly adapter: string;
  readonly secretFrom: SecretFrom;
  readonly insecureSkipVerify: boolean;
  readonly enabled: boolean;
  readonly texts: Readonly<Record<ProviderTextField, TextInput>>;
};

/** Trying the connection: under way under a number, or what came of it. */
export type FormTest =
  | { readonly step: "running"; readonly run: number }
  | { readonly step: "done"; readonly test: ProviderTest }
  | { readonly step: "failed"; readonly error: ErrorReport };

/**
 * A Provider being written: a new one, or an edit of what `draft` holds. As with a form of an item nothing of it hangs
 * on the data, and `left` are the fields whose problems are told.
 */
export type ProviderForm = {
  readonly kind: "provider";
  /** The Provider that is edited; null for a new one. */
  readonly target: string | null;
  readonly draft: ProviderDraft;
  readonly content: ProviderContent;
  readonly opened: ProviderContent;
  readonly field: ProviderField;
  readonly left: ReadonlySet<ProviderField>;
  readonly problems: ReadonlyMap<ProviderField, string>;
  readonly asking: { readonly choice: "keep" | "throw"; readonly openedAt: number } | null;
  readonly test: FormTest | null;
};

/** The fields from top to bottom. */
export function providerFields({
  content,
  draft,
}: Pick<ProviderForm, "content" | "draft">): readonly ProviderField[] {
  const { secretFrom } = content;
  return [
    "name",
    ...(draft.adapters.length > 1 ? (["adapter"] as const) : []),
    "url",
    "secretFrom",
    ...(secretFrom === "keep" || secretFrom === "moved" ? [] : (["secret"] as const)),
    "organisationId",
    "insecureSkipVerify",
    "policyTags",
    "baselineUrl",
    "environment",
    "description",
    "options",
    "enabled",
    "test",
    "submit",
  ];
}

/** What the secret can come from: an edit may leave it as it is. */
export function secretChoices({
  target,
  draft,
}: Pick<ProviderForm, "target" | "draft">): readonly SecretFrom[] {
  const all = ["env", "file", "typed", "config"] as const;
  if (target === null || draft.secret.from === "none") return all;
  return draft.secret.from === "literal" ? ["keep", "moved", ...all] : ["keep", ...all];
}

/** True for a secret that is typed itself, meant or by mistake: it is never shown. */
export function isHiddenText({ content }: Pick<ProviderForm, "content">, field: ProviderField): boolean {
  if (field !== "secret") return false;
  if (content.secretFrom !== "env") return content.secretFrom !== "file";
  const { text: written } = content.texts.secret;
  return !isNameBegun(written);
}

/** Whether a text is the name of a variable, or may become one. */
export function isNameBegun(written: string): boolean {
  return (
    /^\s*(?:\$\{?)?$/u.test(written) ||
    isVariableName(variableName(written.replace(/^(\s*\$\{[^}]*)$/u, "$1}")))
  );
}

/** `NAME`, also written as `$NAME` or `${NAME}`. */
export function variableName(written: string): string {
  return written.trim().replace(/^\$(?:\{(.*)\}|)/u, "$1");
}

function text(value: string | null | undefined): TextInput {
  return inputOf(value ?? "");
}

/** The form for a draft; a new Provider begins without anything but the default adapter. */
export function providerForm(draft: ProviderDraft): ProviderForm {
  const { fields, provider, defaultAdapter } = draft;
  const content: ProviderContent = {
    adapter: fields.adapter ?? defaultAdapter,
    secretFrom: provider !== null && draft.secret.from !== "none" ? "keep" : "env",
    insecureSkipVerify: fields.insecureSkipVerify ?? false,
    enabled: fields.enabled ?? true,
    texts: {
      name: text(fields.name),
      url: text(fields.url),
      secret: EMPTY_INPUT,
      organisationId: text(fields.organisationId),
      policyTags: text(fields.policyTags?.join(", ")),
      baselineUrl: text(fields.baselineUrl),
      environment: text(fields.environment),
      description: text(fields.description),
      options: text(pairsWords(fields.options ?? {})),
    },
  };
  return {
    kind: "provider",
    target: provider,
    draft,
    content,
    opened: content,
    field: "name",
    left: new Set(),
    problems: new Map(),
    asking: null,
    test: null,
  };
}

/** The adapter that is chosen; null when it is none of those that could be loaded. */
export function adapterChosen({
  draft,
  content,
}: Pick<ProviderForm, "draft" | "content">): AdapterChoice | null {
  return draft.adapters.find(({ adapter }) => adapter === content.adapter) ?? null;
}

/** Whether anything was entered that throwing the form away would lose. */
export function isProviderEdited({ content, opened }: ProviderForm): boolean {
  return changedProviderFields({ content, opened }).length > 0;
}

/** The fields whose content is not what it was when the form opened. */
export function changedProviderFields({
  content,
  opened,
}: Pick<ProviderForm, "content" | "opened">): readonly ProviderField[] {
  const names = Object.keys(content.texts).filter((name): name is ProviderTextField => name in opened.texts);
  const texts = names.filter((name) => content.texts[name].text !== opened.texts[name].text);
  const choices = (["adapter", "secretFrom", "insecureSkipVerify", "enabled"] as const).filter(
    (name) => content[name] !== opened[name],
  );
  return [...texts, ...choices];
}
