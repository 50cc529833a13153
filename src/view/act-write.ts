import type { ChangeRequest } from "../core/change.ts";
import { isEmptyProposal } from "../core/change.ts";
import { isEmptyProviderProposal, isProviderProposal, type ConfigEdit } from "../core/provider-edit.ts";
import { providerTitle } from "../core/provider-words.ts";
import { changeTitle } from "../core/change-text.ts";
import type { ErrorReport } from "../core/errors.ts";
import { lastEdit, undoSummary } from "../core/last-change.ts";
import type { Act, Handler } from "./act.ts";
import { arrivedAt } from "./act-arrival.ts";
import type { ActionId } from "./action-table.ts";
import { namesText } from "./names-text.ts";
import { chosenItems, type ItemRow } from "./chosen-items.ts";
import { CONFIRM_AFTER } from "./confirm-after.ts";
import { doneText } from "./done-text.ts";
import { withForm } from "./form-overlay.ts";
import { keyForm } from "./key-form.ts";
import { secretDialog, type Sealed } from "./secret-dialog.ts";
import { openedCertificates, stay, step, toasted, type Step, type ViewState } from "./view-state.ts";
import {
  asking,
  askingChoices,
  commandsOf,
  failedChoices,
  forcedRequests,
  isAboutCredentials,
  isPortalOnly,
  makesSecret,
  nameToGive,
  type Done,
  type FailedChoice,
  type Proposal,
  type WriteDialog,
} from "./write-dialog.ts";

export const WRITE_ACTIONS = {
  "item.publish": (act) => {
    const rows = chosenItems(act);
    const published = rows.some(({ item }) => !item.published);
    const wanted = rows.map((row) => editOf(row, { published }));
    return step(act.view, { type: "change-at-once", wanted });
  },
  "item.delete": (act) => {
    const rows = chosenItems(act);
    const [first] = rows;
    if (first === undefined) return stay(act.view);
    const wanted = rows.map((row) => ({ op: "delete", ...placeOf(row) }) as const);
    const [request] = wanted;
    const single = rows.length === 1 && request !== undefined;
    const title = single ? changeTitle(request, first.item.name) : `Delete ${namesText(rows)}`;
    return preparing(act, { wanted, title, form: null });
  },
  "change.undo": (act) => {
    const { undo, configEdits } = act.data;
    const edit = lastEdit(configEdits, undo);
    if (edit !== null) return undoing(act, edit);
    const requests = undo.flatMap(({ request }) => request ?? []);
    if (requests.length === 0) return stay(act.view);
    if (requests.every(isPortalOnly)) return step(act.view, { type: "change-at-once", wanted: "undo" });
    return preparing(act, { wanted: "undo", title: `Undo: ${undoSummary(undo)}`, form: null });
  },
} as const satisfies Partial<Record<ActionId, Handler>>;

/** Asks to put a file of the config back. */
function undoing(act: Act, edit: ConfigEdit): Step {
  const request = { op: "undo-provider", provider: edit.provider, edit } as const;
  return preparing(act, { wanted: [request], title: providerTitle(request), form: null });
}

/** What comes back from a change that was asked for; `run` says which. */
export type WriteAnswer =
  | { readonly type: "proposed"; readonly run: number; readonly proposals: readonly Proposal[] }
  | { readonly type: "write-progress"; readonly run: number; readonly done: number }
  | {
      readonly type: "write-failed";
      readonly run: number;
      readonly error: ErrorReport;
      readonly done: readonly Done[];
    }
  /** `secret` is that of the credential that was made; it goes nowhere but into its dialog. */
  | {
      readonly type: "written";
      readonly run: number;
      readonly done: readonly Done[];
      readonly secret?: Sealed;
    };

/** Opens the dialog of a change and asks for its proposal. */
export function preparing({ view }: Act, change: Pick<WriteDialog, "wanted" | "title" | "form">): Step {
  const run = view.runs + 1;
  const write: WriteDialog = { ...change, run, phase: { step: "preparing" }, top: 0 };
  return step(
    { ...view, runs: run, overlay: { kind: "write", write } },
    { type: "propose", run, wanted: change.wanted },
  );
}

/** A change that was refused before it was asked for; `wanted` is what may be asked for nevertheless, or nothing. */
export type Refusal = Pick<WriteDialog, "title" | "wanted" | "nevertheless"> & {
  readonly error: ErrorReport;
};

/** Opens the dialog of a change that cannot be asked for as it is, with the reason. */
export function refusedAtOnce({ view, now }: Act, { error, ...change }: Refusal): ViewState {
  const run = view.runs + 1;
  const phase = {
    step: "failed",
    proposals: [],
    done: [],
    error,
    choice: "close",
    openedAt: now,
  } as const;
  return shown({ ...view, runs: run }, { ...change, run, form: null, phase, top: 0 });
}

