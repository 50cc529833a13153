import type { ItemKind } from "../core/catalog.ts";
import type { ItemSet } from "../core/change.ts";
import { changeTitle } from "../core/change-text.ts";
import type { Act, Handler } from "./act.ts";
import { CONFIRM_AFTER } from "./confirm-after.ts";
import type { ActionId } from "./action-table.ts";
import { enteredProvider, movedProvider, proposedProvider } from "./act-provider.ts";
import { preparing } from "./act-write.ts";
import { enteredCredentialForm, movedCredentialForm, proposedCredential } from "./act-credential-form.ts";
import {
  enteredCredentialKey,
  enteredCredentialText,
  movedInCredentialForm,
} from "./credential-form-input.ts";
import { itemUnderCursor, type ItemRow } from "./chosen-items.ts";
import {
  editForm,
  fieldsOf,
  filledForm,
  isEdited,
  newForm,
  type Form,
  type FormField,
  type TextField,
} from "./form.ts";
import { fieldBeside, withForm } from "./form-overlay.ts";
import { enteredKey, enteredText, movedInField, replacedText } from "./form-input.ts";
import { readForm } from "./form-request.ts";
import { isProviderEdited } from "./provider-form.ts";
import { enteredProviderKey, pastedProviderText } from "./provider-form-input.ts";
import type { AnyForm } from "./write-dialog.ts";
import { scopeOf } from "./listing.ts";
import { ALL_SCOPE } from "./rows.ts";
import { stay, step, toasted, type Step, type ViewState } from "./view-state.ts";
import { writableProviders } from "./writable.ts";

export const FORM_ACTIONS = {
  "item.create": (act) => {
    const kind = kindShown(act.view);
    return stay(kind === null ? act.view : withForm(act.view, newForm(kind, providerFor(act, kind))));
  },
  "item.edit": (act) => {
    const row = itemUnderCursor(act);
    return stay(row === null ? act.view : withForm(act.view, editForm(row.kind, row.provider, row.item)));
  },
  "form.next": onForm((act, form) => moved(act, form, 1)),
  "form.previous": onForm((act, form) => moved(act, form, -1)),
  "form.down": onForm((act, form) => movedWithin(act, form, 1)),
  "form.up": onForm((act, form) => movedWithin(act, form, -1)),
  "form.propose": onForm(proposed),
  "form.editor": onForm((act, form) => openedEditor(act, form)),
} as const satisfies Partial<Record<ActionId, Handler>>;

/** The kind of item that the tab lists; null where it lists none that can be made. */
export function kindShown(view: ViewState): ItemKind | null {
  return view.tab === "products" ? "product" : view.tab === "plans" ? "plan" : null;
}

/** Enter: into a text of several lines it goes, elsewhere on to the next field, and on the button it proposes. */
export function enteredForm(act: Act, form: AnyForm): Step {
  if (form.asking !== null) return answeredQuestion(act, form);
  if (form.kind === "provider") return enteredProvider(act, form);
  if (form.kind === "credential") return enteredCredentialForm(act, form);
  if (form.field === "submit") return proposed(act, form);
  if (form.field === "description") return stay(withForm(act.view, enteredText(form, "\n")));
  return moved(act, form, 1);
}

/** Esc: asks before it throws edits away; a second Esc keeps them. */
export function escapedForm(act: Act, form: AnyForm): Step {
  if (form.asking !== null) return stay(withForm(act.view, { ...form, asking: null }));
  if (!hasEdits(form)) return left(act.view, form);
  return stay(withForm(act.view, { ...form, asking: { choice: "keep", openedAt: act.now } }));
}

/** The other answer to whether edits are thrown away. */
export function turnedQuestion(view: ViewState, form: AnyForm): ViewState {
  const { asking } = form;
  if (asking === null) return view;
  return withForm(view, {
    ...form,
    asking: { ...asking, choice: asking.choice === "keep" ? "throw" : "keep" },
  });
}

/** A key that no action listens to: it is written, or turns what the field chooses from. */
export function typedIntoForm(act: Act, form: AnyForm, key: string): ViewState {
  if (form.kind === "provider") return withForm(act.view, enteredProviderKey(form, key));
  if (form.kind === "credential") return withForm(act.view, enteredCredentialKey(form, key, act.data));
  return withForm(act.view, enteredKey(form, key, act.data));
}

/** A paste goes into the field. */
export function pastedIntoForm(act: Act, form: AnyForm, text: string): ViewState {
  if (form.kind === "provider") return withForm(act.view, pastedProviderText(form, text));
  if (form.kind === "credential") return withForm(act.view, enteredCredentialText(form, text));
  return withForm(act.view, enteredText(form, text));
}

