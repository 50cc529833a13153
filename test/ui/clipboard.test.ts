import { describe, expect, it } from "vitest";
import { clipboardSequence, CLIPBOARD_LIMIT, multiplexerOf } from "../../src/ui/clipboard.ts";

const ENCODED = Buffer.from("Payments 支付").toString("base64");

describe("the clipboard", () => {
  it("is written with OSC 52", () => {
    expect(clipboardSequence("Payments 支付", null)).toBe(`\u001B]52;c;${ENCODED}\u0007`);
  });

  it("is reached through tmux with doubled escapes", () => {
    expect(clipboardSequence("Payments 支付", "tmux")).toBe(
      `\u001BPtmux;\u001B\u001B]52;c;${ENCODED}\u0007\u001B\\`,
    );
  });

  it("is reached through screen in pieces", () => {
    const sequence = clipboardSequence("x".repeat(400), "screen") ?? "";
    const pieces = sequence.split("\u001B\\").filter((piece) => piece !== "");
    expect(pieces.length).toBeGreaterThan(1);
    expect(pieces.every((piece) => piece.startsWith("\u001BP") && piece.length <= 242)).toBe(true);
  });

  it("refuses what terminals would cut", () => {
    expect(clipboardSequence("x".repeat(CLIPBOARD_LIMIT), null)).toBeNull();
  });

  it("knows the multiplexer from the environment", () => {
    expect(multiplexerOf({ TMUX: "/tmp/tmux-0/default,1,0" })).toBe("tmux");
    expect(multiplexerOf({ STY: "1.pts" })).toBe("screen");
    expect(multiplexerOf({})).toBeNull();
  });
});
