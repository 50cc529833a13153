import { renderToString } from "ink";
import type { ReactElement } from "react";
import type { ConsoleState } from "../../src/console.ts";
import { PaneScreen } from "../../src/ui/pane-screen.tsx";
import { themeFor } from "../../src/ui/theme.ts";
import { UNICODE_GLYPHS } from "../../src/view/glyphs.ts";
import type { Size } from "../../src/view/layout.ts";
import type { ViewState } from "../../src/view/view-state.ts";

export type FrameState = {
  readonly view: ViewState;
  readonly data: ConsoleState;
  /** Milliseconds since the epoch. */
  readonly now: number;
};

/** The console's frame at this moment, one text per row, without styles; times of day are UTC. */
export function frameOf({ view, data, now }: FrameState): readonly string[] {
  const { columns }: Size = view.size;
  const theme = themeFor("dark", { ascii: true, colour: false });
  const element: ReactElement = (
    <PaneScreen drawing={{ view, data, now, theme, glyphs: UNICODE_GLYPHS, offsetMinutes: 0 }} />
  );
  return renderToString(element, { columns }).split("\n");
}
