import type { Act } from "./act.ts";
import { activityLines } from "./activity.ts";
import { checkText } from "./check-lines.ts";
import { detailTexts, shownDetailOf } from "./detail.ts";
import { explainText } from "./explain-lines.ts";
import { UNICODE_GLYPHS } from "./glyphs.ts";
import { lineText } from "./line.ts";
import { overlayRect } from "./overlay-rect.ts";
import { isFound } from "./text-search.ts";
import { layoutOf, type TextOverlay, type TextPane, type ViewState } from "./view-state.ts";

/** Columns for text in a pane: without borders and a blank column on either side. */
export function textColumns(view: ViewState, pane: TextPane): number {
  const width = isOverlay(pane) ? overlayRect(view.size, pane).width : layoutOf(view)[pane]?.width;
  return Math.max(1, (width ?? view.size.columns) - (pane === "activity" ? 2 : 4));
}

/** Lines for text in a pane: without borders. */
export function textRoom(view: ViewState, pane: TextPane): number {
  if (isOverlay(pane)) return Math.max(1, overlayRect(view.size, pane).height - 2);
  const height = layoutOf(view)[pane]?.height ?? view.size.rows;
  return Math.max(1, height - (pane === "activity" ? 1 : 2));
}

/** How many lines the text of a pane has. */
export function textHeight(act: Act, pane: TextPane): number {
  return pane === "activity" ? act.data.events.length : textsOf(act, pane).length;
}

/** The lines on which what is searched for occurs. */
export function textMatches(act: Act, pane: TextPane): readonly number[] {
  const { search } = act.view.texts[pane];
  if (search === "") return [];
  return textsOf(act, pane).flatMap((text, at) => (isFound(text, search) ? [at] : []));
}

function textsOf(act: Act, pane: TextPane): readonly string[] {
  const { view, data, now } = act;
  const glyphs = UNICODE_GLYPHS;
  const width = textColumns(view, pane);
  if (pane === "detail") return detailTexts(shownDetailOf({ ...act, glyphs }, width));
  if (pane === "activity") {
    const { offsetMinutes } = view;
    return activityLines(data.events, { glyphs, width: 1000, offsetMinutes }).map(lineText);
  }
  const { overlay } = view;
  if (overlay?.kind === "check")
    return checkText(data, overlay.provider, { glyphs, width }).lines.map(lineText);
  if (overlay?.kind !== "explain") return [];
  return explainText(data, overlay, { glyphs, width, now }).lines.map(lineText);
}

function isOverlay(pane: TextPane): pane is TextOverlay {
  return pane === "explain" || pane === "check";
}
