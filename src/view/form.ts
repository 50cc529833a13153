import type { AuthMethod } from "../core/auth-methods.ts";
import type { Item, ItemKind } from "../core/catalog.ts";
import type { ItemSet } from "../core/change.ts";
import { lifetimeWords, limitWords } from "../core/limit-words.ts";
import type { Product } from "../core/product.ts";
import { pairsWords } from "./form-pairs.ts";
import { EMPTY_INPUT, inputOf, selectedInput, type TextInput } from "./text-input.ts";

/** The fields that are written; rates, periods, lists and pairs too. */
export type TextField =
  | "name"
  | "rate"
  | "quota"
  | "keyLifetime"
  | "tags"
  | "displayName"
  | "description"
  | "labels"
  | "metadata";

/** Everything in a form that can have the focus. */
export type FormField = TextField | "provider" | "authMethod" | "apis" | "published" | "submit";

/** What an operator has entered. `chosen` holds API ids, by Provider: choosing another one loses none. */
export type FormContent = {
  /** Empty until one is chosen. */
  readonly provider: string;
  readonly authMethod: AuthMethod | null;
  readonly published: boolean;
  readonly texts: Readonly<Record<TextField, TextInput>>;
  readonly chosen: Readonly<Record<string, readonly string[]>>;
};

/** The item that a form edits, as it was when the form opened; an edit asks only for what differs from it. */
export type FormTarget = { readonly policyId: string; readonly item: Item };

/**
 * A Product or Plan being written: a new one, or an edit of `target`. Nothing of it depends on the data, so that no
 * sync, resize or change of the config takes anything away. `left` are the fields whose problems are told: those that
 * the operator has been to; `problems` are found when a field is left, so that nobody is corrected while typing. `asking` is set while it asks whether to throw edits away.
 */
export type Form = {
  readonly kind: ItemKind;
  readonly target: FormTarget | null;
  readonly content: FormContent;
  readonly opened: FormContent;
  readonly chooser: { readonly filter: TextInput; readonly cursor: string | null };
  readonly field: FormField;
  readonly left: ReadonlySet<FormField>;
  readonly problems: ReadonlyMap<FormField, string>;
  readonly asking: { readonly choice: "keep" | "throw"; readonly openedAt: number } | null;
};

const PORTAL_FIELDS = ["displayName", "description", "labels", "published"] as const;
const LIMITS = ["rate", "quota", "keyLifetime"] as const;

/** The fields of a form from top to bottom. */
export function fieldsOf({ kind, target }: Pick<Form, "kind" | "target">): readonly FormField[] {
  const apis = ["authMethod", "apis"] as const;
  if (target === null) {
    const own: readonly FormField[] = kind === "product" ? [...apis, "name"] : ["name", ...LIMITS];
    return ["provider", ...own, ...PORTAL_FIELDS, "metadata", "submit"];
  }
  const own: readonly FormField[] = kind === "product" ? apis : LIMITS;
  return ["name", ...own, ...PORTAL_FIELDS, "tags", "metadata", "submit"];
}

/** The fields that live at the Provider: they cannot be written while it cannot. */
export function isProviderField(field: FormField): boolean {
  return field !== "submit" && !PORTAL_FIELDS.some((own) => own === field);
}

/** A form for a new item; the Provider is empty when it is still to be chosen. */
export function newForm(kind: ItemKind, provider: string): Form {
  const blank = { rate: limitWords(null), quota: limitWords(null), keyLifetime: lifetimeWords(null) };
  const content = { provider, authMethod: null, published: false, texts: textsOf(blank), chosen: {} };
  const form = { kind, target: null, content, opened: content, chooser: NO_CHOOSER, ...UNTOUCHED };
  const [first = "name", second = "name"] = fieldsOf(form);
  return { ...form, field: provider === "" ? first : second };
}

/** A form that edits an item. */
export function editForm(kind: ItemKind, provider: string, item: Item): Form {
  const texts = textsOf(wordsOf(item));
  const product = "apis" in item ? item : null;
  const content: FormContent = {
    provider,
    authMethod: product === null ? null : principalOf(product),
    published: item.published,
    texts,
    chosen: product === null ? {} : { [provider]: product.apis.map(({ id }) => id) },
  };
  return {
    kind,
    target: { policyId: item.policyId, item },
    content,
    opened: content,
    chooser: NO_CHOOSER,
    field: "name",
    ...UNTOUCHED,
  };
}

