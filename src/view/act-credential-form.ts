import { credentialName, credentialTitle } from "../core/credential-text.ts";
import type { CredentialRequest } from "../core/credential-change.ts";
import type { Act } from "./act.ts";
import { preparing } from "./act-write.ts";
import { chosenPlan, chosenProducts, credentialFields, type CredentialForm } from "./credential-form.ts";
import { enteredCredentialKey, enteredCredentialText } from "./credential-form-input.ts";
import { readCredentialForm } from "./credential-form-request.ts";
import { fieldBeside, withForm } from "./form-overlay.ts";
import { EMPTY_INPUT } from "./text-input.ts";
import { stay, step, type Step } from "./view-state.ts";

/** The next field, or the one before; the field that is left is checked, and certificates are asked for when needed. */
export function movedCredentialForm(act: Act, form: CredentialForm, by: 1 | -1): Step {
  const field = fieldBeside(credentialFields(form, act.data), form.field, by);
  const { problems } = readCredentialForm(form, act.data);
  const left = new Set([...form.left, form.field]);
  const next = { ...form, field, problems, left, filter: EMPTY_INPUT, cursor: null };
  const shown = withForm(act.view, next);
  const isKnown = form.certificates?.provider === form.provider;
  if (field !== "certificate" || isKnown) return stay(shown);
  return step(shown, { type: "read-certificates", provider: form.provider });
}

/** Enter: a line break in a text of several lines, elsewhere on to the next field, and on the button it proposes. */
export function enteredCredentialForm(act: Act, form: CredentialForm): Step {
  if (form.field === "submit") return proposedCredential(act, form);
  if (form.field === "pem" && form.texts.pem.text.includes("\n")) {
    return stay(withForm(act.view, enteredCredentialText(form, "\n")));
  }
  return movedCredentialForm(act, withChoice(form, act), 1);
}

/** Where nothing is chosen from a list yet, Enter takes what its cursor is on. */
function withChoice(form: CredentialForm, { data }: Act): CredentialForm {
  const isOpen =
    form.field === "plan"
      ? chosenPlan(form) === null
      : form.field === "products" && chosenProducts(form).length === 0;
  return isOpen ? enteredCredentialKey(form, "space", data) : form;
}

/** Asks for the proposal of what was entered; what is wrong with it is told at its field. */
export function proposedCredential(act: Act, form: CredentialForm): Step {
  const { view, data } = act;
  const fields = credentialFields(form, data);
  const { request, problems } = readCredentialForm(form, data);
  const told = { ...form, problems, left: new Set(fields) };
  if (request === null) {
    const field = fields.find((one) => problems.has(one)) ?? form.field;
    return stay(withForm(view, { ...told, field, filter: EMPTY_INPUT, cursor: null }));
  }
  return preparing(act, { wanted: [request], title: titleOf(request, form), form: told });
}

function titleOf(request: CredentialRequest, { target, texts }: CredentialForm): string {
  if (target !== null) return credentialTitle(request, credentialName(target));
  if (request.op === "addCertificate") return `Upload a certificate at ${request.provider}`;
  return credentialTitle(request, texts.alias.text.trim() || texts.owner.text.trim() || "without alias");
}
