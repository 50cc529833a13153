import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { markdownLines } from "../../src/ui/parts/markdown-lines.ts";
import { textWidth } from "../../src/view/cell.ts";
import { ASCII_GLYPHS, UNICODE_GLYPHS } from "../../src/view/glyphs.ts";
import { lineText } from "../../src/view/line.ts";

const texts = (markdown: string, width = 40): readonly string[] =>
  markdownLines(markdown, width, UNICODE_GLYPHS).map((one) => lineText(one).trimEnd());

describe("a description as it is read", () => {
  it("has headings, paragraphs and lists one under the other", () => {
    const text = "# Payments\n\nTakes *card*\npayments.\n\n- one\n- two\n  - inside\n\n3. three\n4. four";
    expect(texts(text)).toEqual([
      "Payments",
      "",
      "Takes card payments.",
      "",
      "· one",
      "· two",
      "  · inside",
      "",
      "3. three",
      "4. four",
    ]);
  });

  it("keeps the lines of code, names where links lead, and shows HTML as it is", () => {
    const text =
      "```sh\ncurl  x\n  y\n```\n\n[docs](https://a.example) <https://b.example>\n\n<b>no</b>\n\n> said";
    expect(texts(text)).toEqual([
      "  curl  x",
      "    y",
      "",
      "docs (https://a.example)",
      "https://b.example",
      "",
      "<b>no</b>",
      "",
      "│ said",
    ]);
  });

  it("makes bold text stand out, and headings", () => {
    const [head, , body] = markdownLines("# A\n\nb **c** `d`", 40, UNICODE_GLYPHS);
    expect(head?.spans).toEqual([{ text: "A", role: "title" }]);
    expect(body?.spans).toContainEqual({ text: "c", role: "title" });
    expect(body?.spans).toContainEqual({ text: "d", role: "dim" });
  });

  it("has tables row by row, and tasks with their boxes", () => {
    expect(texts("|a|b|\n|-|-|\n|1|2|\n\n- [x] done\n- [ ] open")).toEqual([
      "a | b",
      "1 | 2",
      "",
      "· [x] done",
      "· [ ] open",
    ]);
  });

  it("never sends a control character to the terminal and never grows wider than it may", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "binary", maxLength: 200 }),
        fc.integer({ min: 8, max: 60 }),
        (text, width) => {
          for (const row of markdownLines(`# ${text}\n\n- ${text}\n\n${text}`, width, ASCII_GLYPHS)) {
            expect(lineText(row)).not.toMatch(/\p{Cc}/u);
          }
        },
      ),
    );
    for (const row of texts(`# long\n\n${"word ".repeat(50)}\n\n- ${"x".repeat(100)}`, 30)) {
      expect(textWidth(row)).toBeLessThanOrEqual(30);
    }
  });
});