/** The form with these entered, as if an operator had typed them. */
export function filledForm(form: Form, set: ItemSet): Form {
  const { content } = form;
  const { provider, texts, chosen } = content;
  const typed = Object.entries(wordsOf(set)).map(([field, text]) => [field, inputOf(text)] as const);
  return {
    ...form,
    content: {
      ...content,
      published: set.published ?? content.published,
      texts: { ...texts, ...Object.fromEntries(typed) },
      chosen: set.apis === undefined ? chosen : { ...chosen, [provider]: set.apis },
    },
  };
}

/** The ids of the APIs that are chosen at the Provider. */
export function chosenApis({ provider, chosen }: FormContent): readonly string[] {
  return chosen[provider] ?? [];
}

/** Whether anything was entered that throwing the form away would lose. */
export function isEdited({ content, opened }: Form): boolean {
  return changedFields({ content, opened }).length > 0;
}

/** The fields whose content is not what it was when the form opened. */
export function changedFields({ content, opened }: Pick<Form, "content" | "opened">): readonly FormField[] {
  const texts = Object.keys(content.texts).filter((name): name is TextField => name in opened.texts);
  const changed: FormField[] = texts.filter(
    (field) => content.texts[field].text !== opened.texts[field].text,
  );
  if (content.provider !== opened.provider) changed.push("provider");
  if (content.authMethod !== opened.authMethod) changed.push("authMethod");
  if (content.published !== opened.published) changed.push("published");
  if (chosenApis(content).toSorted().join("\n") !== chosenApis(opened).toSorted().join("\n"))
    changed.push("apis");
  return changed;
}

/** The fields as they are typed. */
function wordsOf(set: Omit<ItemSet, "apis" | "published">): Partial<Record<TextField, string>> {
  const { name, rate, quota, keyLifetime, tags, displayName, description, labels, metadata } = set;
  return {
    ...(name === undefined ? {} : { name }),
    ...(rate === undefined ? {} : { rate: limitWords(rate) }),
    ...(quota === undefined ? {} : { quota: limitWords(quota) }),
    ...(keyLifetime === undefined ? {} : { keyLifetime: lifetimeWords(keyLifetime) }),
    ...(tags === undefined ? {} : { tags: tags.join(", ") }),
    ...(displayName === undefined ? {} : { displayName: displayName ?? "" }),
    ...(description === undefined ? {} : { description: description ?? "" }),
    ...(labels === undefined ? {} : { labels: pairsWords(labels) }),
    ...(metadata === undefined ? {} : { metadata: pairsWords(metadata) }),
  };
}

const UNTOUCHED = {
  left: new Set<FormField>(),
  problems: new Map<FormField, string>(),
  asking: null,
} as const;
const NO_CHOOSER: Form["chooser"] = { filter: EMPTY_INPUT, cursor: null };

const NO_TEXTS: FormContent["texts"] = {
  name: EMPTY_INPUT,
  rate: EMPTY_INPUT,
  quota: EMPTY_INPUT,
  keyLifetime: EMPTY_INPUT,
  tags: EMPTY_INPUT,
  displayName: EMPTY_INPUT,
  description: EMPTY_INPUT,
  labels: EMPTY_INPUT,
  metadata: EMPTY_INPUT,
};

function textsOf(texts: Partial<Record<TextField, string>>): FormContent["texts"] {
  const inputs = Object.entries(texts).map(
    ([field, text]) => [field, isLimit(field) ? selectedInput(text) : inputOf(text)] as const,
  );
  return { ...NO_TEXTS, ...Object.fromEntries(inputs) };
}

/** Whether the field's text is a limit: one is not written on, but replaced. */
function isLimit(field: string): boolean {
  return LIMITS.some((limit) => limit === field);
}

/** The method that its APIs share: mutual TLS only joins it. */
function principalOf({ authMethods }: Pick<Product, "authMethods">): AuthMethod | null {
  return authMethods.find((method) => method !== "mtls") ?? authMethods[0] ?? null;
}
