import type { Rect, Size } from "./layout.ts";
import type { Overlay } from "./view-state.ts";
import { clamp } from "./window.ts";

/** The overlays whose size does not hang on what is in them. */
type Menu = Exclude<Overlay["kind"], "write" | "secret" | "history" | "diff">;

const WANTED: Readonly<Record<Menu, Size>> = {
  help: { columns: 90, rows: 100 },
  palette: { columns: 64, rows: 16 },
  explain: { columns: 100, rows: 100 },
  check: { columns: 110, rows: 100 },
  copy: { columns: 60, rows: 10 },
  held: { columns: 48, rows: 7 },
  form: { columns: 92, rows: 28 },
  certificates: { columns: 100, rows: 20 },
};

/** Where a dialog lies: in the middle, with a margin where there is room, never over the first or last line. */
export function overlayRect(size: Size, kind: Menu): Rect {
  return centredRect(size, WANTED[kind]);
}

/** The same for a dialog that wants so many columns and rows. */
export function centredRect(size: Size, wanted: Size): Rect {
  const width = clamp(wanted.columns, 1, size.columns > 60 ? size.columns - 8 : size.columns);
  const height = clamp(wanted.rows, 1, Math.max(1, size.rows - (size.rows > 20 ? 6 : 2)));
  return {
    x: Math.floor((size.columns - width) / 2),
    y: Math.max(1, Math.floor((size.rows - height) / 2)),
    width,
    height,
  };
}
