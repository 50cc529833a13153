import type { ConsoleState } from "./console-data.ts";
import {
  chosenPlan,
  chosenProducts,
  kindOf,
  kindsOffered,
  plansListed,
  productsListed,
  whyNotIssued,
  type CredentialField,
  type CredentialForm,
  type CredentialText,
} from "./credential-form.ts";
import { issuingProviders } from "./credential-checks.ts";
import { EMPTY_INPUT, inserted, typed, type TextInput } from "./text-input.ts";
import { neighbour, TURNS } from "./turns.ts";
import { clamp } from "./window.ts";

/** The form after a key that writes, or that turns what its field chooses from. */
export function enteredCredentialKey(form: CredentialForm, key: string, data: ConsoleState): CredentialForm {
  const { field } = form;
  if (field === "submit") return form;
  if (field === "products" || field === "plan") return chosenInList(form, key, data);
  if (isTextOf(field)) {
    const input = typed(form.texts[field], key, limitsOf(field));
    return input === null ? form : withText(form, field, input);
  }
  const by = TURNS[key];
  return by === undefined ? form : turned(form, by, data);
}

/** The form after a paste, or after a line break. */
export function enteredCredentialText(form: CredentialForm, text: string): CredentialForm {
  const { field } = form;
  if (field === "products" || field === "plan") {
    return { ...form, filter: inserted(form.filter, text.replaceAll(" ", "")), cursor: null };
  }
  if (!isTextOf(field)) return form;
  const isSecret = field === "key" || field === "secret" || field === "password";
  // A copied secret often has a line end behind it.
  const written = isSecret ? text.trim() : text;
  return withText(form, field, inserted(form.texts[field], written, limitsOf(field)));
}

/** One row down or up within the field; null at its end, or where it has no rows. */
export function movedInCredentialForm(
  form: CredentialForm,
  by: 1 | -1,
  data: ConsoleState,
): CredentialForm | null {
  if (form.field !== "products" && form.field !== "plan") return null;
  const ids = listedIds(form, data);
  const next = ids[cursorOf(form, ids) + by];
  return next === undefined ? null : { ...form, cursor: next };
}

/** The ids that the field with the focus chooses from. */
export function listedIds(form: CredentialForm, data: ConsoleState): readonly string[] {
  const listed = form.field === "plan" ? plansListed(form, data) : productsListed(form, data);
  return listed.map(({ policyId }) => policyId);
}

/** Where the cursor of the list is: on its object, or on the first. */
export function cursorOf({ cursor }: CredentialForm, ids: readonly string[]): number {
  return clamp(cursor === null ? 0 : ids.indexOf(cursor), 0, Math.max(0, ids.length - 1));
}

export function isTextOf(field: CredentialField): field is CredentialText {
  return TEXTS.some((text) => text === field);
}

const TEXTS: readonly CredentialText[] = [
  "owner",
  "alias",
  "labels",
  "username",
  "password",
  "key",
  "redirect",
  "grace",
  "secret",
  "pem",
];

function limitsOf(field: CredentialText): { readonly longest: number; readonly lines: boolean } {
  return { longest: field === "pem" ? 200_000 : 2000, lines: field === "pem" };
}

function withText(form: CredentialForm, field: CredentialText, input: TextInput): CredentialForm {
  const problems = new Map(form.problems);
  problems.delete(field);
  return { ...form, texts: { ...form.texts, [field]: input }, problems, isEdited: true };
}

function chosenInList(form: CredentialForm, key: string, data: ConsoleState): CredentialForm {
  const ids = listedIds(form, data);
  const id = ids[cursorOf(form, ids)];
  if (key !== "space") {
    const filter = typed(form.filter, key);
    return filter === null ? form : { ...form, filter, cursor: null };
  }
  if (id === undefined) return form;
  const { provider } = form;
  if (form.field === "plan") {
    const same = chosenPlan(form) === id;
    const plans = Object.fromEntries(Object.entries(form.plans).filter(([name]) => name !== provider));
    return { ...form, plans: same ? plans : { ...plans, [provider]: id }, cursor: id, isEdited: true };
  }
  const chosen = chosenProducts(form);
  const next = chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id];
  return {
    ...form,
    products: { ...form.products, [provider]: next },
    filter: EMPTY_INPUT,
    cursor: id,
    isEdited: true,
  };
}

type Turn = (form: CredentialForm, by: 1 | -1, data: ConsoleState) => Partial<CredentialForm>;

/** What a turn changes, of the fields that choose from a few. */
const TURNED: Readonly<Partial<Record<CredentialField, Turn>>> = {
  provider: ({ provider }, by, data) => ({
    provider: neighbour(issuingProviders(data), provider, by) ?? provider,
    cursor: null,
    certificate: null,
  }),
  kind: (form, by, data) => {
    const able = kindsOffered(form, data).filter((kind) => whyNotIssued(data, form.provider, kind) === null);
    return { chosenKind: neighbour(able, kindOf(form, data), by) };
  },
  force: ({ isForced }) => ({ isForced: !isForced }),
  certificate: ({ certificate, certificates }, by) => {
    const ids = (certificates?.certificates ?? []).map(({ id }) => id);
    return { certificate: neighbour(ids, certificate, by) ?? certificate };
  },
};

function turned(form: CredentialForm, by: 1 | -1, data: ConsoleState): CredentialForm {
  const turn = TURNED[form.field];
  return turn === undefined ? form : { ...form, ...turn(form, by, data), isEdited: true };
}
