import { line, span } from "../../view/line.ts";
import { centredRect } from "../../view/overlay-rect.ts";
import { secretLines, type SecretDialog } from "../../view/secret-dialog.ts";
import { framed } from "../parts/framed.ts";
import type { Drawing } from "./drawing.ts";
import type { DrawnOverlay } from "./overlay-pane.ts";

const WIDTH = 84;

/** The dialog that shows a secret once, as high as what it says. */
export function secretPane(dialog: SecretDialog, drawing: Drawing): DrawnOverlay {
  const { glyphs, view } = drawing;
  const { keymap, size } = view;
  const most = centredRect(size, { columns: WIDTH, rows: size.rows });
  const body = secretLines(dialog, { glyphs, keymap, width: most.width - 2 }, most.height - 2);
  const rect = centredRect(size, { columns: WIDTH, rows: body.length + 2 });
  const { title } = dialog;
  const frame = { rect, title: line(span(title, "focus")), corner: line(), focused: true, body };
  return { rect, rows: framed(frame, drawing), title, body };
}
