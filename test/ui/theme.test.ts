import { describe, expect, it } from "vitest";
import { paint, themeFor } from "../../src/ui/theme.ts";
import { THEMES } from "../../src/view/themes.ts";

const LINE = {
  spans: [{ text: "▸ Payments", role: "selection" }, { text: " ok", role: "ok" }, { text: " 2" }],
} as const;

describe("themes", () => {
  it.each(THEMES)("%s colours with the terminal's 16 colours and paints no background", (name) => {
    const painted = paint(LINE, themeFor(name, { ascii: false, colour: true }));
    expect(painted).toContain("\u001B[7m▸ Payments\u001B[27m");
    expect(painted).not.toMatch(/\u001B\[(4\d|10\d|[34]8;)/u);
  });

  it("keep bold, dim and inverse without colour, and no colour at all", () => {
    const painted = paint(LINE, themeFor("dark", { ascii: false, colour: false }));
    expect(painted).toBe("\u001B[7m▸ Payments\u001B[27m ok 2");
  });

  it("leave nothing but characters with --ascii", () => {
    expect(paint(LINE, themeFor("dark", { ascii: true, colour: true }))).toBe("▸ Payments ok 2");
  });

  it("close every style they open", () => {
    for (const name of THEMES) {
      const theme = themeFor(name, { ascii: false, colour: true });
      for (const role of ["focus", "selection", "dim", "title", "ok", "warn", "error", "new"] as const) {
        expect(paint({ spans: [{ text: "x", role }] }, theme)).toMatch(/^\u001B\[[\d;]+mx\u001B\[[\d;]+m$/u);
      }
    }
  });

  it("fall back to dark for an unknown name", () => {
    const look = { ascii: false, colour: true };
    expect(themeFor("solarized", look)).toBe(themeFor("dark", look));
  });
});
