import { listRoom, providersRoom, withList, withProviders, type Act, type Handler } from "./act.ts";
import { browsePage, movedInBrowse } from "./act-browse.ts";
import { isWork, movedInWork } from "./act-dialog.ts";
import type { ActionId } from "./action-table.ts";
import { isBrowse, type BrowseOverlay } from "./browse.ts";
import { movedCertificates } from "./certificates.ts";
import { copyChoices } from "./copy.ts";
import { textHeight, textRoom } from "./text-pane.ts";
import { helpRows } from "./help.ts";
import { providerListing, tabListing } from "./listing.ts";
import { paletteEntries } from "./palette.ts";
import { cursorAt } from "./settle.ts";
import { stay, type Overlay, type Step, type TextPane, type ViewState } from "./view-state.ts";
import { clamp } from "./window.ts";

/** How far: so many rows, so many pages, or to an end. */
type Distance = { readonly rows: number } | { readonly pages: number };

const FAR = Number.MAX_SAFE_INTEGER;

export const MOVES = {
  "move.down": moving({ rows: 1 }),
  "move.up": moving({ rows: -1 }),
  "move.top": moving({ rows: -FAR }),
  "move.bottom": moving({ rows: FAR }),
  "move.page-down": moving({ pages: 1 }),
  "move.page-up": moving({ pages: -1 }),
} as const satisfies Partial<Record<ActionId, Handler>>;

function moving(distance: Distance): Handler {
  return (act) => {
    const { overlay } = act.view;
    if (isBrowse(overlay))
      return movedInBrowse(act, overlay, rowsIn(distance, browsePage(act.view, overlay)));
    if (overlay !== null) return moveInOverlay(act, overlay, distance);
    if (act.view.focus === "providers") return stay(moveProviders(act, distance));
    if (act.view.focus === "list") return stay(moveList(act, distance));
    return stay(scrolled(act, act.view.focus, distance));
  };
}

function rowsIn(distance: Distance, room: number): number {
  return "rows" in distance ? distance.rows : distance.pages * Math.max(1, room - 1);
}

function moveList({ view, data, now }: Act, distance: Distance): ViewState {
  const listing = tabListing({ view, data, now });
  const room = listRoom({ view, data });
  const cursor = cursorAt(listing, listing.index + rowsIn(distance, room), room);
  return withList(view, { cursor });
}

function moveProviders({ view, data }: Act, distance: Distance): ViewState {
  const listing = providerListing({ view, data });
  const room = providersRoom(view);
  return withProviders(view, { cursor: cursorAt(listing, listing.index + rowsIn(distance, room), room) });
}

function scrolled(act: Act, pane: TextPane, distance: Distance): ViewState {
  const { view } = act;
  const room = textRoom(view, pane);
  const text = view.texts[pane];
  const last = Math.max(0, textHeight(act, pane) - room);
  const top = clamp(Math.min(text.top, last) + rowsIn(distance, room), 0, last);
  return { ...view, texts: { ...view.texts, [pane]: { ...text, top, match: null } } };
}

function moveInOverlay(act: Act, overlay: Exclude<Overlay, BrowseOverlay>, distance: Distance): Step {
  const { view } = act;
  const rows = rowsIn(distance, 10);
  if (isWork(overlay)) return stay(movedInWork(view, overlay, rows));
  switch (overlay.kind) {
    case "explain":
    case "check":
      return stay(scrolled(act, overlay.kind, distance));
    case "certificates":
      return stay({
        ...view,
        overlay: { ...overlay, certificates: movedCertificates(overlay.certificates, rows) },
      });
    case "held":
      return stay({ ...view, overlay: { ...overlay, choice: rows < 0 ? "keep" : "hide" } });
    case "copy": {
      const index = clamp(overlay.index + rows, 0, copyChoices(act).length - 1);
      return stay({ ...view, overlay: { ...overlay, index } });
    }
    case "palette": {
      const index = clamp(overlay.index + rows, 0, Math.max(0, paletteEntries(act).length - 1));
      return stay({ ...view, overlay: { ...overlay, index } });
    }
    case "help": {
      const ids = helpRows(act).map((row) => row.id);
      const at = overlay.cursor === null ? 0 : Math.max(0, ids.indexOf(overlay.cursor));
      return stay({
        ...view,
        overlay: { ...overlay, cursor: ids[clamp(at + rows, 0, ids.length - 1)] ?? null },
      });
    }
  }
}
