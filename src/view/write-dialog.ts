import type { ChangeProposal, ChangeRequest, ChangeResult, ItemSet } from "../core/change.ts";
import type { CredentialProposal, CredentialRequest, CredentialResult } from "../core/credential-change.ts";
import type { ErrorReport } from "../core/errors.ts";
import { canBeOwed } from "../core/owed-revocation.ts";
import type { ConfigRequest, ProviderProposal, ProviderResult } from "../core/provider-edit.ts";
import type { CredentialForm } from "./credential-form.ts";
import type { Form } from "./form.ts";
import type { ProviderForm } from "./provider-form.ts";
import { EMPTY_INPUT, type TextInput } from "./text-input.ts";

/** What can be asked for, shown and done here: changes of Products and Plans, of the config's Providers, and of credentials. */
export type AnyRequest = ChangeRequest | ConfigRequest | CredentialRequest;
export type AnyForm = Form | ProviderForm | CredentialForm;

/** What is to be proposed: these changes, or whatever undoes the last one. */
export type Wanted = readonly AnyRequest[] | "undo";

/** What is shown and asked about: a change of a Product or Plan, of the config's Providers, or of credentials. */
export type Proposal = ChangeProposal | ProviderProposal | CredentialProposal;

/** What was done. The secret of a credential is no part of it: it has a dialog of its own. */
export type Done = ChangeResult | ProviderResult | Omit<CredentialResult, "secret">;

/** Tells a proposal about credentials from the others. */
export function isAboutCredentials(proposal: Proposal): proposal is CredentialProposal {
  return "writes" in proposal;
}

/** The buttons of a dialog that asks, and of one that has failed. */
export type AskingChoice = "cancel" | "confirm" | "copy";
export type FailedChoice = "close" | "again" | "force" | "copy";

/** Where a change stands that is shown before it happens. Instants in milliseconds since the epoch. */
export type WritePhase =
  | { readonly step: "preparing" }
  | {
      readonly step: "asking";
      readonly proposals: readonly Proposal[];
      readonly choice: AskingChoice;
      /** What is typed where a name has to be given. */
      readonly name: TextInput;
      readonly openedAt: number;
    }
  | {
      readonly step: "working";
      readonly proposals: readonly Proposal[];
      /** How many of them are carried out. */
      readonly done: number;
    }
  | {
      readonly step: "failed";
      readonly proposals: readonly Proposal[];
      readonly done: readonly Done[];
      readonly error: ErrorReport;
      readonly choice: FailedChoice;
      readonly openedAt: number;
    };

/**
 * A change on its way, from asking for its proposal to its end. `run` is the number that answers to it carry; `form` is
 * what it came from, and where a step back leads; `top` is the first line of its text on the screen.
 */
export type WriteDialog = {
  readonly run: number;
  readonly wanted: Wanted;
  readonly title: string;
  readonly phase: WritePhase;
  readonly form: AnyForm | null;
  readonly top: number;
  /** The button that asks for what is wanted although it was refused at first. */
  readonly nevertheless?: string;
};

const PORTAL_FIELDS: ReadonlySet<string> = new Set<keyof ItemSet>([
  "displayName",
  "description",
  "labels",
  "published",
]);

/** True for a change that concerns the store alone: it contacts nobody, and is made without asking. */
export function isPortalOnly(request: AnyRequest): boolean {
  return request.op === "edit" && Object.keys(request.set).every((field) => PORTAL_FIELDS.has(field));
}

/** The names of the production Providers that have to be typed before anything is written; in order, each once. */
export function namesToGive(proposals: readonly Proposal[]): readonly string[] {
  const guarded = proposals.filter((one) => one.production && !isExplanation(one));
  return [...new Set(guarded.map(({ request }) => request.provider))];
}

/** Whether the name of a production Provider is being asked for. */
export function asksForName({ phase }: WriteDialog): boolean {
  return phase.step === "asking" && namesToGive(phase.proposals).length > 0;
}

/** What has to be typed: the names, joined by a comma and a space. */
export function nameToGive(proposals: readonly Proposal[]): string {
  return namesToGive(proposals).join(", ");
}

