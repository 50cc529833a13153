import { stripVTControlCharacters } from "node:util";
import { renderToString } from "ink";
import type { ConsoleState } from "../../src/console.ts";
import type { Drawing } from "../../src/ui/panes/drawing.ts";
import { prepareDetail } from "../../src/ui/panes/prepare-detail.ts";
import { PaneScreen } from "../../src/ui/pane-screen.tsx";
import { themeFor } from "../../src/ui/theme.ts";
import { UNICODE_GLYPHS } from "../../src/view/glyphs.ts";
import { layoutOf, type ViewState } from "../../src/view/view-state.ts";

export type FrameState = {
  readonly view: ViewState;
  readonly data: ConsoleState;
  /** Milliseconds since the epoch. */
  readonly now: number;
};

/** The console's frame at this moment, one text per row, without styles; times of day are UTC. */
export function frameOf({ view, data, now }: FrameState): readonly string[] {
  const theme = themeFor("dark", { ascii: false, colour: true });
  const drawing: Drawing = { view, data, now, theme, glyphs: UNICODE_GLYPHS, offsetMinutes: 0 };
  prepareDetail(drawing, layoutOf(view).detail);
  const { columns } = view.size;
  const frame = renderToString(<PaneScreen drawing={drawing} />, { columns });
  return stripVTControlCharacters(frame).split("\n");
}
