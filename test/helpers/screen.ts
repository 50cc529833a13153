import xterm, { type IUnicodeVersionProvider } from "@xterm/headless";
import stringWidth from "string-width";

export type Cell = {
  readonly text: string;
  readonly width: number;
  readonly bold: boolean;
  readonly dim: boolean;
  readonly inverse: boolean;
  /** Index in the terminal's palette; null is the default colour. */
  readonly colour: number | null;
};

export interface Screen {
  /** Resolves once the bytes are interpreted. */
  feed(bytes: string): Promise<void>;
  /** What a person sees, row by row, right-trimmed. */
  lines(): readonly string[];
  cells(): readonly (readonly Cell[])[];
  /** True while the alternate screen is shown. */
  isAlternate(): boolean;
  cursorVisible(): boolean;
  resize(columns: number, rows: number): void;
}

/** A real terminal's interpretation of a stream of bytes, without a terminal. */
export function createScreen(columns: number, rows: number): Screen {
  const terminal = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true, scrollback: 1000 });
  terminal.unicode.register(GRAPHEMES);
  terminal.unicode.activeVersion = GRAPHEMES.version;
  let visible = true;
  terminal.parser.registerCsiHandler({ prefix: "?", final: "h" }, (params) => {
    if (params.includes(25)) visible = true;
    return false;
  });
  terminal.parser.registerCsiHandler({ prefix: "?", final: "l" }, (params) => {
    if (params.includes(25)) visible = false;
    return false;
  });
  const top = (): number => terminal.buffer.active.baseY;
  return {
    feed: (bytes) => new Promise((resolve) => terminal.write(bytes, resolve)),
    lines: () =>
      Array.from({ length: terminal.rows }, (_, row) => {
        return terminal.buffer.active.getLine(top() + row)?.translateToString(true) ?? "";
      }),
    cells: () => Array.from({ length: terminal.rows }, (_, row) => cellsOf(terminal, top() + row)),
    isAlternate: () => terminal.buffer.active.type === "alternate",
    cursorVisible: () => visible,
    resize: (nextColumns, nextRows) => terminal.resize(nextColumns, nextRows),
  };
}

const ZERO_WIDTH_JOINER = 0x20_0d;
const EMOJI_PRESENTATION = 0xfe_0f;

/** What the terminal has to know of a character when the next one comes. */
const AFTER = { nothing: 0, joiner: 1, indicator: 2 } as const;

/** Widths as terminals of today have them: joined emoji and flags are two cells wide. */
const GRAPHEMES: IUnicodeVersionProvider = {
  version: "graphemes",
  wcwidth: widthOf,
  charProperties(codepoint, preceding) {
    const before = { state: preceding >> 3, width: toWidth((preceding >> 1) & 3) };
    const isIndicator = codepoint >= 0x1_f1_e6 && codepoint <= 0x1_f1_ff;
    const joins = before.width > 0 && (before.state === AFTER.joiner || isJoined(codepoint));
    const isFlag = isIndicator && before.state === AFTER.indicator;
    const width = codepoint === EMOJI_PRESENTATION || isFlag ? 2 : joins ? before.width : widthOf(codepoint);
    const state =
      codepoint === ZERO_WIDTH_JOINER
        ? AFTER.joiner
        : isIndicator && !isFlag
          ? AFTER.indicator
          : AFTER.nothing;
    return (state << 3) | (width << 1) | Number(joins || isFlag);
  },
};

function isJoined(codepoint: number): boolean {
  const isSkinTone = codepoint >= 0x1_f3_fb && codepoint <= 0x1_f3_ff;
  return isSkinTone || widthOf(codepoint) === 0;
}

function widthOf(codepoint: number): 0 | 1 | 2 {
  return toWidth(stringWidth(String.fromCodePoint(codepoint)));
}

function toWidth(width: number): 0 | 1 | 2 {
  return width === 0 ? 0 : width === 1 ? 1 : 2;
}

function cellsOf(terminal: InstanceType<typeof xterm.Terminal>, row: number): readonly Cell[] {
  const line = terminal.buffer.active.getLine(row);
  const cells: Cell[] = [];
  for (let column = 0; column < terminal.cols; column += 1) {
    const cell = line?.getCell(column);
    if (cell === undefined || cell.getWidth() === 0) continue;
    cells.push({
      text: cell.getChars() === "" ? " " : cell.getChars(),
      width: cell.getWidth(),
      bold: cell.isBold() !== 0,
      dim: cell.isDim() !== 0,
      inverse: cell.isInverse() !== 0,
      colour: cell.isFgDefault() ? null : cell.getFgColor(),
    });
  }
  return cells;
}
