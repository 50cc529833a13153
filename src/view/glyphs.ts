/**
 * The characters of the chrome; what a glyph says, a word or its place says too. All but `keys`, and those that are
 * spoken, are one column wide.
 */
export type Glyphs = {
  readonly up: string;
  readonly syncing: string;
  readonly down: string;
  readonly unknown: string;
  readonly disabled: string;
  readonly held: string;
  readonly cursor: string;
  readonly marked: string;
  readonly focus: string;
  readonly ok: string;
  readonly warn: string;
  readonly error: string;
  readonly info: string;
  readonly ascending: string;
  readonly descending: string;
  readonly ellipsis: string;
  readonly none: string;
  readonly dot: string;
  readonly barFull: string;
  readonly barEmpty: string;
  /** Keys that are shown as a sign, by name. */
  readonly keys: Readonly<Record<string, string>>;
  readonly border: BorderGlyphs;
};

export type BorderGlyphs = {
  readonly topLeft: string;
  readonly topRight: string;
  readonly bottomLeft: string;
  readonly bottomRight: string;
  readonly horizontal: string;
  readonly vertical: string;
};

export const UNICODE_GLYPHS: Glyphs = {
  up: "●",
  syncing: "◐",
  down: "✖",
  unknown: "◌",
  disabled: "–",
  held: "⚠",
  cursor: "▸",
  marked: "✓",
  focus: "▌",
  ok: "✔",
  warn: "⚠",
  error: "✖",
  info: "·",
  ascending: "↑",
  descending: "↓",
  ellipsis: "…",
  none: "–",
  dot: "·",
  barFull: "▓",
  barEmpty: "░",
  keys: { enter: "⏎", up: "↑", down: "↓", left: "←", right: "→" },
  border: {
    topLeft: "╭",
    topRight: "╮",
    bottomLeft: "╰",
    bottomRight: "╯",
    horizontal: "─",
    vertical: "│",
  },
};

export const ASCII_GLYPHS: Glyphs = {
  up: "o",
  syncing: "~",
  down: "x",
  unknown: "?",
  disabled: "-",
  held: "!",
  cursor: ">",
  marked: "*",
  focus: ">",
  ok: "o",
  warn: "!",
  error: "x",
  info: ".",
  ascending: "^",
  descending: "v",
  ellipsis: "~",
  none: "-",
  dot: "-",
  barFull: "#",
  barEmpty: ".",
  keys: { enter: "enter", up: "Up", down: "Down", left: "Left", right: "Right" },
  border: {
    topLeft: "+",
    topRight: "+",
    bottomLeft: "+",
    bottomRight: "+",
    horizontal: "-",
    vertical: "|",
  },
};

/** For who hears the screen: how a step went, in words. */
export function spokenGlyphs(glyphs: Glyphs): Glyphs {
  return { ...glyphs, ok: "ok:", warn: "warning:", error: "failed:", unknown: "unknown:" };
}

/** Whether the chrome is to do with what a typewriter has. */
export function isAscii({ border }: Glyphs): boolean {
  return border.vertical === ASCII_GLYPHS.border.vertical;
}
