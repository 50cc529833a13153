import type { ProposalFace } from "../core/credential-change.ts";
import { plainText } from "../core/plain-text.ts";
import { isProviderProposal, type ProviderProposal } from "../core/provider-edit.ts";
import { buttonsLines } from "./buttons.ts";
import { clip, fit, textWidth } from "./cell.ts";
import { fieldText } from "./field-text.ts";
import { isAscii, type Glyphs } from "./glyphs.ts";
import { inputLine } from "./input-line.ts";
import { line, span, wrapText, type Line, type Role } from "./line.ts";
import type { Rect, Size } from "./layout.ts";
import { centredRect } from "./overlay-rect.ts";
import {
  askingChoices,
  asksForName,
  confirmLabel,
  failedChoices,
  isAboutCredentials,
  isExplanation,
  makesSecret,
  nameToGive,
  type Proposal,
  type WriteDialog,
  type WritePhase,
} from "./write-dialog.ts";

type Look = { readonly glyphs: Glyphs; readonly width: number };

/** The dialog of a change: `body` scrolls, `foot` (what is asked, and the buttons) always stays in sight. */
export type WriteText = { readonly body: readonly Line[]; readonly foot: readonly Line[] };

const LABEL_WIDTH = 14;
const WIDTH = 84;

/** What a change is about to do, is doing, or failed at; `width` in columns. */
export function writeText(write: WriteDialog, look: Look): WriteText {
  const { phase } = write;
  const foot = [line(), ...footLines(write, look)];
  switch (phase.step) {
    case "preparing":
      return { body: [line(` looking at what is there now ${look.glyphs.ellipsis}`)], foot };
    case "asking":
      return {
        body: phase.proposals.flatMap((one) => proposalLines(one, phase.proposals.length, look)),
        foot,
      };
    case "working":
      return { body: workingLines(phase, look), foot };
    case "failed":
      return { body: failedLines(phase, look), foot };
  }
}

/** Where the dialog of a change lies: as high as what it says, within the screen. */
export function writeRect(size: Size, write: WriteDialog, glyphs: Glyphs): Rect {
  const most = centredRect(size, { columns: WIDTH, rows: size.rows });
  const { body, foot } = writeText(write, { glyphs, width: most.width - 2 });
  return centredRect(size, { columns: WIDTH, rows: body.length + foot.length + 2 });
}

/** How far the body of a dialog can be scrolled on a screen of so many rows. */
export function writeScroll({ body, foot }: WriteText, room: Size["rows"]): number {
  return Math.max(0, body.length - Math.max(1, room - foot.length));
}

function proposalLines(proposal: Proposal, count: number, look: Look): readonly Line[] {
  if (isProviderProposal(proposal)) return configLines(proposal, look);
  if (isExplanation(proposal)) return explanationLines(proposal, look);
  const title = count === 1 ? [] : [line(" ", span(proposal.title, "title"))];
  return [
    ...title,
    ...fieldLines(proposal, look),
    ...proposal.requests.flatMap(({ method, path }) => labelled(method, path, look)),
    ...affectLines(proposal, look),
    ...proposal.loses.flatMap((text) => labelled("lost", text, { ...look, role: "warn" })),
    ...proposal.warnings.flatMap((text) => labelled(look.glyphs.warn, text, { ...look, role: "warn" })),
    ...(count === 1 ? [] : [line()]),
  ];
}

/** What a credential that is not issued has to be like. */
function explanationLines({ affects, warnings }: ProposalFace, { glyphs, width }: Look): readonly Line[] {
  const texts = [...affects, ...warnings.map((text) => `${glyphs.warn} ${text}`)];
  return texts.flatMap((text) => wrapText(plainText(text), width - 2).map((part) => line(` ${part}`)));
}

const DIFF_ROLES = { "+": "ok", "-": "error", " ": "dim" } as const;

/** The lines of the file that change, and what else to know. */
function configLines(
  { lines, change, file, affects, warnings }: ProviderProposal,
  look: Look,
): readonly Line[] {
  const wide = Math.max(1, ...lines.map(({ number }) => String(number).length));
  const shown = lines.map(({ sign, number, text }) => {
    const row = ` ${String(number).padStart(wide)} ${sign} ${text}`;
    return line(span(clip(plainText(row), look.width - 1, look.glyphs.ellipsis), DIFF_ROLES[sign]));
  });
  const note = { edit: null, create: "a new file", delete: "the file goes" }[change];
  return [
    ...labelled("file", note === null ? file : `${file} (${note})`, { ...look, role: "dim" }),
    ...shown,
    ...affects.flatMap((text) => labelled("affects", text, look)),
    ...warnings.flatMap((text) => labelled(look.glyphs.warn, text, { ...look, role: "warn" })),
  ];
}