/** An answer, put where it belongs: into its dialog, or, when that was left, into a toast. */
export function answered(act: Act, answer: WriteAnswer): Step {
  const { view } = act;
  const { overlay } = view;
  const own = overlay?.kind === "write" && overlay.write.run === answer.run ? overlay.write : null;
  switch (answer.type) {
    case "proposed":
      return own === null ? stay(view) : proposalsShown(act, own, answer.proposals);
    case "write-progress":
      return stay(own === null ? view : progressed(view, own, answer.done));
    case "write-failed":
      return own === null ? failedAside(act, answer) : stay(failedShown(act, own, answer));
    case "written":
      return finished(act, own, answer);
  }
}

function progressed(view: ViewState, write: WriteDialog, done: number): ViewState {
  const { phase } = write;
  return phase.step === "working" ? shown(view, { ...write, phase: { ...phase, done } }) : view;
}

/** Enter in the dialog of a change: the button that has the focus. */
export function enteredWrite(act: Act, write: WriteDialog): Step {
  const { phase } = write;
  if (phase.step === "preparing" || phase.step === "working") return stay(act.view);
  if (act.now - phase.openedAt < CONFIRM_AFTER) return stay(act.view);
  if (phase.choice === "copy") {
    return step(act.view, { type: "copy", text: commandsOf(write), what: "the command line" });
  }
  if (phase.step === "failed") return enteredFailed(act, write, phase.choice);
  return phase.choice === "cancel" ? escapedWrite(act, write) : confirmed(act, write, phase.proposals);
}

function enteredFailed(act: Act, write: WriteDialog, choice: FailedChoice): Step {
  const forced = choice === "force" ? forcedRequests(write) : null;
  if (forced !== null) return preparing(act, { ...write, wanted: forced });
  return choice === "again" ? lookedAgain(act, write) : escapedWrite(act, write);
}

/**
 * Esc: what is being prepared or asked is given up; what is on its way goes on in the background, unless a secret comes
 * of it, which somebody has to take.
 */
export function escapedWrite({ view, now }: Act, write: WriteDialog): Step {
  const { phase } = write;
  const left = steppedBack(view, write);
  if (phase.step === "preparing") {
    return { ...left, effects: [...left.effects, { type: "abandon", run: write.run }] };
  }
  if (phase.step !== "working") return left;
  if (makesSecret(write)) {
    return stay(toasted(view, "its secret comes with the answer: wait for it", { role: "warn", at: now }));
  }
  const aside = { ...view, overlay: null, unattended: write };
  return stay(
    toasted(aside, "it goes on in the background; the activity tells how it ends", { role: "dim", at: now }),
  );
}

/** To where the change came from: its form, the certificates, or the panes. */
function steppedBack(view: ViewState, { form, wanted }: WriteDialog): Step {
  if (form !== null) return stay(withForm(view, form));
  const [request] = wanted === "undo" ? [] : wanted;
  if (request?.op === "removeCertificate") return openedCertificates(view, request.provider);
  return stay({ ...view, overlay: null });
}

/** The next button, or the one before. */
export function turnedWrite(view: ViewState, write: WriteDialog, by: 1 | -1): ViewState {
  const { phase } = write;
  if (phase.step === "asking") {
    return shown(view, {
      ...write,
      phase: { ...phase, choice: turned(askingChoices(write), phase.choice, by) },
    });
  }
  if (phase.step !== "failed") return view;
  return shown(view, {
    ...write,
    phase: { ...phase, choice: turned(failedChoices(write), phase.choice, by) },
  });
}

function turned<T>(choices: readonly T[], choice: T, by: 1 | -1): T {
  const at = choices.indexOf(choice) + by;
  return choices[(at + choices.length) % choices.length] ?? choice;
}

function placeOf({ kind, provider, item }: ItemRow) {
  return { kind, provider, policyId: item.policyId } as const;
}

function editOf(row: ItemRow, set: { readonly published: boolean }): ChangeRequest {
  return { op: "edit", ...placeOf(row), set };
}

function shown(view: ViewState, write: WriteDialog): ViewState {
  return { ...view, overlay: { kind: "write", write } };
}

function changesAnything(proposal: Proposal): boolean {
  if (isProviderProposal(proposal)) return !isEmptyProviderProposal(proposal);
  return isAboutCredentials(proposal) || !isEmptyProposal(proposal);
}

