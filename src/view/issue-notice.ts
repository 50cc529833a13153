import { issuePlace, issueText, type ConfigIssue } from "../core/config-issue.ts";
import { sliceColumns, textWidth } from "./cell.ts";
import type { Glyphs } from "./glyphs.ts";
import { line, span, wrapText, type Line } from "./line.ts";

export type NoticeDrawing = { readonly glyphs: Glyphs; readonly width: number };

/** An error of the config in lines of at most `width` columns: what and where, the line with a caret under it, the fix. */
export function issueNotice(issue: ConfigIssue, drawing: NoticeDrawing): readonly Line[] {
  const { glyphs, width } = drawing;
  const head = wrapText(`${glyphs.error} ${issuePlace(issue)}  ${issueText(issue)}`, width);
  const hint = issue.hint === null ? [] : wrapText(issue.hint, width - 2);
  return [
    ...head.map((text) => line(span(text, "error"))),
    ...sourceLines(issue, drawing),
    ...hint.map((text) => line(`  ${text}`)),
  ];
}

/** A line too long for the width is shown around the column that the error is about. */
function sourceLines({ line: at, column, source }: ConfigIssue, drawing: NoticeDrawing): readonly Line[] {
  if (source === null || at === null) return [];
  const { glyphs, width } = drawing;
  const gutter = `  ${at} ${glyphs.border.vertical} `;
  const room = Math.max(8, width - textWidth(gutter));
  const caret = textWidth(source.slice(0, Math.max(0, (column ?? 1) - 1)));
  const whole = textWidth(source);
  const from = whole <= room ? 0 : Math.max(0, Math.min(caret - Math.floor(room / 2), whole - room));
  const shown = cut(source, from, { room, ellipsis: glyphs.ellipsis });
  const blank = ` `.repeat(String(at).length + 3);
  return [
    line(gutter, shown),
    line(`${blank}${glyphs.border.vertical} ${" ".repeat(Math.max(0, caret - from))}^`),
  ];
}

function cut(
  source: string,
  from: number,
  { room, ellipsis }: { readonly room: number; readonly ellipsis: string },
): string {
  const whole = textWidth(source);
  const before = from > 0 ? ellipsis : "";
  const after = whole > from + room ? ellipsis : "";
  const text = sliceColumns(source, from + textWidth(before), from + room - textWidth(after));
  return `${before}${text}${after}`;
}
