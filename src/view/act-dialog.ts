import type { Act } from "./act.ts";
import { enteredForm, escapedForm, pastedIntoForm, turnedQuestion, typedIntoForm } from "./act-form.ts";
import { enteredSecret, escapedSecret, turnedSecret } from "./act-secret.ts";
import { enteredWrite, escapedWrite, turnedWrite } from "./act-write.ts";
import { UNICODE_GLYPHS } from "./glyphs.ts";
import { inserted, typed } from "./text-input.ts";
import { type Overlay, type Step, type ViewState } from "./view-state.ts";
import { clamp } from "./window.ts";
import { nameToGive } from "./write-dialog.ts";
import { writeRect, writeScroll, writeText } from "./write-lines.ts";

/** The overlays that an operator works in, as against those that only show or list something. */
export type WorkOverlay = Extract<Overlay, { kind: "form" | "write" | "secret" }>;

const WORK: ReadonlySet<Overlay["kind"]> = new Set(["form", "write", "secret"]);

export function isWork(overlay: Overlay): overlay is WorkOverlay {
  return WORK.has(overlay.kind);
}

/** Enter in a form or in the dialog of a change. */
export function enteredWork(act: Act, overlay: WorkOverlay): Step {
  switch (overlay.kind) {
    case "form":
      return enteredForm(act, overlay.form);
    case "write":
      return enteredWrite(act, overlay.write);
    case "secret":
      return enteredSecret(act, overlay.dialog);
  }
}

/** Esc in a form or in the dialog of a change; null where neither is open. */
export function escapedWork(act: Act): Step | null {
  const { overlay, prompt } = act.view;
  if (prompt !== null) return null;
  if (overlay?.kind === "form") return escapedForm(act, overlay.form);
  if (overlay?.kind === "secret") return escapedSecret(act, overlay.dialog);
  return overlay?.kind === "write" ? escapedWrite(act, overlay.write) : null;
}

/** The next button of a question, or the one before; null where no question is open. */
export function turnedChoice(view: ViewState, by: 1 | -1): ViewState | null {
  const { overlay } = view;
  if (overlay?.kind === "held") {
    return { ...view, overlay: { ...overlay, choice: overlay.choice === "keep" ? "hide" : "keep" } };
  }
  if (overlay?.kind === "form") return turnedQuestion(view, overlay.form);
  if (overlay?.kind === "secret") return turnedSecret(view, overlay.dialog);
  return overlay?.kind === "write" ? turnedWrite(view, overlay.write, by) : null;
}

/** Up and down: the text of a change scrolls, the answer to a question turns. */
export function movedInWork(view: ViewState, overlay: WorkOverlay, rows: number): ViewState {
  if (overlay.kind !== "write") return turnedChoice(view, rows < 0 ? -1 : 1) ?? view;
  const { write } = overlay;
  const rect = writeRect(view.size, write, UNICODE_GLYPHS);
  const text = writeText(write, { glyphs: UNICODE_GLYPHS, width: rect.width - 2 });
  const top = clamp(write.top + rows, 0, writeScroll(text, rect.height - 2));
  return { ...view, overlay: { kind: "write", write: { ...write, top } } };
}

/** A key that no action listens to, where text is taken; null where none of these takes it. */
export function typedIntoWork(act: Act, key: string): ViewState | null {
  const { overlay } = act.view;
  if (overlay?.kind === "form") return typedIntoForm(act, overlay.form, key);
  return overlay?.kind === "write" ? named(act.view, overlay, (input) => typed(input, key) ?? input) : null;
}

/** A paste, where text is taken; null where none of these takes it. */
export function pastedIntoWork(act: Act, text: string): ViewState | null {
  const { overlay } = act.view;
  if (overlay?.kind === "form") return pastedIntoForm(act, overlay.form, text);
  return overlay?.kind === "write" ? named(act.view, overlay, (input) => inserted(input, text)) : null;
}

type Name = Parameters<typeof typed>[0];

function named(
  view: ViewState,
  { write }: Extract<Overlay, { kind: "write" }>,
  change: (input: Name) => Name,
): ViewState {
  const { phase } = write;
  if (phase.step !== "asking") return view;
  const name = change(phase.name);
  // Whoever has typed the whole name means it: Enter is the next key.
  const choice = name.text.trim() === nameToGive(phase.proposals) ? "confirm" : phase.choice;
  return { ...view, overlay: { kind: "write", write: { ...write, phase: { ...phase, name, choice } } } };
}