/** What concerns the store alone is made at once, unless it deletes; what changes nothing is not made at all. */
function proposalsShown(act: Act, write: WriteDialog, proposals: readonly Proposal[]): Step {
  const { view, now } = act;
  // Undone elsewhere already, a change is still to be taken off the list of what can be undone.
  if (write.wanted !== "undo" && !proposals.some(changesAnything)) {
    const back = steppedBack(view, write);
    return { ...back, view: toasted(back.view, "nothing would change", { role: "warn", at: now }) };
  }
  const asks = proposals.some(
    (proposal) => isAboutCredentials(proposal) || proposal.write !== null || proposal.request.op === "delete",
  );
  return asks ? stay(shown(view, asking(write, proposals, now))) : working(act, write, proposals);
}

function working({ view }: Act, write: WriteDialog, proposals: readonly Proposal[]): Step {
  const phase = { step: "working", proposals, done: 0 } as const;
  return step(shown(view, { ...write, phase, top: 0 }), { type: "carry-out", run: write.run, proposals });
}

function confirmed(act: Act, write: WriteDialog, proposals: readonly Proposal[]): Step {
  const wanted = nameToGive(proposals);
  const given = write.phase.step === "asking" ? write.phase.name.text.trim() : "";
  if (wanted !== "" && given !== wanted) {
    return stay(toasted(act.view, `type ${wanted} first: it is production`, { role: "warn", at: act.now }));
  }
  return working(act, write, proposals);
}

/** The proposal is asked for anew: it is built on what is there now. What is done already is left out. */
function lookedAgain(act: Act, write: WriteDialog): Step {
  const { phase, title, form } = write;
  const done = phase.step === "failed" ? phase.done.length : 0;
  const wanted = write.wanted === "undo" ? write.wanted : write.wanted.slice(done);
  return preparing(act, { title, form, wanted });
}

/** Several cannot be asked for their keys in one dialog. */
const ONE_BY_ONE = "Take it alone, without the others: then it asks for the key.";

type Failure = Extract<WriteAnswer, { type: "write-failed" }>;
type Written = Extract<WriteAnswer, { type: "written" }>;

function failed(write: WriteDialog, failure: Failure, openedAt: number): WriteDialog {
  const { phase } = write;
  const { done } = failure;
  const proposals = phase.step === "preparing" ? [] : phase.proposals;
  const isKeyNeeded = failure.error.code === "KEY_NEEDED";
  const error = isKeyNeeded ? { ...failure.error, hint: ONE_BY_ONE } : failure.error;
  return { ...write, phase: { step: "failed", proposals, done, error, choice: "close", openedAt }, top: 0 };
}

/** Where nothing but the key itself finds a credential, it is asked for; else what went wrong is told. */
function failedShown(act: Act, own: WriteDialog, failure: Failure): ViewState {
  const { view, now } = act;
  const isKeyNeeded = failure.error.code === "KEY_NEEDED" && failure.done.length === 0;
  const form = isKeyNeeded ? keyForm(act, own, failure.error.message) : null;
  if (form === null) return shown(view, failed(insisting(own, failure), failure, now));
  return withForm(view, form);
}

/** An edit of what somebody else has changed meanwhile can be asked for all the same: its lines show both. */
function insisting(own: WriteDialog, { error }: Failure): WriteDialog {
  const [request] = own.wanted === "undo" ? [] : own.wanted;
  const isOverSeen = request?.op === "edit-provider" && request.seen !== null;
  if (error.code !== "CONFIG_CHANGED" || own.phase.step !== "preparing" || !isOverSeen) return own;
  return { ...own, wanted: [{ ...request, seen: null }], nevertheless: "Mine instead" };
}

/** What failed in the background comes to the front again where nothing else is open: what was typed is in it. */
function failedAside({ view, now }: Act, failure: Failure): Step {
  const { unattended } = view;
  const own = unattended !== null && unattended.run === failure.run ? unattended : null;
  if (own !== null && view.overlay === null && view.prompt === null) {
    return stay(shown({ ...view, unattended: null }, failed(own, failure, now)));
  }
  const { message, hint } = failure.error;
  const text = hint === null ? message : `${message} ${hint}`;
  return stay(
    toasted({ ...view, unattended: own === null ? unattended : null }, text, { role: "error", at: now }),
  );
}

function finished(act: Act, own: WriteDialog | null, { run, done, secret }: Written): Step {
  const { view, now } = act;
  const warnings = done.flatMap((one) => one.warnings);
  const role = warnings.length > 0 ? "warn" : "ok";
  const unattended = view.unattended?.run === run ? null : view.unattended;
  const said = toasted({ ...view, unattended }, doneText(done), { role, at: now });
  const [first] = done;
  const left =
    own?.phase.step === "working"
      ? arrivedAt(act, said, { proposals: own.phase.proposals, done })
      : stay(said);
  if (secret === undefined) return left;
  const dialog = secretDialog(secret, { title: first?.summary ?? "Issued", warnings, now });
  return { ...left, view: { ...left.view, toast: null, overlay: { kind: "secret", dialog } } };
}
