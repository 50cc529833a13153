import { line, span } from "../../view/line.ts";
import type { WriteDialog } from "../../view/write-dialog.ts";
import { writeRect, writeScroll, writeText } from "../../view/write-lines.ts";
import { framed } from "../parts/framed.ts";
import type { Drawing } from "./drawing.ts";
import type { DrawnOverlay } from "./overlay-pane.ts";

/** The dialog of a change: what it says scrolls above its buttons. */
export function writePane(write: WriteDialog, drawing: Drawing): DrawnOverlay {
  const { glyphs, view } = drawing;
  const rect = writeRect(view.size, write, glyphs);
  const text = writeText(write, { glyphs, width: rect.width - 2 });
  const room = rect.height - 2;
  const last = writeScroll(text, room);
  const top = Math.min(write.top, last);
  const shown = text.body.slice(top, top + Math.max(1, room - text.foot.length));
  const corner = top < last ? line(`${last - top} more ${glyphs.descending}`) : line();
  const { title } = write;
  const body = [...shown, ...text.foot];
  const frame = { rect, title: line(span(title, "focus")), corner, focused: true, body };
  return { rect, rows: framed(frame, drawing), title, body };
}
