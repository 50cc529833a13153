import type { Cell } from "./screen.ts";

const CELL_WIDTH = 8.4;
const CELL_HEIGHT = 18;
const MARGIN = 12;
const BACKGROUND = "#11151c";
const FOREGROUND = "#d6dae2";
const PALETTE: readonly string[] = [
  "#3b4252",
  "#e06c75",
  "#98c379",
  "#e5c07b",
  "#61afef",
  "#c678dd",
  "#56b6c2",
  "#d6dae2",
  "#7f8896",
  "#ff7b86",
  "#b5e08f",
  "#ffd68a",
  "#82c7ff",
  "#dd9af0",
  "#77d5e0",
  "#ffffff",
];

/** Which sides of its cell a box-drawing character reaches: lines are drawn, so that they meet from row to row. */
const BOX: Readonly<Record<string, string>> = {
  "─": "EW",
  "│": "NS",
  "╭": "ES",
  "╮": "WS",
  "╰": "EN",
  "╯": "WN",
  "┌": "ES",
  "┐": "WS",
  "└": "EN",
  "┘": "WN",
  "├": "NSE",
  "┤": "NSW",
  "┬": "EWS",
  "┴": "EWN",
  "┼": "NSEW",
};
const ROUND = new Set(["╭", "╮", "╰", "╯"]);

type Run = { column: number; width: number; text: string; readonly style: Cell };

/** A frame as an SVG picture: monospaced text over a dark ground, the colours of a 16-colour palette. */
export function framePicture(rows: readonly (readonly Cell[])[], title: string): string {
  const columns = Math.max(...rows.map((row) => row.reduce((sum, cell) => sum + cell.width, 0)));
  const width = Math.ceil(columns * CELL_WIDTH + 2 * MARGIN);
  const height = rows.length * CELL_HEIGHT + 2 * MARGIN;
  const body = rows.flatMap((row, index) => runsOf(row).map((run) => drawRun(run, index)));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="100%" height="100%" rx="8" fill="${BACKGROUND}"/>`,
    `<g font-family="ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace" font-size="14" xml:space="preserve">`,
    ...body,
    "</g>",
    "</svg>",
    "",
  ].join("\n");
}

function runsOf(row: readonly Cell[]): readonly Run[] {
  const runs: Run[] = [];
  let column = 0;
  for (const cell of row) {
    const last = runs.at(-1);
    if (last !== undefined && continues(last, cell)) {
      last.text += cell.text;
      last.width += 1;
    } else {
      runs.push({ column, width: cell.width, text: cell.text, style: cell });
    }
    column += cell.width;
  }
  return runs.filter((run) => run.text.trim() !== "" || run.style.inverse);
}

/** Runs end at every box-drawing character, and where a gap begins: what stands in a column is placed there. */
function continues(run: Run, cell: Cell): boolean {
  if (cell.width !== 1 || run.style.width !== 1 || !sameStyle(run.style, cell)) return false;
  if (isBox(cell.text) || isBox(run.text)) return cell.text === "─" && run.text.endsWith("─");
  return cell.inverse || !(run.text.endsWith("  ") && cell.text !== " ");
}

function isBox(text: string): boolean {
  return Object.hasOwn(BOX, text[0] ?? "");
}

function sameStyle(a: Cell, b: Cell): boolean {
  return a.bold === b.bold && a.dim === b.dim && a.inverse === b.inverse && a.colour === b.colour;
}

function drawRun(run: Run, row: number): string {
  const { style } = run;
  const x = round(MARGIN + run.column * CELL_WIDTH);
  const y = MARGIN + row * CELL_HEIGHT;
  const colour = style.colour === null ? FOREGROUND : (PALETTE[style.colour] ?? FOREGROUND);
  if (isBox(run.text)) return drawBox(run, { x, y, colour });
  const ground = style.inverse
    ? `<rect x="${x}" y="${y}" width="${round(run.width * CELL_WIDTH)}" height="${CELL_HEIGHT}" fill="${colour}"/>`
    : "";
  const attributes = [
    `x="${x}"`,
    `y="${y + 13.5}"`,
    `textLength="${round(run.width * CELL_WIDTH)}"`,
    `fill="${style.inverse ? BACKGROUND : colour}"`,
    ...(style.bold ? ['font-weight="bold"'] : []),
    ...(style.dim ? ['opacity="0.6"'] : []),
  ];
  return `${ground}<text ${attributes.join(" ")}>${escaped(run.text)}</text>`;
}

type Spot = { readonly x: number; readonly y: number; readonly colour: string };

function drawBox({ text, width }: Run, { x, y, colour }: Spot): string {
  const [first = ""] = text;
  const [middleX, middleY] = [round(x + CELL_WIDTH / 2), round(y + CELL_HEIGHT / 2)];
  const ends: Readonly<Record<string, string>> = {
    N: `${middleX} ${y}`,
    S: `${middleX} ${y + CELL_HEIGHT}`,
    W: `${x} ${middleY}`,
    E: `${round(x + width * CELL_WIDTH)} ${middleY}`,
  };
  const sides = (BOX[first] ?? "").split("").map((side) => ends[side] ?? "");
  const [from = "", to = ""] = sides;
  const path = ROUND.has(first)
    ? `M${from}Q${middleX} ${middleY} ${to}`
    : sides.map((end) => `M${middleX} ${middleY}L${end}`).join("");
  return `<path d="${path}" stroke="${colour}" fill="none"/>`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
