import type { ItemKind } from "../core/catalog.ts";
import type { ItemSet } from "../core/change.ts";
import { changeTitle } from "../core/change-text.ts";
import type { Act, Handler } from "./act.ts";
import { CONFIRM_AFTER } from "./confirm-after.ts";
import type { ActionId } from "./action-table.ts";
import { preparing } from "./act-write.ts";
import { movedCredentialForm, movedWithinCredentialForm, proposedCredential } from "./act-credential-form.ts";
import type { CredentialForm } from "./credential-form.ts";
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
import { enteredKey, enteredText, movedInField, replacedText } from "./form-input.ts";
import { readForm } from "./form-request.ts";
import { scopeOf } from "./listing.ts";
import { ALL_SCOPE } from "./rows.ts";
import { stay, step, toasted, type Step, type ViewState } from "./view-state.ts";
import { writableProviders } from "./writable.ts";

export const FORM_ACTIONS = {
  "item.create": (act) => {
    const kind = kindShown(act.view);
    return stay(kind === null ? act.view : opened(act.view, newForm(kind, providerFor(act, kind))));
  },
  "item.edit": (act) => {
    const row = itemUnderCursor(act);
    return stay(row === null ? act.view : opened(act.view, editForm(row.kind, row.provider, row.item)));
  },
  "form.next": onForm(
    (act, form) => stay(moved(act, form, 1)),
    (act, form) => movedCredentialForm(act, form, 1),
  ),
  "form.previous": onForm(
    (act, form) => stay(moved(act, form, -1)),
    (act, form) => movedCredentialForm(act, form, -1),
  ),
  "form.down": onForm(
    (act, form) => stay(movedWithin(act, form, 1)),
    (act, form) => movedWithinCredentialForm(act, form, 1),
  ),
  "form.up": onForm(
    (act, form) => stay(movedWithin(act, form, -1)),
    (act, form) => movedWithinCredentialForm(act, form, -1),
  ),
  "form.propose": onForm(proposed, proposedCredential),
  "form.editor": onForm(
    ({ view, now }, form) => {
      const { field } = form;
      if (!isTextField(form, field)) {
        return stay(toasted(view, "this field is not a text", { role: "warn", at: now }));
      }
      return step(view, { type: "edit-text", field, text: form.content.texts[field].text });
    },
    ({ view, now }) =>
      stay(toasted(view, "its fields are short, and never go into a file", { role: "warn", at: now })),
  ),
} as const satisfies Partial<Record<ActionId, Handler>>;

/** The kind of item that the tab lists; null where it lists none that can be made. */
export function kindShown(view: ViewState): ItemKind | null {
  return view.tab === "products" ? "product" : view.tab === "plans" ? "plan" : null;
}

/** Enter: into a text of several lines it goes, elsewhere on to the next field, and on the button it proposes. */
export function enteredForm(act: Act, form: Form): Step {
  if (form.asking !== null) return answeredQuestion(act, form);
  if (form.field === "submit") return proposed(act, form);
  if (form.field === "description") return stay(opened(act.view, enteredText(form, "\n")));
  return stay(moved(act, form, 1));
}

/** Esc: asks before it throws edits away; a second Esc keeps them. */
export function escapedForm(act: Act, form: Form): Step {
  if (form.asking !== null) return stay(opened(act.view, { ...form, asking: null }));
  if (!isEdited(form)) return stay({ ...act.view, overlay: null });
  return stay(opened(act.view, { ...form, asking: { choice: "keep", openedAt: act.now } }));
}

/** The other answer to whether edits are thrown away. */
export function turnedQuestion(view: ViewState, form: Form): ViewState {
  const { asking } = form;
  if (asking === null) return view;
  return opened(view, {
    ...form,
    asking: { ...asking, choice: asking.choice === "keep" ? "throw" : "keep" },
  });
}

/** A key that no action listens to: it is written, or turns what the field chooses from. */
export function typedIntoForm(act: Act, form: Form, key: string): ViewState {
  return opened(act.view, enteredKey(form, key, act.data));
}

/** A paste goes into the field. */
export function pastedIntoForm(act: Act, form: Form, text: string): ViewState {
  return opened(act.view, enteredText(form, text));
}

/** The field as the editor left it, unless the form is not there any more. */
export function textEdited(view: ViewState, field: TextField, text: string): ViewState {
  return view.overlay?.kind === "form" ? opened(view, replacedText(view.overlay.form, field, text)) : view;
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

/** What a key does in a form of a Product or Plan, and in one about credentials. */
function onForm(
  ofItem: (act: Act, form: Form) => Step,
  ofCredential: (act: Act, form: CredentialForm) => Step,
): Handler {
  return (act) => {
    const { overlay } = act.view;
    if (overlay?.kind === "credential") return ofCredential(act, overlay.form);
    return overlay?.kind === "form" ? ofItem(act, overlay.form) : stay(act.view);
  };
}

function opened(view: ViewState, form: Form): ViewState {
  return { ...view, overlay: { kind: "form", form } };
}

/** The Provider that is listed, if something can be created there; where there is just one that can, that one. */
function providerFor({ view, data }: Act, kind: ItemKind): string {
  const names = writableProviders(data, kind);
  const scope = scopeOf(view);
  if (scope !== ALL_SCOPE && names.includes(scope)) return scope;
  return names.length === 1 ? (names[0] ?? "") : "";
}

function moved({ view, data }: Act, form: Form, by: 1 | -1): ViewState {
  const fields = fieldsOf(form);
  const at = fields.indexOf(form.field) + by;
  const field = fields[(at + fields.length) % fields.length] ?? form.field;
  const { problems } = readForm(form, data);
  return opened(view, { ...form, field, problems, left: new Set([...form.left, form.field]) });
}

/** Down and up: within the field while it has rows, then on to the next one. */
function movedWithin(act: Act, form: Form, by: 1 | -1): ViewState {
  const within = movedInField(form, by, act.data);
  return within === null ? moved(act, form, by) : opened(act.view, within);
}

function answeredQuestion({ view, now }: Act, form: Form): Step {
  const { asking } = form;
  if (asking === null || now - asking.openedAt < CONFIRM_AFTER) return stay(view);
  return stay(
    asking.choice === "throw" ? { ...view, overlay: null } : opened(view, { ...form, asking: null }),
  );
}

function proposed(act: Act, form: Form): Step {
  const { view, data, now } = act;
  const { request, problems } = readForm(form, data);
  const told = { ...form, problems, left: new Set(fieldsOf(form)) };
  if (request === null) {
    const field = fieldsOf(form).find((one) => problems.has(one)) ?? form.field;
    return stay(opened(view, { ...told, field }));
  }
  if (request.op === "edit" && Object.keys(request.set).length === 0) {
    return stay(toasted(opened(view, told), "nothing has been changed", { role: "warn", at: now }));
  }
  const name = form.content.texts.name.text.trim();
  return preparing(act, { wanted: [request], title: changeTitle(request, name), form: told });
}

function isTextField(form: Form, field: FormField): field is TextField {
  return field in form.content.texts;
}
