import { countsOf, type Catalog, type Counts } from "../../core/catalog.ts";
import { listNoteLines } from "../../view/act.ts";
import type { Sort } from "../../view/arrange.ts";
import { clip, fit, textWidth } from "../../view/cell.ts";
import { cellWidth } from "../../view/cell-widths.ts";
import { chooseColumns, type Cell, type Choice } from "../../view/columns.ts";
import type { Glyphs } from "../../view/glyphs.ts";
import type { Rect } from "../../view/layout.ts";
import { line, lineWidth, span, type Line, type Span } from "../../view/line.ts";
import type { ListColumn } from "../../view/list-columns.ts";
import { markedTest, rowAt, scopeOf, tabListing, type TabListing } from "../../view/listing.ts";
import { ALL_SCOPE, rowsOf, TABS, type Row, type Tab } from "../../view/rows.ts";
import { emptyListLines } from "../../view/screens.ts";
import { windowOf } from "../../view/window.ts";
import { framed } from "../parts/framed.ts";
import type { Drawing } from "./drawing.ts";

/** Columns before the first cell of a row: mark (or the sign of what is hidden or gone), cursor, blank. */
const GUTTER = 3;
/** Columns of a frame's first line beside its title and its corner. */
const FRAME_ENDS = 8;

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
  const corner = cornerOf(listing, choice, drawing);
  const title = titleOf(drawing, rect.width - lineWidth(corner) - FRAME_ENDS);
  return framed({ rect, title, corner, body, focused }, drawing);
}

type Place = { readonly drawing: Drawing; readonly rect: Rect };

function bodyOf(listing: TabListing, choice: Choice<ListColumn>, { drawing, rect }: Place): readonly Line[] {
  const { count, index } = listing;
  const offset = listing.state.cursor?.offset ?? 0;
  const note = listNoteLines(drawing, rect);
  const height = Math.max(1, rect.height - 3 - note.length);
  const { top, end } = windowOf({ count, cursor: index, offset, height });
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
  const head = headLine(listing, choice, drawing);
  if (note.length === 0) return [head, ...rows];
  const blank = Array.from({ length: Math.max(0, height - rows.length) }, () => line());
  const told = note.map((text) => clip(text, rect.width - 4, drawing.glyphs.ellipsis));
  return [head, ...rows, ...blank, ...told.map((text) => line(span(` ${text}`, "dim")))];
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
    const cell: Cell = ghost && column.tellsState === true ? { text: "gone" } : column.cell(row, context);
    const said = textWidth(cell.text) > width ? (cell.brief ?? cell.text) : cell.text;
    const text = fit(said, width, { align: column.align ?? "left", ellipsis });
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
  credentials: "5 Credentials",
  skipped: "6 Skipped",
};

/** The same where there is no room for all of them; the one that is shown keeps its name. */
const BRIEF: Readonly<Record<Tab, string>> = {
  ...TITLES,
  products: "2 Prod",
  credentials: "5 Cred",
  skipped: "6 Skip",
};

/** The tabs with their counts, in so many columns where that can be. */
function titleOf(drawing: Drawing, room: number): Line {
  const whole = tabsLine(drawing, TITLES);
  return lineWidth(whole) <= room ? whole : tabsLine(drawing, BRIEF);
}

function tabsLine(drawing: Drawing, titles: Readonly<Record<Tab, string>>): Line {
  const { view, data, glyphs } = drawing;
  const scope = scopeOf(view);
  const catalogs = [...data.catalogs.values()].filter(
    ({ provider }) => scope === ALL_SCOPE || provider === scope,
  );
  const parts = TABS.flatMap((tab, index): readonly Span[] => {
    const count =
      tab === "credentials"
        ? credentialCount(data, scope)
        : catalogs.reduce((sum, catalog) => sum + countsFor(catalog)[tab], 0);
    const isShown = tab === view.tab;
    const title = span(
      `${isShown ? TITLES[tab] : titles[tab]}${count === null ? "" : ` ${count}`}`,
      isShown ? (view.focus === "list" ? "focus" : "title") : "dim",
    );
    return index === 0 ? [title] : [span(` ${glyphs.border.vertical} `, "dim"), title];
  });
  return line(...parts);
}

const live = new WeakMap<readonly Row[], number>();

/** How many credentials are listed without the revoked ones; null when there are none and no Provider was asked yet. */
function credentialCount(data: Drawing["data"], scope: string): number | null {
  const rows = rowsOf(data, scope, "credentials");
  const known = live.get(rows) ?? rows.filter(({ hidden }) => !hidden).length;
  live.set(rows, known);
  return known > 0 || wasListed(data, scope) ? known : null;
}

function wasListed({ books }: Drawing["data"], scope: string): boolean {
  const inScope = scope === ALL_SCOPE ? [...books.values()] : [books.get(scope)];
  return inScope.some((book) => book !== undefined && book.listedAt !== null);
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
