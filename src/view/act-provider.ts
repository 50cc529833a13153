import type { ProviderDraft, ProviderRequest } from "../core/provider-edit.ts";
import { providerTitle } from "../core/provider-words.ts";
import type { Act, Handler } from "./act.ts";
import { preparing } from "./act-write.ts";
import type { ActionId } from "./action-table.ts";
import { providerInQuestion } from "./provider-in-question.ts";
import { fieldBeside, withForm } from "./form-overlay.ts";
import {
  changedProviderFields,
  providerFields,
  providerForm,
  type FormTest,
  type ProviderForm,
} from "./provider-form.ts";
import { readProviderForm } from "./provider-form-request.ts";
import { stay, step, toasted, type Step, type ViewState } from "./view-state.ts";

export const PROVIDER_ACTIONS = {
  "provider.add": ({ view }) => step(view, { type: "read-provider", provider: null }),
  "provider.edit": (act) => step(act.view, { type: "read-provider", provider: providerInQuestion(act) }),
  "provider.remove": (act) => {
    const provider = providerInQuestion(act);
    if (provider === null) return stay(act.view);
    const request = { op: "remove-provider", provider } as const;
    return preparing(act, { wanted: [request], title: providerTitle(request), form: null });
  },
  "form.test": (act) => {
    const { overlay } = act.view;
    return overlay?.kind === "form" && overlay.form.kind === "provider"
      ? tested(act, overlay.form)
      : stay(act.view);
  },
} as const satisfies Partial<Record<ActionId, Handler>>;

/** A Provider was read from the config: its form opens, unless something else did meanwhile. */
export function providerRead(view: ViewState, draft: ProviderDraft): ViewState {
  return view.overlay === null && view.prompt === null ? withForm(view, providerForm(draft)) : view;
}

/** What trying a connection found, unless its form is not there any more, or has asked anew. */
export function providerTested(view: ViewState, run: number, result: FormTest): ViewState {
  const form = view.overlay?.kind === "form" ? view.overlay.form : null;
  if (form?.kind !== "provider" || form.test?.step !== "running" || form.test.run !== run) return view;
  return withForm(view, { ...form, test: result });
}

/** The next field, or the one before; what is wrong with the one that is left is told from now on. */
export function movedProvider(view: ViewState, form: ProviderForm, by: 1 | -1): ViewState {
  const field = fieldBeside(providerFields(form), form.field, by);
  const { problems } = readProviderForm(form);
  return withForm(view, { ...form, field, problems, left: new Set([...form.left, form.field]) });
}

/** Enter: on a button what it says, elsewhere on to the next field. */
export function enteredProvider(act: Act, form: ProviderForm): Step {
  if (form.field === "submit") return proposedProvider(act, form);
  if (form.field === "test") return tested(act, form);
  return stay(movedProvider(act.view, form, 1));
}

/** Shows what it would change, and asks. */
export function proposedProvider(act: Act, form: ProviderForm): Step {
  const { told, request } = readAloud(form);
  if (request === null) return stay(withForm(act.view, told));
  if (form.target !== null && changedProviderFields(form).length === 0) {
    const view = withForm(act.view, told);
    return stay(toasted(view, "nothing has been changed", { role: "warn", at: act.now }));
  }
  return preparing(act, { wanted: [request], title: providerTitle(request), form: told });
}

/** Connects as the form says, unless something is missing in it. */
function tested(act: Act, form: ProviderForm): Step {
  const { told, request } = readAloud(form);
  if (request === null) return stay(withForm(act.view, told));
  const run = act.view.runs + 1;
  const view = { ...act.view, runs: run };
  return step(withForm(view, { ...told, field: "test", test: { step: "running", run } }), {
    type: "test-provider",
    run,
    request,
  });
}

/** The form with every problem told, on the first field that has one. */
function readAloud(form: ProviderForm): {
  readonly told: ProviderForm;
  readonly request: ProviderRequest | null;
} {
  const { request, problems } = readProviderForm(form);
  const fields = providerFields(form);
  const field = fields.find((one) => problems.has(one)) ?? form.field;
  return { told: { ...form, problems, left: new Set(fields), field }, request };
}