/** The proposals have come: they are shown, and Cancel has the focus. */
export function asking(dialog: WriteDialog, proposals: readonly Proposal[], openedAt: number): WriteDialog {
  const [first] = proposals;
  const title = proposals.length === 1 && first !== undefined ? titleOf(first, dialog) : dialog.title;
  const phase = { step: "asking", proposals, choice: "cancel", name: EMPTY_INPUT, openedAt } as const;
  return { ...dialog, title, phase, top: 0 };
}

/** A certificate is called by its subject here, where its proposal knows the id alone, or not even that. */
function titleOf(proposal: Proposal, dialog: WriteDialog): string {
  const { op, provider } = proposal.request;
  if (isExplanation(proposal)) return `What a token needs at ${provider}`;
  return op === "removeCertificate" || op === "addCertificate" ? dialog.title : proposal.title;
}

/** The verb on the button that carries it out. */
export function confirmLabel({ wanted, phase }: WriteDialog): string {
  if (wanted === "undo") return "Undo";
  const [request] = phase.step === "asking" ? phase.proposals.map((one) => one.request) : wanted;
  if (request === undefined) return "Carry out";
  return "promotion" in request && request.promotion !== undefined ? "Promote" : VERBS[request.op];
}

/** The buttons of a dialog that asks; where nothing is to be done, it only tells. */
export function askingChoices(write: WriteDialog): readonly AskingChoice[] {
  const { phase } = write;
  const tells = phase.step === "asking" && phase.proposals.every(isExplanation);
  const copy = commandsOf(write) === "" ? [] : (["copy"] as const);
  return tells ? ["cancel", ...copy] : ["cancel", "confirm", ...copy];
}

/** A credential that is not issued, but explained. */
export function isExplanation(proposal: Proposal): boolean {
  return isAboutCredentials(proposal) && proposal.request.op === "issue" && proposal.draft === null;
}

/** Whether a secret comes of it, which somebody has to take. */
export function makesSecret({ wanted }: WriteDialog): boolean {
  return wanted !== "undo" && wanted.some(({ op }) => op === "issue" || op === "rotate");
}

/** The requests that revoke here what cannot be revoked at the Provider now; null where that is not the question. */
export function forcedRequests({ wanted, phase }: WriteDialog): readonly CredentialRequest[] | null {
  if (phase.step !== "failed" || wanted === "undo") return null;
  const { code } = phase.error;
  const left = wanted
    .slice(phase.done.length)
    .flatMap((one) => (one.op === "revoke" && canBeOwed(one, code) ? [one] : []));
  return left.length === 0 ? null : left.map((one) => ({ ...one, force: true }));
}

/** The buttons of a dialog that has failed. */
export function failedChoices(write: WriteDialog): readonly FailedChoice[] {
  const { phase, form, wanted, nevertheless } = write;
  if (phase.step !== "failed") return [];
  const isForm = form !== null && nevertheless === undefined;
  const isRefusedForm = (isForm || wanted.length === 0) && phase.proposals.length === 0;
  // Sent again it might be made twice: the next sync says what became of it.
  const isUnknown = phase.error.code === "OUTCOME_UNKNOWN";
  return [
    "close",
    ...(isRefusedForm || isUnknown ? [] : (["again"] as const)),
    ...(forcedRequests(write) === null ? [] : (["force"] as const)),
    ...(commandsOf(write) === "" ? [] : (["copy"] as const)),
  ];
}

/** The command lines that do the same, one per change; `portico undo` once for a whole batch. */
export function commandsOf({ phase }: WriteDialog): string {
  if (phase.step === "preparing") return "";
  return [...new Set(phase.proposals.flatMap(({ command }) => command ?? []))].join("\n");
}

const VERBS: Readonly<Record<AnyRequest["op"], string>> = {
  "add-provider": "Add",
  "edit-provider": "Save",
  "remove-provider": "Remove",
  "undo-provider": "Undo",
  create: "Create",
  edit: "Save",
  adopt: "Add the tag",
  delete: "Delete",
  restore: "Restore",
  issue: "Issue",
  rotate: "Rotate",
  revoke: "Revoke",
  move: "Move",
  addCertificate: "Upload",
  removeCertificate: "Delete",
};
