import type { Act, Handler } from "./act.ts";
import type { ActionId } from "./action-table.ts";
import { CONFIRM_AFTER } from "./confirm-after.ts";
import type { SecretDialog } from "./secret-dialog.ts";
import { stay, step, toasted, type Step, type ViewState } from "./view-state.ts";

export const SECRET_ACTIONS = {
  "secret.reveal": onSecret(({ view }, dialog) =>
    stay(shown(view, { ...dialog, isRevealed: !dialog.isRevealed, isTaken: true })),
  ),
  "secret.copy": onSecret(({ view }, dialog) =>
    step(shown(view, { ...dialog, isTaken: true }), {
      type: "copy",
      text: dialog.secret().value,
      what: "the secret",
    }),
  ),
  "secret.copy-identifier": onSecret(({ view, now }, dialog) => {
    const { identifier } = dialog.secret();
    if (identifier === null) return stay(toasted(view, "nothing goes with it", { role: "warn", at: now }));
    return step(view, { type: "copy", text: identifier, what: "what goes with it" });
  }),
} as const satisfies Partial<Record<ActionId, Handler>>;

/** Esc: closes it, and asks once before a secret is lost that nobody has. */
export function escapedSecret({ view, now }: Act, dialog: SecretDialog): Step {
  if (dialog.asking !== null) return stay(shown(view, { ...dialog, asking: null }));
  if (dialog.isTaken) return stay({ ...view, overlay: null });
  return stay(shown(view, { ...dialog, asking: { choice: "keep", openedAt: now } }));
}

/** Enter: answers the question, or closes as Esc does. What was meant for the dialog before closes nothing. */
export function enteredSecret(act: Act, dialog: SecretDialog): Step {
  const { view, now } = act;
  const { asking } = dialog;
  if (now - (asking ?? dialog).openedAt < CONFIRM_AFTER) return stay(view);
  if (asking === null) return escapedSecret(act, dialog);
  return stay(
    asking.choice === "close" ? { ...view, overlay: null } : shown(view, { ...dialog, asking: null }),
  );
}

/** The other answer to whether it is closed unseen. */
export function turnedSecret(view: ViewState, dialog: SecretDialog): ViewState {
  const { asking } = dialog;
  if (asking === null) return view;
  const choice = asking.choice === "keep" ? "close" : "keep";
  return shown(view, { ...dialog, asking: { ...asking, choice } });
}

function onSecret(handle: (act: Act, dialog: SecretDialog) => Step): Handler {
  return (act) => {
    const { overlay } = act.view;
    return overlay?.kind === "secret" ? handle(act, overlay.dialog) : stay(act.view);
  };
}

function shown(view: ViewState, dialog: SecretDialog): ViewState {
  return { ...view, overlay: { kind: "secret", dialog } };
}
