import { contextOf } from "./act.ts";
import { eventText } from "./activity.ts";
import { whyDisabled } from "./availability.ts";
import { isBrowse, type BrowseOverlay } from "./browse.ts";
import { clip, textWidth } from "./cell.ts";
import { explainedAdoption } from "./explain-lines.ts";
import { ACTION_IDS, actionRow, firstKey, type ActionId, type Context } from "./keys.ts";
import { fitLine, line, lineWidth, span, type Line } from "./line.ts";
import type { EdgeInput } from "./status-line.ts";
import { layoutOf, textOverlayOf } from "./view-state.ts";
import type { WritePhase } from "./write-dialog.ts";

/** A key and what it does here; `priority` 1 is the last to go when there is no room. */
export type Hint = { readonly key: string; readonly text: string; readonly priority: number };

/** The hints of the place where keys go, most important first; nothing that would be refused. */
export function hintsFor(input: EdgeInput): readonly Hint[] {
  const context = contextOf(input);
  const { keymap, tab } = input.view;
  const isCredentials = tab === "credentials" && (context === "list" || context === "detail");
  const hints = ACTION_IDS.flatMap((id): readonly Hint[] => {
    const { contexts, ...row } = actionRow(id);
    const own = isCredentials ? ON_CREDENTIALS[id] : undefined;
    const hint = own === undefined ? row.hint : (own ?? undefined);
    const key = firstKey(keymap, id, input.glyphs);
    if (hint === undefined || key === null || !contexts.includes(context)) return [];
    return whyDisabled(id, input) === null ? [{ key, ...hint }] : [];
  });
  if (context === "form") return formHints(input);
  if (context === "secret" || context === "certificates") return credentialHints(input, context);
  if (MENU_CONTEXTS.includes(context)) {
    return menuHints(input);
  }
  return hints.toSorted((a, b) => a.priority - b.priority);
}

/** Where credentials are listed, what is done with them comes before what is done everywhere; null is not shown. */
const ON_CREDENTIALS: Readonly<Partial<Record<ActionId, Omit<Hint, "key"> | null>>> = {
  "item.create": null,
  "credential.issue": { text: "issue", priority: 11 },
  "credential.rotate": { text: "rotate", priority: 12 },
  "item.delete": { text: "revoke", priority: 13 },
  "credential.move": { text: "move", priority: 14 },
  "certificates.open": { text: "certificates", priority: 36 },
};

/**
 * The last line: as many hints as fit, and, where activity has no pane of its own, what happened last on the right.
 */
export function hintsLine(input: EdgeInput, width: number): Line {
  const { glyphs } = input;
  const room = isFolded(input) && width > 2 * LEAST_FOLDED ? Math.floor(width * HINTS_SHARE) : width;
  const chosen: Hint[] = [];
  let used = 1;
  for (const hint of hintsFor(input)) {
    const own = textWidth(hint.key) + textWidth(hint.text) + 3;
    if (used + own > room) continue;
    chosen.push(hint);
    used += own;
  }
  // Help is the first that must fit, and the last that is read.
  const shown = chosen.toSorted((a, b) => Number(a.priority < 10) - Number(b.priority < 10));
  const left = line(" ", ...shown.flatMap(({ key, text }) => [span(key, "title"), ` ${text}  `]));
  return fitLine(
    line(...left.spans, ...folded(input, width - lineWidth(left)).spans),
    width,
    glyphs.ellipsis,
  );
}

const MENU_CONTEXTS: readonly Context[] = [
  "help",
  "palette",
  "copy",
  "held",
  "explain",
  "check",
  "history",
  "diff",
  "prompt",
  "dialog",
  "confirm",
];

const LEAST_FOLDED = 24;
/** How much of the line hints may take where activity is folded into it. */
const HINTS_SHARE = 0.55;

function isFolded({ view, data }: EdgeInput): boolean {
  const isAtWork = ["form", "write", "secret", "history"].includes(view.overlay?.kind ?? "");
  return !isAtWork && data.events.length > 0 && layoutOf(view).activity === null;
}

