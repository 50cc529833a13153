import { countsOf, type Catalog, type Counts } from "../../core/catalog.ts";
import type { Sort } from "../../view/arrange.ts";
import { clip, fit, textWidth } from "../../view/cell.ts";
import { cellWidth } from "../../view/cell-widths.ts";
import { chooseColumns, type Choice } from "../../view/columns.ts";
import type { Glyphs } from "../../view/glyphs.ts";
import type { Rect } from "../../view/layout.ts";
import { line, span, type Line, type Span } from "../../view/line.ts";
import type { ListColumn } from "../../view/list-columns.ts";
import { markedTest, rowAt, scopeOf, tabListing, type TabListing } from "../../view/listing.ts";
import { ALL_SCOPE, TABS, type Row, type Tab } from "../../view/rows.ts";
import { emptyListLines } from "../../view/screens.ts";
import { windowOf } from "../../view/window.ts";
import { framed } from "../parts/framed.ts";
import type { Drawing } from "./drawing.ts";

/** Columns before the first cell of a row: mark (or the sign of what is hidden or gone), cursor, blank. */
const GUTTER = 3;

/** The list of the tab that is shown, one painted text per row of the screen. */
export function listPane(drawing: Drawing, rect: Rect): readonly string[] {
  const listing = tabListing(drawing);
  const inner = rect.width - 2;
  const choice = chooseColumns(listing.columns, inner - GUTTER - 1, (column) =>
    cellWidth(listing.all, column, listing.context),
  );
  const focused = drawing.view.focus === "list";
  const body =
    listing.count === 0 ? emptyListLines(drawing, inner) : bodyOf(listing, choice, { drawing, rect });
  return framed(
    { rect, title: titleOf(drawing), corner: cornerOf(listing, choice, drawing), body, focused },
    drawing,
  );
}

type Place = { readonly drawing: Drawing; readonly rect: Rect };

function bodyOf(listing: TabListing, choice: Choice<ListColumn>, { drawing, rect }: Place): readonly Line[] {
  const { count, index } = listing;
  const offset = listing.state.cursor?.offset ?? 0;
  const { top, end } = windowOf({ count, cursor: index, offset, height: rect.height - 3 });
  const isMarked = markedTest(listing);
  const rows = Array.from({ length: end - top }, (_, at) => {
    const row = rowAt(listing, top + at);
    if (row === undefined) return line();
    const state = {
      cursor: top + at === index,
      ghost: top + at === listing.ghost,
      marked: isMarked(row.id, top + at),
    };
    return rowLine(row, choice, { ...state, listing, drawing });
  });
  return [headLine(listing, choice, drawing), ...rows];
}

type RowLook = {
  readonly cursor: boolean;
  readonly ghost: boolean;
  readonly marked: boolean;
  readonly listing: TabListing;
  readonly drawing: Drawing;
};

function rowLine(row: Row, choice: Choice<ListColumn>, look: RowLook): Line {
  const { glyphs, view } = look.drawing;
  const absent = look.ghost ? glyphs.error : row.hidden ? glyphs.none : " ";
  const gutter = `${look.marked ? glyphs.marked : absent}${look.cursor ? glyphs.cursor : " "} `;
  const cells = cellSpans(row, choice, look);
  if (!look.cursor) return line(span(gutter, look.marked ? "focus" : null), ...cells);
  const text = gutter + cells.map((cell) => cell.text).join("");
  return line(span(text, view.focus === "list" ? "selection" : "title"));
}

function cellSpans(
  row: Row,
  choice: Choice<ListColumn>,
  { listing, drawing, ghost }: RowLook,
): readonly Span[] {
  const { ellipsis } = drawing.glyphs;
  const { context } = listing;
  const dim = row.hidden || ghost || context.owner(row.provider)?.status.state === "down";
  return choice.columns.flatMap(({ column, width }) => {
    const cell = ghost && column.tellsState === true ? { text: "gone" } : column.cell(row, context);
    const text = fit(cell.text, width, { align: column.align ?? "left", ellipsis });
    return [span(text, dim ? "dim" : (cell.role ?? null)), span(" ")];
  });
}

function headLine(listing: TabListing, choice: Choice<ListColumn>, { glyphs }: Drawing): Line {
  const { sort, picked } = listing.state;
  const heads = choice.columns.flatMap(({ column, width }) => {
    const text = fit(headText(column, width, { sort, glyphs }), width, { align: column.align ?? "left" });
    return [span(text, picked === column.id ? "focus" : "title"), span(" ")];
  });
  return line(" ".repeat(GUTTER), ...heads);
}

type Sorted = { readonly sort: Sort; readonly glyphs: Glyphs };

/** The title, with the arrow of the column that is sorted by: where there is no room, the title gives way. */
function headText({ id, title }: ListColumn, width: number, { sort, glyphs }: Sorted): string {
  if (sort.column !== id) return clip(title, width, glyphs.ellipsis);
  const arrow = sort.descending ? glyphs.descending : glyphs.ascending;
  if (textWidth(title) + 2 <= width) return `${title} ${arrow}`;
  return clip(title, width - 1, glyphs.ellipsis) + arrow;
}

const TITLES: Readonly<Record<Tab, string>> = {
  products: "2 Products",
  plans: "3 Plans",
  apis: "4 APIs",
  skipped: "6 Skipped",
};

function titleOf(drawing: Drawing): Line {
  const { view, data, glyphs } = drawing;
  const scope = scopeOf(view);
  const catalogs = [...data.catalogs.values()].filter(
    ({ provider }) => scope === ALL_SCOPE || provider === scope,
  );
  const parts = TABS.flatMap((tab, index): readonly Span[] => {
    const count = catalogs.reduce((sum, catalog) => sum + countsFor(catalog)[tab], 0);
    const title = span(
      `${TITLES[tab]} ${count}`,
      tab === view.tab ? (view.focus === "list" ? "focus" : "title") : "dim",
    );
    return index === 0 ? [title] : [span(` ${glyphs.border.vertical} `, "dim"), title];
  });
  return line(...parts);
}

const counted = new WeakMap<Catalog, Counts>();

function countsFor(catalog: Catalog): Counts {
  const known = counted.get(catalog);
  if (known !== undefined) return known;
  const counts = countsOf(catalog);
  counted.set(catalog, counts);
  return counts;
}

function cornerOf(listing: TabListing, choice: Choice<ListColumn>, { glyphs }: Drawing): Line {
  const { filter, problems, hidden, marks } = listing.state;
  const parts = [
    ...(marks.size > 0 ? [`${marks.size} marked`] : []),
    ...(problems ? ["! problems"] : []),
    ...(hidden ? ["H hidden too"] : []),
    ...(filter === ""
      ? []
      : [`/${filter}  ${listing.rows.length} of ${listing.rows.length + listing.arranged.unlisted}`]),
    ...(choice.dropped > 0 ? [`+${choice.dropped} ${choice.dropped === 1 ? "column" : "columns"}`] : []),
  ];
  return line(parts.join(` ${glyphs.dot} `));
}
