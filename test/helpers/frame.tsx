import { stripVTControlCharacters } from "node:util";
import { renderToString } from "ink";
import type { ConsoleState } from "../../src/console.ts";
import type { Drawing } from "../../src/ui/panes/drawing.ts";
import { LinearScreen } from "../../src/ui/linear-screen.tsx";
import { prepareDetail } from "../../src/ui/panes/prepare-detail.ts";
import { PaneScreen } from "../../src/ui/pane-screen.tsx";
import { drawMarkdown } from "../../src/ui/parts/drawn-markdown.ts";
import { themeFor, type Look } from "../../src/ui/theme.ts";
import { ASCII_GLYPHS, UNICODE_GLYPHS } from "../../src/view/glyphs.ts";
import { layoutOf, type ViewState } from "../../src/view/view-state.ts";

export type FrameState = {
  readonly view: ViewState;
  readonly data: ConsoleState;
  /** Milliseconds since the epoch. */
  readonly now: number;
};

/** The console's frame at this moment, one text per row, without styles; times of day are UTC. */
export function frameOf(
  state: FrameState,
  look: { readonly ascii: boolean } = { ascii: false },
): readonly string[] {
  return stripVTControlCharacters(styledFrame(state, { ...look, colour: true })).split("\n");
}

/** The frame as the terminal gets it, styles included. */
export function styledFrame(state: FrameState, look: Look): string {
  const { columns } = state.view.size;
  return renderToString(<PaneScreen drawing={drawingOf(state, look)} />, { columns });
}

/** What a screen reader gets at this moment: linear text. */
export function spokenText(state: FrameState): string {
  const drawing = drawingOf(state, { ascii: false, colour: false });
  return renderToString(<LinearScreen drawing={drawing} />, { columns: state.view.size.columns });
}

function drawingOf({ view, data, now }: FrameState, look: Look): Drawing {
  const theme = themeFor("dark", look);
  const glyphs = look.ascii ? ASCII_GLYPHS : UNICODE_GLYPHS;
  const drawing: Drawing = { view: { ...view, markdown: drawMarkdown }, data, now, theme, glyphs };
  prepareDetail(drawing, layoutOf(view).detail);
  return drawing;
}
