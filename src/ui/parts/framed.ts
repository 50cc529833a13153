import type { Glyphs } from "../../view/glyphs.ts";
import type { Rect } from "../../view/layout.ts";
import { fitLine, line, lineWidth, span, type Line, type Span } from "../../view/line.ts";
import { paint, type Theme } from "../theme.ts";

export type Look = { readonly theme: Theme; readonly glyphs: Glyphs };

export type Frame = {
  readonly rect: Rect;
  readonly title: Line;
  /** At the right end of the top border. */
  readonly corner?: Line;
  /** As wide as the rect without its borders, or narrower; what is too much is not drawn. */
  readonly body: readonly Line[];
  readonly focused: boolean;
};

/** A pane as one painted text per row, borders included: exactly `rect.height` rows of `rect.width` columns. */
export function framed(frame: Frame, look: Look): readonly string[] {
  const { rect, body } = frame;
  const { border } = look.glyphs;
  const room = Math.max(0, rect.height - 2);
  const inner = Math.max(0, rect.width - 2);
  const side = (text: string): Span => span(text, frame.focused ? "focus" : "dim");
  const rows = Array.from({ length: room }, (_, index) => {
    const content = fitLine(body[index] ?? line(), inner, look.glyphs.ellipsis);
    return line(side(border.vertical), ...content.spans, side(border.vertical));
  });
  const bottom = line(side(border.bottomLeft + border.horizontal.repeat(inner) + border.bottomRight));
  return [topOf(frame, look, side), ...rows, bottom]
    .slice(0, rect.height)
    .map((row) => paint(row, look.theme));
}

/** Rows of text in a rect without borders. */
export function unframed(rect: Rect, body: readonly Line[], look: Look): readonly string[] {
  return Array.from({ length: rect.height }, (_, index) =>
    paint(fitLine(body[index] ?? line(), rect.width, look.glyphs.ellipsis), look.theme),
  );
}

function topOf(frame: Frame, look: Look, side: (text: string) => Span): Line {
  const { border, ellipsis } = look.glyphs;
  const inner = Math.max(0, frame.rect.width - 2);
  const corner =
    frame.corner === undefined || lineWidth(frame.corner) === 0
      ? line()
      : line(" ", ...frame.corner.spans, " ");
  const right = lineWidth(corner) + 8 > inner ? line() : corner;
  const title = line(side(border.horizontal), " ", ...titleSpans(frame, look), " ");
  const room = inner - lineWidth(right);
  const left = lineWidth(title) > room ? fitLine(title, room, ellipsis) : title;
  const gap = Math.max(0, room - lineWidth(left));
  return line(
    side(border.topLeft),
    ...left.spans,
    side(border.horizontal.repeat(gap)),
    ...right.spans,
    side(border.topRight),
  );
}

/** The focused pane's title is told by a glyph too, where there is no colour to tell it. */
function titleSpans(frame: Frame, look: Look): readonly Span[] {
  if (!frame.focused) return frame.title.spans;
  const told = look.theme.focus !== null && look.theme.ok !== null;
  return told ? frame.title.spans : [span(look.glyphs.focus, "focus"), ...frame.title.spans];
}
