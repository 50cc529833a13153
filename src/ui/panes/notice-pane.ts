import type { Layout, Rect } from "../../view/layout.ts";
import { line, lineWidth, span, type Line } from "../../view/line.ts";
import { configNotice, startLines } from "../../view/screens.ts";
import { framed } from "../parts/framed.ts";
import type { Drawing } from "./drawing.ts";

export type Notice = {
  readonly rect: Rect;
  readonly rows: readonly string[];
  readonly replacesPanes: boolean;
};

const WIDEST = 76;

/**
 * What the operator has to know before anything else: that there is no config, no Provider, or that the config is
 * broken. The first two stand in place of the panes, the last lies over the list and can be put aside.
 */
export function noticePane(drawing: Drawing, places: Layout): Notice | null {
  const { columns, rows } = drawing.view.size;
  const width = Math.min(WIDEST, columns - 4);
  const start = startLines(drawing, width - 4);
  if (start !== null) {
    const rect = centred(start, { columns, rows }, width);
    return { rect, rows: boxed(drawing, rect, { title: "Portico", body: start }), replacesPanes: true };
  }
  const over = places.list ?? places.detail ?? places.providers ?? places.activity;
  if (over === null) return null;
  const inside = over.width - 4;
  const broken = configNotice(drawing, inside - 4);
  if (broken === null) return null;
  const rect = {
    x: over.x + 2,
    y: over.y + 1,
    width: inside,
    height: Math.min(broken.length + 2, over.height - 2),
  };
  return {
    rect,
    rows: boxed(drawing, rect, {
      title: "Config",
      body: lastKept(broken, rect.height - 2, drawing.glyphs.ellipsis),
    }),
    replacesPanes: false,
  };
}

function boxed(
  drawing: Drawing,
  rect: Rect,
  content: { title: string; body: readonly Line[] },
): readonly string[] {
  const body = content.body.map((one) => line(" ", ...one.spans));
  return framed({ rect, title: line(span(content.title, "focus")), body, focused: true }, drawing);
}

function centred(body: readonly Line[], size: { columns: number; rows: number }, most: number): Rect {
  const width = Math.min(most, Math.max(40, ...body.map((one) => lineWidth(one) + 4)));
  const height = Math.min(body.length + 2, size.rows - 2);
  const y = Math.max(1, Math.floor((size.rows - height) / 3));
  return { x: Math.floor((size.columns - width) / 2), y, width, height };
}

/** As many lines as there is room for: the last one says what runs meanwhile and which keys help, so it stays. */
function lastKept(lines: readonly Line[], room: number, ellipsis: string): readonly Line[] {
  if (lines.length <= room) return lines;
  const kept = lines.slice(0, Math.max(0, room - 2));
  const more = span(`${ellipsis} ${lines.length - kept.length - 1} more lines`, "dim");
  return [...kept, line(more), ...lines.slice(-1)];
}