function folded(input: EdgeInput, room: number): Line {
  const { data, glyphs } = input;
  const event = data.events.at(-1);
  if (event === undefined || !isFolded(input) || room < LEAST_FOLDED) return line();
  const text = [event.provider ?? event.kind, eventText(event, glyphs)].join(": ");
  const role = event.outcome === "fail" ? "error" : event.outcome === "warn" ? "warn" : "dim";
  const shown = clip(text, room - 3, glyphs.ellipsis);
  return line(" ".repeat(room - 1 - textWidth(shown)), span(shown, role), " ");
}

function formHints({ view, glyphs }: EdgeInput): readonly Hint[] {
  const hint = (id: ActionId, text: string, priority: number): readonly Hint[] => {
    const key = firstKey(view.keymap, id, glyphs);
    return key === null ? [] : [{ key, text, priority }];
  };
  const form = view.overlay?.kind === "form" ? view.overlay.form : null;
  return [
    ...hint("form.propose", proposeText(view), 10),
    ...hint("form.next", "next field", 20),
    ...(form?.kind === "provider" ? hint("form.test", "test connection", 30) : []),
    ...(form?.kind === "product" || form?.kind === "plan" ? hint("form.editor", "$EDITOR", 30) : []),
    ...hint("go.escape", "give up", 40),
  ];
}

function proposeText({ overlay }: EdgeInput["view"]): string {
  if (overlay?.kind === "form" && overlay.form.kind === "credential") return "show what it does";
  if (overlay?.kind !== "form" || overlay.form.target !== null) return "save";
  return overlay.form.kind === "provider" ? "add" : "create";
}

function credentialHints(input: EdgeInput, context: "secret" | "certificates"): readonly Hint[] {
  const hint = (id: ActionId, text: string): readonly Hint[] => {
    const key = firstKey(input.view.keymap, id, input.glyphs);
    return key === null ? [] : [{ key, text, priority: 10 }];
  };
  const own =
    context === "secret"
      ? [...hint("secret.reveal", "reveal"), ...hint("secret.copy", "copy")]
      : [...hint("certificate.add", "upload"), ...hint("certificate.remove", "delete")];
  return [...own, ...hint("go.escape", "close")];
}

function menuHints(input: EdgeInput): readonly Hint[] {
  const { view, glyphs } = input;
  const context = contextOf(input);
  const hint = (id: ActionId, text: string): readonly Hint[] => {
    const key = firstKey(view.keymap, id, glyphs);
    const isHere = actionRow(id).contexts.includes(context);
    return key === null || !isHere || whyDisabled(id, input) !== null ? [] : [{ key, text, priority: 10 }];
  };
  if (view.prompt !== null) return [...hint("go.open", "keep"), ...hint("go.escape", "give up")];
  return menuWords(input).flatMap(([id, text]) => hint(id, text));
}

/** What keys do in an overlay that is no form. */
function menuWords({ view, data }: EdgeInput): readonly (readonly [ActionId, string])[] {
  const { overlay } = view;
  if (overlay?.kind === "write") return writeWords(overlay.write.phase.step);
  if (isBrowse(overlay)) return browseWords(overlay);
  if (textOverlayOf(view) === null) return [["go.open", "choose"], CLOSE];
  const isAdoptable = overlay?.kind === "explain" && explainedAdoption(data, overlay) !== null;
  return [
    ...(overlay?.kind === "check" ? [["check.open", "again"] as const] : []),
    ...(isAdoptable ? [["go.open", "add the tag"] as const] : []),
    ["find.filter", "search"],
    ["find.next", "next match"],
    CLOSE,
  ];
}

const CLOSE = ["go.escape", "close"] as const;

function browseWords({ browse }: BrowseOverlay): readonly (readonly [ActionId, string])[] {
  return [
    ["go.open", browse.opened ? "close" : "open"],
    ["diff.promote", "promote"],
    ["diff.swap", "swap"],
    ...(browse.opened ? [] : [["mark.toggle", "mark"] as const]),
    ...(browse.opened ? [] : [["find.filter", "filter"] as const]),
    ["go.escape", "back"],
  ];
}

function writeWords(step: WritePhase["step"]): readonly (readonly [ActionId, string])[] {
  if (step === "preparing") return [["go.escape", "give up"]];
  if (step === "working") return [["go.escape", "leave it going on"]];
  return [
    ["go.open", "choose"],
    ["pane.next", "next button"],
    ["go.escape", "cancel"],
  ];
}
