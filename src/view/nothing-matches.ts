import { excerpt } from "../core/plain-text.ts";
import type { Act } from "./act.ts";
import type { Glyphs } from "./glyphs.ts";
import { firstKey, type ActionId } from "./keys.ts";
import { line, span, type Line } from "./line.ts";
import { tabListing, type TabListing } from "./listing.ts";

/**
 * What stands in a list whose rows (`noun` each) are all left out: by what, how many, and the keys that bring them
 * back. Rows that a filter leaves out and rows that are hidden are counted apart, as in the title of the list.
 */
export function nothingMatches(act: Act & { readonly glyphs: Glyphs }, noun: string): readonly Line[] {
  const { glyphs } = act;
  const listing = tabListing(act);
  const keys = waysOut(act, listing).join(` ${glyphs.dot} `);
  return [
    line(` ${reasonText(listing, noun)}${countsText(listing)}`),
    line(span(` ${keys}`, "dim")),
    ...listing.arranged.problems.map((text) => line(span(` ${glyphs.warn} ${text}`, "warn"))),
  ];
}

function reasonText({ state }: TabListing, noun: string): string {
  if (state.filter !== "") return `No ${noun} matches "${excerpt(state.filter, 60)}"`;
  return state.problems ? `No ${noun} has a problem` : `Every ${noun} here is hidden`;
}

function countsText({ arranged, all }: TabListing): string {
  const hidden = all.length - arranged.rows.length - arranged.unlisted;
  const counts = [
    ...(arranged.unlisted > 0 ? [`${arranged.unlisted} left out`] : []),
    ...(hidden > 0 ? [`${hidden} hidden`] : []),
  ];
  return counts.length === 0 ? "" : ` (${counts.join(", ")})`;
}

function waysOut({ view }: Act, { state, arranged }: TabListing): readonly string[] {
  const key = (id: ActionId, text: string): string => `${firstKey(view.keymap, id) ?? ""} ${text}`;
  const isNarrowed = state.filter !== "" || state.problems;
  const matching = arranged.hidden === 1 ? "1 matches" : `${arranged.hidden} match`;
  const shows = isNarrowed ? `show hidden ones, ${matching}` : "show them";
  return [
    ...(state.filter === "" ? [] : ["Esc clear"]),
    ...(state.problems ? [key("find.problems", "everything")] : []),
    ...(arranged.hidden > 0 ? [key("find.hidden", shows)] : []),
    ...(view.tab === "skipped" ? [] : [key("tab.skipped", "look among skipped")]),
  ];
}
