import xterm from "@xterm/headless";

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
