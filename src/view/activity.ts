import type { AppEvent, ChangeLine } from "../core/events.ts";
import { timeOfDay } from "./age.ts";
import { clip, fit, textWidth } from "./cell.ts";
import type { Glyphs } from "./glyphs.ts";
import { line, span, type Line, type Role } from "./line.ts";

export type ActivityDrawing = {
  readonly glyphs: Glyphs;
  readonly width: number;
  /** How far local time is ahead of UTC, in minutes. */
  readonly offsetMinutes: number;
};

const LOOKS: Readonly<
  Record<AppEvent["outcome"], { readonly glyph: "ok" | "warn" | "error" | "info"; readonly role: Role }>
> = {
  ok: { glyph: "ok", role: "ok" },
  warn: { glyph: "warn", role: "warn" },
  fail: { glyph: "error", role: "error" },
  info: { glyph: "info", role: "dim" },
};

const SHOW_COMMAND_FROM = 90;
const PROVIDER_WIDTH = 15;

/** The newest first, one line each. */
export function activityLines(events: readonly AppEvent[], drawing: ActivityDrawing): readonly Line[] {
  return events.toReversed().map((event) => eventLine(event, drawing));
}

/** `12:04:31 ✔ sync Production EU 12 products · +1 …`, and the command that does the same where there is room. */
export function eventLine(event: AppEvent, { glyphs, width, offsetMinutes }: ActivityDrawing): Line {
  const look = eventLook(event, glyphs);
  const provider = fit(event.provider ?? "", PROVIDER_WIDTH, { ellipsis: glyphs.ellipsis });
  const time = timeOfDay(event.at, offsetMinutes);
  const head = [
    span(time, "dim"),
    " ",
    span(look.glyph, look.role),
    ` ${event.kind.padEnd(6)} ${provider}  `,
  ] as const;
  const used = textWidth(`${time} ${look.glyph} ${event.kind.padEnd(6)} ${provider}  `);
  const command =
    event.command !== null && width >= SHOW_COMMAND_FROM ? clip(event.command, 40, glyphs.ellipsis) : "";
  const room = width - used - (command === "" ? 0 : textWidth(command) + 2);
  const text = fit(eventText(event, glyphs), room, { ellipsis: glyphs.ellipsis });
  return line(...head, text, command === "" ? "" : "  ", span(command, "dim"));
}

/** How an event went, as a glyph and its role. */
export function eventLook(
  { outcome }: AppEvent,
  glyphs: Glyphs,
): { readonly glyph: string; readonly role: Role } {
  const { glyph, role } = LOOKS[outcome];
  return { glyph: glyphs[glyph], role };
}

/** What happened, in one sentence without time or Provider. */
export function eventText(event: AppEvent, glyphs: Glyphs): string {
  // What was written names what it changed already.
  const changes = event.kind === "write" ? [] : changesText(event.changes);
  const parts = [event.summary, ...changes];
  if (event.hint !== null && event.outcome !== "ok") parts.push(event.hint);
  return parts.join(` ${glyphs.dot} `);
}

const SIGNS: Readonly<Record<ChangeLine["type"], string>> = {
  created: "+",
  updated: "~",
  hidden: "-",
  restored: "^",
  deleted: "x",
};

function changesText(changes: readonly ChangeLine[]): readonly string[] {
  if (changes.length === 0) return [];
  const named = changes.slice(0, 2).map(({ type, kind, name }) => `${SIGNS[type]} ${kind} "${name}"`);
  return changes.length > 2 ? [...named, `${changes.length - 2} more`] : named;
}