/** The field as the editor left it, unless the form is not there any more. */
export function textEdited(view: ViewState, field: TextField, text: string): ViewState {
  const form = view.overlay?.kind === "form" ? view.overlay.form : null;
  const isOfItem = form?.kind === "product" || form?.kind === "plan";
  return isOfItem ? withForm(view, replacedText(form, field, text)) : view;
}

/**
 * An item was edited as YAML: what it changes is proposed, and the way back from there leads to a form that has it all.
 */
export function itemEdited(act: Act, row: ItemRow, set: ItemSet): Step {
  const { kind, provider, item } = row;
  const request = { op: "edit", kind, provider, policyId: item.policyId, set } as const;
  const form = filledForm(editForm(kind, provider, item), set);
  return preparing(act, { wanted: [request], title: changeTitle(request, item.name), form });
}

/** What a key does in a form. */
function onForm(handle: (act: Act, form: AnyForm) => Step): Handler {
  return (act) => {
    const { overlay } = act.view;
    return overlay?.kind === "form" ? handle(act, overlay.form) : stay(act.view);
  };
}

function openedEditor({ view, now }: Act, form: AnyForm): Step {
  const refused = (why: string): Step => stay(toasted(view, why, { role: "warn", at: now }));
  if (form.kind === "provider") return refused("it is written here");
  if (form.kind === "credential") return refused("its fields are short, and never go into a file");
  const { field } = form;
  if (!isTextField(form, field)) return refused("this field is not a text");
  return step(view, { type: "edit-text", field, text: form.content.texts[field].text });
}

function hasEdits(form: AnyForm): boolean {
  if (form.kind === "provider") return isProviderEdited(form);
  return form.kind === "credential" ? form.isEdited : isEdited(form);
}

/** Without the form; a connection that is being tried for it is given up. */
function left(view: ViewState, form: AnyForm): Step {
  const closed = { ...view, overlay: null };
  const test = form.kind === "provider" ? form.test : null;
  return test?.step === "running" ? step(closed, { type: "abandon", run: test.run }) : stay(closed);
}

/** The Provider that is listed, if something can be created there; where there is just one that can, that one. */
function providerFor({ view, data }: Act, kind: ItemKind): string {
  const names = writableProviders(data, kind);
  const scope = scopeOf(view);
  if (scope !== ALL_SCOPE && names.includes(scope)) return scope;
  return names.length === 1 ? (names[0] ?? "") : "";
}

function moved(act: Act, form: AnyForm, by: 1 | -1): Step {
  const { view, data } = act;
  if (form.kind === "provider") return stay(movedProvider(view, form, by));
  if (form.kind === "credential") return movedCredentialForm(act, form, by);
  const field = fieldBeside(fieldsOf(form), form.field, by);
  const { problems } = readForm(form, data);
  return stay(withForm(view, { ...form, field, problems, left: new Set([...form.left, form.field]) }));
}

/** Down and up: within the field while it has rows, then on to the next one. */
function movedWithin(act: Act, form: AnyForm, by: 1 | -1): Step {
  const within = rowBeside(act, form, by);
  return within === null ? moved(act, form, by) : stay(withForm(act.view, within));
}

function rowBeside({ data }: Act, form: AnyForm, by: 1 | -1): AnyForm | null {
  if (form.kind === "provider") return null;
  return form.kind === "credential" ? movedInCredentialForm(form, by, data) : movedInField(form, by, data);
}

function answeredQuestion({ view, now }: Act, form: AnyForm): Step {
  const { asking } = form;
  if (asking === null || now - asking.openedAt < CONFIRM_AFTER) return stay(view);
  return asking.choice === "throw" ? left(view, form) : stay(withForm(view, { ...form, asking: null }));
}

function proposed(act: Act, form: AnyForm): Step {
  if (form.kind === "provider") return proposedProvider(act, form);
  if (form.kind === "credential") return proposedCredential(act, form);
  const { view, data, now } = act;
  const { request, problems } = readForm(form, data);
  const told = { ...form, problems, left: new Set(fieldsOf(form)) };
  if (request === null) {
    const field = fieldsOf(form).find((one) => problems.has(one)) ?? form.field;
    return stay(withForm(view, { ...told, field }));
  }
  if (request.op === "edit" && Object.keys(request.set).length === 0) {
    return stay(toasted(withForm(view, told), "nothing has been changed", { role: "warn", at: now }));
  }
  const name = form.content.texts.name.text.trim();
  return preparing(act, { wanted: [request], title: changeTitle(request, name), form: told });
}

function isTextField(form: Form, field: FormField): field is TextField {
  return field in form.content.texts;
}
