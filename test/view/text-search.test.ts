import { describe, expect, it } from "vitest";
import { UNICODE_GLYPHS } from "../../src/view/glyphs.ts";
import { line, lineText, span, type Line } from "../../src/view/line.ts";
import { isFound, searchedLines, searchNote } from "../../src/view/text-search.ts";

function selected(drawn: Line): readonly string[] {
  return drawn.spans.flatMap(({ role, text }) => (role === "selection" ? [text] : []));
}

function searched(search: string, ...content: readonly Line[]): readonly Line[] {
  return searchedLines(content, { top: 10, search, match: 11 }, UNICODE_GLYPHS);
}

describe("what is searched for in a text", () => {
  it("minds the case only when it has a capital letter, and is nowhere when it is empty", () => {
    expect([isFound("Pay", "pay"), isFound("pay", "Pay"), isFound("Pay", "Pay"), isFound("Pay", "")]).toEqual(
      [true, false, true, false],
    );
  });

  it("stands out in every line, across the parts that a line is made of", () => {
    const [first, second] = searched(
      "rate",
      line("Rate and ", span("rate", "dim"), " per minute"),
      line(span("quota", "title"), span(" ra", "dim"), "te"),
    );
    expect(first === undefined ? [] : selected(first)).toEqual(["Rate", "rate"]);
    expect(second === undefined ? [] : selected(second)).toEqual(["ra", "te"]);
  });

  it("changes nothing of the text, and puts the cursor before the line of the match", () => {
    const shown = searched("a", line("banana"), line("a", span("b", "dim")), line("none"));
    expect(shown.map(lineText)).toEqual([" banana", "▸ab".replace("▸", UNICODE_GLYPHS.cursor), " none"]);
  });

  it("leaves letters alone that grow in lower case", () => {
    expect(searched("x", line("İİx")).map(selected)).toEqual([[]]);
  });

  it("is told with the place of the match and how many there are", () => {
    const note = (search: string, match: number | null, matches: readonly number[]) =>
      searchNote({ top: 0, search, match }, matches);
    expect(note("pay", 4, [1, 4, 9])).toBe("/pay  2/3");
    expect(note("pay", 0, [1, 4, 9])).toBe("/pay  1/3");
    expect(note("pay", null, [1, 4, 9])).toBe("/pay  3 matches");
    expect(note("pay", null, [1])).toBe("/pay  1 match");
    expect(note("pay", null, [])).toBe("/pay  no match");
    expect(note("", null, [])).toBe("");
  });
});
