import { activityLines } from "../../view/activity.ts";
import type { Rect } from "../../view/layout.ts";
import { line, lineWidth, span, type Line } from "../../view/line.ts";
import { textMatches } from "../../view/text-pane.ts";
import { searchedLines, searchNote } from "../../view/text-search.ts";
import { unframed } from "../parts/framed.ts";
import type { Drawing } from "./drawing.ts";

/** What happened, newest first, under a rule that names the pane. */
export function activityPane(drawing: Drawing, rect: Rect): readonly string[] {
  const { view, data, glyphs } = drawing;
  const room = rect.height - 1;
  const text = view.texts.activity;
  const { top } = text;
  const { offsetMinutes } = view;
  const newest = data.events.slice(Math.max(0, data.events.length - top - room), data.events.length - top);
  const lines = activityLines(newest, { glyphs, width: rect.width - 2, offsetMinutes });
  return unframed(rect, [ruleOf(drawing, rect), ...searchedLines(lines, text, glyphs)], drawing);
}

function ruleOf(drawing: Drawing, rect: Rect): Line {
  const { view, glyphs } = drawing;
  const { horizontal } = glyphs.border;
  const title = " Activity (@) ";
  const focused = view.focus === "activity";
  const note = searchNote(view.texts.activity, textMatches(drawing, "activity"));
  const corner = line(note === "" ? "" : ` ${note} `);
  const rest = horizontal.repeat(Math.max(0, rect.width - title.length - 1 - lineWidth(corner)));
  const role = focused ? "focus" : "dim";
  return line(
    span(horizontal, role),
    span(title, focused ? "focus" : "title"),
    span(rest, role),
    ...corner.spans,
  );
}
