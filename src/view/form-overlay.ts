import type { ViewState } from "./view-state.ts";
import type { AnyForm } from "./write-dialog.ts";

/** The view with a form over the panes. */
export function withForm(view: ViewState, form: AnyForm): ViewState {
  return { ...view, overlay: { kind: "form", form } };
}

/** The field after another, or before it, going round. */
export function fieldBeside<Field>(fields: readonly Field[], field: Field, by: 1 | -1): Field {
  return fields[(fields.indexOf(field) + by + fields.length) % fields.length] ?? field;
}
