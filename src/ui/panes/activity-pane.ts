import { activityLines } from "../../view/activity.ts";
import type { Rect } from "../../view/layout.ts";
import { line, span, type Line } from "../../view/line.ts";
import { unframed } from "../parts/framed.ts";
import type { Drawing } from "./drawing.ts";

/** What happened, newest first, under a rule that names the pane. */
export function activityPane(drawing: Drawing, rect: Rect): readonly string[] {
  const { view, data, glyphs, offsetMinutes } = drawing;
  const room = rect.height - 1;
  const { top } = view.texts.activity;
  const newest = data.events.slice(Math.max(0, data.events.length - top - room), data.events.length - top);
  const lines = activityLines(newest, { glyphs, width: rect.width - 2, offsetMinutes });
  const body = lines.map((content) => line(" ", ...content.spans));
  return unframed(rect, [ruleOf(drawing, rect), ...body], drawing);
}

function ruleOf({ view, glyphs }: Drawing, rect: Rect): Line {
  const { horizontal } = glyphs.border;
  const title = " Activity (@) ";
  const focused = view.focus === "activity";
  const rest = horizontal.repeat(Math.max(0, rect.width - title.length - 1));
  const role = focused ? "focus" : "dim";
  return line(span(horizontal, role), span(title, focused ? "focus" : "title"), span(rest, role));
}