function affectLines(proposal: Exclude<Proposal, ProviderProposal>, look: Look): readonly Line[] {
  const { affects } = proposal;
  const isHereOnly = isAboutCredentials(proposal) ? false : proposal.write === null;
  if (isHereOnly) return labelled("affects", "the store of this console only", { ...look, role: "dim" });
  if (affects.length === 0) return labelled("affects", "nothing else", { ...look, role: "dim" });
  return affects.flatMap((text) => labelled("affects", text, look));
}

const NEW: ReadonlySet<Proposal["request"]["op"]> = new Set([
  "create",
  "restore",
  "issue",
  "rotate",
  "addCertificate",
]);

/** A new value by itself; of a field that was there, `before → after`. */
function fieldLines({ fields, request }: Exclude<Proposal, ProviderProposal>, look: Look): readonly Line[] {
  const isNew = NEW.has(request.op);
  const gone = request.op === "delete" || request.op === "revoke" || request.op === "removeCertificate";
  return fields.flatMap((change) => {
    const before = fieldText(change, change.before);
    const after = fieldText(change, change.after);
    if (isNew && (change.after === null || after === "–")) return [];
    const sign = isNew ? "+" : gone ? "-" : "~";
    const arrow = isAscii(look.glyphs) ? "->" : "→";
    const text = isNew ? after : gone ? before : `${before} ${arrow} ${after}`;
    return labelled(`${sign} ${change.field}`, text, look);
  });
}

function labelled(label: string, text: string, look: Look & { readonly role?: Role }): readonly Line[] {
  const wide = Math.max(LABEL_WIDTH, textWidth(label) + 1);
  const parts = wrapText(plainText(text), Math.max(10, look.width - wide - 2));
  return parts.map((part, index) =>
    line(
      " ",
      span(fit(index === 0 ? label : "", wide), look.role ?? "dim"),
      span(part, look.role === "dim" ? "dim" : null),
    ),
  );
}

function workingLines(phase: Extract<WritePhase, { step: "working" }>, { glyphs }: Look): readonly Line[] {
  return phase.proposals.map(({ title }, index) => {
    const sign =
      index < phase.done
        ? span(glyphs.ok, "ok")
        : span(index === phase.done ? glyphs.syncing : glyphs.unknown);
    return line(" ", sign, ` ${title}`);
  });
}

function failedLines(phase: Extract<WritePhase, { step: "failed" }>, look: Look): readonly Line[] {
  const { error, done } = phase;
  const wrapped = (text: string, role: Role | null): readonly Line[] =>
    wrapText(plainText(text), look.width - 4).map((part) => line("   ", span(part, role)));
  const [first, ...rest] = wrapText(plainText(error.message), look.width - 4);
  return [
    ...done.map(({ summary }) => line(" ", span(look.glyphs.ok, "ok"), ` ${summary}`)),
    line(" ", span(`${look.glyphs.error} ${first ?? ""}`, "error")),
    ...rest.map((part) => line("   ", span(part, "error"))),
    ...(error.hint === null ? [] : wrapped(error.hint, null)),
  ];
}

function footLines(write: WriteDialog, look: Look): readonly Line[] {
  const { phase } = write;
  switch (phase.step) {
    case "preparing":
      return [line(" ", span("Esc gives up", "dim"))];
    case "working": {
      const { done, proposals } = phase;
      const count = proposals.length > 1 ? `${done} of ${proposals.length} done ${look.glyphs.dot} ` : "";
      const leaving = makesSecret(write) ? "its secret comes with the answer" : LEAVING;
      return [line(" ", span(`${count}${leaving}`, "dim"))];
    }
    case "asking": {
      const isTold = phase.proposals.every(isExplanation);
      const labels = {
        cancel: isTold ? "Close" : "Cancel",
        confirm: confirmLabel(write),
        copy: "Copy as command",
      };
      const buttons = askingChoices(write).map((choice) => ({
        label: labels[choice],
        focused: choice === phase.choice,
      }));
      return [...nameLines(write, look.glyphs), ...buttonsLines(buttons, look)];
    }
    case "failed": {
      const labels = {
        close: write.form === null ? "Close" : "Back to the form",
        again: write.nevertheless ?? "Look again",
        force: "Mark here, retry at the next sync",
        copy: "Copy as command",
      };
      const buttons = failedChoices(write).map((choice) => ({
        label: labels[choice],
        focused: choice === phase.choice,
      }));
      return buttonsLines(buttons, look);
    }
  }
}

const LEAVING = "Esc leaves it going on in the background";

function nameLines(write: WriteDialog, glyphs: Glyphs): readonly Line[] {
  const { phase } = write;
  if (phase.step !== "asking" || !asksForName(write)) return [];
  const wanted = plainText(nameToGive(phase.proposals));
  return [
    line(" ", span(`${glyphs.warn} This is production. Type ${wanted} to go on:`, "warn")),
    inputLine(">", phase.name, glyphs),
    line(),
  ];
}
