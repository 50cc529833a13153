import { clamp } from "./window.ts";

/** In cells, from the top left corner; borders included. */
export type Rect = {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
};

export type Size = { readonly columns: number; readonly rows: number };

export type Pane = "providers" | "list" | "detail" | "activity";

/** What the arrangement depends on. */
export type LayoutState = {
  readonly focus: Pane;
  /** The focused pane takes the room of all. */
  readonly zoomed: boolean;
  /** The detail was opened; where there is no room beside the list, it takes the list's place. */
  readonly detailOpen: boolean;
};

/**
 * Where everything goes. Null is not shown. `kind` is `tiny` when the screen is too small for anything but a line that
 * says so (`status`), `narrow` when the Providers are one line (`selector`), `wide` otherwise.
 */
export type Layout = {
  readonly kind: "tiny" | "narrow" | "wide";
  readonly status: Rect;
  readonly selector: Rect | null;
  readonly providers: Rect | null;
  readonly list: Rect | null;
  readonly detail: Rect | null;
  readonly activity: Rect | null;
  readonly hints: Rect | null;
};

export const SMALLEST: Size = { columns: 40, rows: 8 };
export const WIDE_COLUMNS = 100;
export const TALL_ROWS = 30;
const DETAIL_ROWS = 16;

/** The arrangement for a screen; the rects of the panes shown tile it exactly. */
export function layout(size: Size, state: LayoutState): Layout {
  const { columns, rows } = size;
  if (columns < SMALLEST.columns || rows < SMALLEST.rows) return tiny(size);
  const hidden = { selector: null, providers: null, list: null, detail: null, activity: null };
  const status = { x: 0, y: 0, width: columns, height: 1 };
  const hints = { x: 0, y: rows - 1, width: columns, height: 1 };
  const chrome = { ...hidden, status, hints };
  const body = { x: 0, y: 1, width: columns, height: rows - 2 };
  const kind = columns >= WIDE_COLUMNS ? "wide" : "narrow";
  if (state.zoomed) return { ...chrome, kind, [state.focus]: body };
  return { ...chrome, kind, ...(kind === "wide" ? wide(body, state) : narrow(body, state)) };
}

/** Whether the detail stands beside the list, so that it follows the cursor without being opened. */
export function showsDetail(placed: Layout): boolean {
  return placed.detail !== null && placed.list !== null;
}

type Panes = Partial<Pick<Layout, "selector" | "providers" | "list" | "detail" | "activity">>;

function tiny({ columns, rows }: Size): Layout {
  return {
    kind: "tiny",
    status: { x: 0, y: 0, width: Math.max(0, columns), height: Math.min(1, Math.max(0, rows)) },
    selector: null,
    providers: null,
    list: null,
    detail: null,
    activity: null,
    hints: null,
  };
}

function wide(body: Rect, state: LayoutState): Panes {
  const tall = body.height + 2 >= TALL_ROWS;
  if (!tall && state.focus === "activity") return { activity: body };
  const activityHeight = tall ? clamp(Math.floor(body.height / 6), 4, 10) : 0;
  const panes = { ...body, height: body.height - activityHeight };
  const activity = { ...body, y: body.y + panes.height, height: activityHeight };
  const left = { ...panes, width: clamp(Math.floor(body.width * 0.26), 26, 40) };
  const right = { ...panes, x: left.width, width: body.width - left.width };
  return { providers: left, ...listAndDetail(right, state), ...(tall ? { activity } : {}) };
}

function listAndDetail(area: Rect, state: LayoutState): Panes {
  if (area.height < DETAIL_ROWS) return state.detailOpen ? { detail: area } : { list: area };
  const height = Math.floor(area.height * 0.45);
  const list = { ...area, height: area.height - height };
  return { list, detail: { ...area, y: area.y + list.height, height } };
}

function narrow(body: Rect, state: LayoutState): Panes {
  const tall = body.height + 2 >= TALL_ROWS;
  if (!tall && state.focus === "activity") return { activity: body };
  if (state.focus === "providers") return { providers: body };
  if (state.detailOpen) return { detail: body };
  const selector = { ...body, height: 1 };
  const rest = { ...body, y: body.y + 1, height: body.height - 1 };
  if (!tall) return { selector, list: rest };
  const height = clamp(Math.floor(body.height / 6), 4, 10);
  const list = { ...rest, height: rest.height - height };
  return { selector, list, activity: { ...rest, y: rest.y + list.height, height } };
}
