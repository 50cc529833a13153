import { expect, it } from "vitest";
import { activityLines, eventLine } from "../../src/view/activity.ts";
import { ASCII_GLYPHS, UNICODE_GLYPHS } from "../../src/view/glyphs.ts";
import { lineText, lineWidth } from "../../src/view/line.ts";
import { event } from "./sample-console.ts";

const wide = { glyphs: UNICODE_GLYPHS, width: 118, offsetMinutes: 120 };
const created = { kind: "product", type: "created", policyId: "p", name: "Refunds" } as const;

it("tells what happened in one line, with the command that does the same", () => {
  const synced = event({
    provider: "Production EU",
    summary: "12 products · 8 plans",
    command: 'portico sync "Production EU"',
    changes: [created],
  });
  expect(lineText(eventLine(synced, wide))).toMatchInlineSnapshot(
    `"14:00:00 ✔ sync   Production EU    12 products · 8 plans · + product "Refunds"            portico sync "Production EU""`,
  );
});

it("tells the next step of what failed, and leaves the command out where it is narrow", () => {
  const failed = event({
    provider: "Staging",
    outcome: "fail",
    summary: "connection refused 127.0.0.1:3000",
    hint: "is the Dashboard running?",
  });
  expect(lineText(eventLine(failed, { ...wide, width: 80, glyphs: ASCII_GLYPHS }))).toMatchInlineSnapshot(
    `"14:00:00 x sync   Staging          connection refused 127.0.0.1:3000 - is the D~"`,
  );
});

it("names the first changes, and counts the rest", () => {
  const many = [created, { ...created, type: "hidden" as const }, created, created];
  expect(lineText(eventLine(event({ changes: many }), { ...wide, width: 300 }))).toContain(
    '2 products · + product "Refunds" · - product "Refunds" · 2 more',
  );
});

it("puts the newest first, each line as wide as the pane", () => {
  const lines = activityLines([event({ summary: "old" }), event({ summary: "new 日本" })], wide);
  expect(lines.map((drawn) => [lineWidth(drawn), lineText(drawn).includes("new")])).toEqual([
    [118, true],
    [118, false],
  ]);
});
