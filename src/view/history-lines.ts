import type { AppEvent, ChangeLine } from "../core/events.ts";
import { eventLook, eventText, type ActivityDrawing } from "./activity.ts";
import { dateAndTime } from "./age.ts";
import { fit, textWidth } from "./cell.ts";
import { changedItem } from "./change-words.ts";
import { line, span, wrapText, type Line, type Span } from "./line.ts";

const LEAST_PROVIDER = 10;
const MOST_PROVIDER = 20;

/** One event in a long list: `08-21 12:04 ✔ sync  Production EU  12 products · …`. */
export function historySpans(
  event: AppEvent,
  { glyphs, width, offsetMinutes }: ActivityDrawing,
): readonly Span[] {
  const { glyph, role } = eventLook(event, glyphs);
  const time = dateAndTime(event.at, offsetMinutes).slice("2026-".length);
  const providerWidth = Math.min(MOST_PROVIDER, Math.max(LEAST_PROVIDER, Math.floor(width / 6)));
  const provider = fit(event.provider ?? "", providerWidth, { ellipsis: glyphs.ellipsis });
  const head = ` ${event.kind.padEnd(6)} ${provider} `;
  const room = width - textWidth(time) - 2 - textWidth(head);
  const text = fit(eventText(event, glyphs), room, { ellipsis: glyphs.ellipsis });
  return [span(time, "dim"), span(" "), span(glyph, role), span(head), span(text)];
}

/** Everything about one event, change by change. */
export function eventDetail(
  event: AppEvent,
  { glyphs, width, offsetMinutes }: ActivityDrawing,
): readonly Line[] {
  const { glyph, role } = eventLook(event, glyphs);
  const wrapped = (text: string, look: Span["role"] | null = null): readonly Line[] =>
    wrapText(text, width).map((part) => line(span(part, look)));
  const where = event.provider === null ? "" : ` ${event.provider}`;
  return [
    line(
      span(glyph, role),
      span(` ${event.kind}${where}`, "title"),
      span(`  ${dateAndTime(event.at, offsetMinutes)}`, "dim"),
    ),
    ...wrapped(event.summary),
    ...(event.hint === null ? [] : wrapped(event.hint)),
    ...(event.command === null ? [] : wrapped(`$ ${event.command}`, "dim")),
    ...changesDetail(event.changes, width),
  ];
}

/** What becomes of things, in the order in which it matters to whoever looks. */
const GROUPS: readonly (readonly [string, (change: ChangeLine) => boolean])[] = [
  ["Created", ({ type }) => type === "created"],
  ["Renamed", (change) => change.type === "updated" && change.formerName !== undefined],
  ["Updated", (change) => change.type === "updated" && change.formerName === undefined],
  ["Hidden", ({ type }) => type === "hidden"],
  ["Restored", ({ type }) => type === "restored"],
  ["Deleted", ({ type }) => type === "deleted"],
];

function changesDetail(changes: readonly ChangeLine[], width: number): readonly Line[] {
  return GROUPS.flatMap(([title, isIn]) => {
    const own = changes.filter(isIn);
    if (own.length === 0) return [];
    const texts = own.flatMap((change) => wrapText(changedItem(change), width - 2));
    return [line(), line(span(`${title} ${own.length}`, "title")), ...texts.map((text) => line(`  ${text}`))];
  });
}
