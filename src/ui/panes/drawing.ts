import type { Act } from "../../view/act.ts";
import type { Glyphs } from "../../view/glyphs.ts";
import type { Theme } from "../theme.ts";

/** What every pane draws from: the view and the data, and how things look. */
export type Drawing = Act & {
  readonly theme: Theme;
  readonly glyphs: Glyphs;
};
