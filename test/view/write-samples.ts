import type { ChangeProposal, ChangeRequest, ChangeResult } from "../../src/core/change.ts";
import { isProviderRequest } from "../../src/core/provider-edit.ts";
import { isCredentialRequest } from "../../src/core/credential-change.ts";
import type { WriteAnswer } from "../../src/view/act-write.ts";
import { reduce } from "../../src/view/console-state.ts";
import type { Form } from "../../src/view/form.ts";
import type { Effect } from "../../src/view/view-state.ts";
import type { Wanted, WriteDialog, WritePhase } from "../../src/view/write-dialog.ts";
import { aDefinition } from "../helpers/manual-connection.ts";
import type { Driver } from "./sample-console.ts";

export const DELETE_PAYMENTS = {
  op: "delete",
  kind: "product",
  provider: "EU",
  policyId: "p1",
} as const satisfies ChangeRequest;

/** A proposal that writes to the Provider, unless `part` says otherwise. */
export function proposal(request: ChangeRequest, part: Partial<ChangeProposal> = {}): ChangeProposal {
  return {
    request,
    title: 'Delete Product "Payments" at EU',
    fields: [{ field: "name", side: "provider", before: "Payments", after: null }],
    requests: [{ method: "DELETE", path: "/api/portal/policies/p1", body: null }],
    affects: ["It is published: consumers lose it."],
    loses: ["Its database id p1: put in again, the policy gets another one."],
    warnings: [],
    production: false,
    command: "portico delete product Payments -p EU",
    write: {
      intent: { op: "delete", kind: "product", policyId: "p1" },
      proposal: {
        fields: [],
        requests: [],
        affects: [],
        loses: [],
        basis: {},
        ground: "g",
        digest: "d",
      },
      definition: aDefinition("EU"),
    },
    before: null,
    ...part,
  };
}

export function result(part: Partial<ChangeResult> = {}): ChangeResult {
  return {
    provider: "EU",
    kind: "product",
    policyId: "p1",
    name: "Payments",
    summary: 'Deleted Product "Payments"',
    warnings: [],
    ...part,
  };
}

/** What comes back from a change, and what is asked for then. */
export function answer(driver: Driver, given: WriteAnswer): void {
  const step = reduce(driver.view, { type: "answer", answer: given, at: driver.now }, driver.data);
  driver.view = step.view;
  driver.effects.push(...step.effects);
}

/** The changes of Products and Plans among what is wanted. */
export function itemRequests(wanted: Exclude<Wanted, "undo">): readonly ChangeRequest[] {
  return wanted.flatMap((request) =>
    isCredentialRequest(request) || isProviderRequest(request) ? [] : [request],
  );
}

/** The last effect of a type; fails when there was none. */
export function effectOf<T extends Effect["type"]>(driver: Driver, type: T): Extract<Effect, { type: T }> {
  const found = driver.effects.findLast(
    (effect): effect is Extract<Effect, { type: T }> => effect.type === type,
  );
  if (found === undefined) throw new Error(`nothing asked for ${type}`);
  return found;
}

/** The dialog that is open; fails without one. */
export function dialogOf({ view }: Driver): WriteDialog {
  if (view.overlay?.kind !== "write") throw new Error(`no dialog, but ${view.overlay?.kind ?? "bare panes"}`);
  return view.overlay.write;
}

export function phaseOf<T extends WritePhase["step"]>(
  driver: Driver,
  wanted: T,
): Extract<WritePhase, { step: T }> {
  const { phase } = dialogOf(driver);
  if (!isAt(phase, wanted)) throw new Error(`the dialog is ${phase.step}`);
  return phase;
}

function isAt<T extends WritePhase["step"]>(
  phase: WritePhase,
  step: T,
): phase is Extract<WritePhase, { step: T }> {
  return phase.step === step;
}

/** The form that is open; fails without one. */
export function formOf({ view }: Driver): Form {
  const form = view.overlay?.kind === "form" ? view.overlay.form : null;
  if (form?.kind !== "product" && form?.kind !== "plan")
    throw new Error(`no form, but ${view.overlay?.kind ?? "bare panes"}`);
  return form;
}

/** The proposals have come for what was asked last. */
export function propose(driver: Driver, part: Partial<ChangeProposal> = {}): void {
  const { run, wanted } = effectOf(driver, "propose");
  const requests = wanted === "undo" ? [DELETE_PAYMENTS] : itemRequests(wanted);
  answer(driver, { type: "proposed", run, proposals: requests.map((request) => proposal(request, part)) });
}
