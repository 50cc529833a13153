import type { ChangeProposal, ChangeRequest, ChangeResult, ItemSet } from "../core/change.ts";
import type { ProviderProposal, ProviderRequest, ProviderResult } from "../core/provider-edit.ts";
import type { ErrorReport } from "../core/errors.ts";
import type { Form } from "./form.ts";
import type { ProviderForm } from "./provider-form.ts";
import { EMPTY_INPUT, type TextInput } from "./text-input.ts";

/** What can be asked for, shown and done here: changes of Products and Plans, and of the config's Providers. */
export type AnyRequest = ChangeRequest | ProviderRequest;
export type AnyProposal = ChangeProposal | ProviderProposal;
export type AnyResult = ChangeResult | ProviderResult;
export type AnyForm = Form | ProviderForm;

/** What is to be proposed: these changes, or whatever undoes the last one. */
export type Wanted = readonly AnyRequest[] | "undo";

/** The buttons of a dialog that asks, and of one that has failed. */
export type AskingChoice = "cancel" | "confirm" | "copy";
export type FailedChoice = "close" | "again" | "copy";

/** Where a change stands that is shown before it happens. Instants in milliseconds since the epoch. */
export type WritePhase =
  | { readonly step: "preparing" }
  | {
      readonly step: "asking";
      readonly proposals: readonly AnyProposal[];
      readonly choice: AskingChoice;
      /** What is typed where a name has to be given. */
      readonly name: TextInput;
      readonly openedAt: number;
    }
  | {
      readonly step: "working";
      readonly proposals: readonly AnyProposal[];
      /** How many of them are carried out. */
      readonly done: number;
    }
  | {
      readonly step: "failed";
      readonly proposals: readonly AnyProposal[];
      readonly done: readonly AnyResult[];
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
export function namesToGive(proposals: readonly AnyProposal[]): readonly string[] {
  const guarded = proposals.filter(({ production }) => production);
  return [...new Set(guarded.map(({ request }) => request.provider))];
}

/** Whether the name of a production Provider is being asked for. */
export function asksForName({ phase }: WriteDialog): boolean {
  return phase.step === "asking" && namesToGive(phase.proposals).length > 0;
}

/** What has to be typed: the names, joined by a comma and a space. */
export function nameToGive(proposals: readonly AnyProposal[]): string {
  return namesToGive(proposals).join(", ");
}

/** The proposals have come: they are shown, and Cancel has the focus. */
export function asking(
  dialog: WriteDialog,
  proposals: readonly AnyProposal[],
  openedAt: number,
): WriteDialog {
  const [first] = proposals;
  const title = proposals.length === 1 && first !== undefined ? first.title : dialog.title;
  const phase = { step: "asking", proposals, choice: "cancel", name: EMPTY_INPUT, openedAt } as const;
  return { ...dialog, title, phase, top: 0 };
}

/** The verb on the button that carries it out. */
export function confirmLabel({ wanted, phase }: WriteDialog): string {
  if (wanted === "undo") return "Undo";
  const [request] = phase.step === "asking" ? phase.proposals.map((one) => one.request) : wanted;
  return request === undefined ? "Carry out" : VERBS[request.op];
}

/** The buttons of a dialog that asks. */
export const ASKING_CHOICES: readonly AskingChoice[] = ["cancel", "confirm", "copy"];

/** The buttons of a dialog that has failed. */
export function failedChoices({ phase, form, wanted }: WriteDialog): readonly FailedChoice[] {
  if (phase.step !== "failed") return [];
  const isRefusedForm = (form !== null || wanted.length === 0) && phase.proposals.length === 0;
  // Sent again it might be made twice: the next sync says what became of it.
  const isUnknown = phase.error.code === "OUTCOME_UNKNOWN";
  return [
    "close",
    ...(isRefusedForm || isUnknown ? [] : (["again"] as const)),
    ...(phase.proposals.length > 0 ? (["copy"] as const) : []),
  ];
}

/** The command lines that do the same, one per change; `portico undo` once for a whole batch. */
export function commandsOf({ phase }: WriteDialog): string {
  if (phase.step === "preparing") return "";
  return [...new Set(phase.proposals.map(({ command }) => command))].join("\n");
}

const VERBS: Readonly<Record<AnyRequest["op"], string>> = {
  "add-provider": "Add",
  "edit-provider": "Save",
  "remove-provider": "Remove",
  create: "Create",
  edit: "Save",
  adopt: "Add the tag",
  delete: "Delete",
  restore: "Restore",
};
