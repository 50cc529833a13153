import type { IssuedSecret } from "../core/credential.ts";
import { plainText } from "../core/plain-text.ts";
import { buttonsLine } from "./buttons.ts";
import { fit } from "./cell.ts";
import type { Glyphs } from "./glyphs.ts";
import { firstKey, type Keymap } from "./keys.ts";
import { line, span, wrapText, type Line, type Role } from "./line.ts";
import { maskSign } from "./masked-input.ts";

/** A secret that is read by calling it: nothing that prints, compares or stores values gets hold of it. */
export type Sealed = () => IssuedSecret;

/**
 * The one place that holds a secret, for as long as it is open. `asking` is set while it asks whether to close unseen;
 * instants in milliseconds since the epoch.
 */
export type SecretDialog = {
  readonly secret: Sealed;
  /** What was done: `Issued credential "app-7"`. */
  readonly title: string;
  readonly warnings: readonly string[];
  readonly isRevealed: boolean;
  /** It was revealed or copied: closing loses nothing that nobody has. */
  readonly isTaken: boolean;
  readonly asking: { readonly choice: "keep" | "close"; readonly openedAt: number } | null;
  readonly openedAt: number;
};

export function secretDialog(
  secret: Sealed,
  {
    title,
    warnings,
    now,
  }: { readonly title: string; readonly warnings: readonly string[]; readonly now: number },
): SecretDialog {
  const untouched = { isRevealed: false, isTaken: false, asking: null };
  return { secret, title, warnings, openedAt: now, ...untouched };
}

/** As long as no secret is: it tells nothing, not even the length. */
const MASK_LENGTH = 24;
const LABEL = 12;

type Look = { readonly glyphs: Glyphs; readonly width: number; readonly keymap: Keymap };

/** What the dialog says, in `width` columns: of the body so much as there is room for, and always what can be done. */
export function secretLines(dialog: SecretDialog, look: Look, room = Infinity): readonly Line[] {
  const foot = footLines(dialog, dialog.secret().identifier !== null, look);
  return [...bodyLines(dialog, look).slice(0, Math.max(1, room - foot.length)), ...foot];
}

function bodyLines(dialog: SecretDialog, look: Look): readonly Line[] {
  const { glyphs, width } = look;
  const { identifier, value, usage } = dialog.secret();
  const mask = maskSign(glyphs).repeat(MASK_LENGTH);
  const warned = (text: string): readonly Line[] =>
    wrapText(`${glyphs.warn} ${plainText(text)}`, width - 2).map((part) => line(" ", span(part, "warn")));
  return [
    ...(identifier === null ? [] : labelled("goes with", identifier, look)),
    ...labelled("secret", dialog.isRevealed ? value : mask, look),
    ...(usage === null ? [] : labelled("is sent as", usage, { ...look, role: "dim" })),
    line(),
    ...warned("It is shown this once: it is kept nowhere, and cannot be shown again."),
    ...dialog.warnings.flatMap(warned),
    line(),
  ];
}

function footLines(
  { asking, isRevealed }: SecretDialog,
  hasIdentifier: boolean,
  { glyphs, keymap }: Look,
): readonly Line[] {
  if (asking !== null) {
    const buttons = [
      { label: "Keep it open", focused: asking.choice === "keep" },
      { label: "Close and lose it", focused: asking.choice === "close" },
    ];
    return [line(" ", span("Nobody has seen or copied it yet.", "warn")), buttonsLine(buttons, glyphs)];
  }
  const keys = [
    [firstKey(keymap, "secret.reveal"), isRevealed ? "hide" : "reveal"],
    [firstKey(keymap, "secret.copy"), "copy"],
    [hasIdentifier ? firstKey(keymap, "secret.copy-identifier") : null, "copy id"],
    ["Esc", "close"],
  ] as const;
  return [
    line(" ", ...keys.flatMap(([key, text]) => (key === null ? [] : [span(key, "title"), ` ${text}   `]))),
  ];
}

function labelled(
  label: string,
  text: string,
  { width, role }: Look & { readonly role?: Role },
): readonly Line[] {
  return wrapText(plainText(text), Math.max(10, width - LABEL - 2)).map((part, index) =>
    line(" ", span(fit(index === 0 ? label : "", LABEL), "dim"), span(part, role ?? null)),
  );
}
