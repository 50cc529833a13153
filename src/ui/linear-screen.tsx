import { Box, Text } from "ink";
import { listNote } from "../view/act.ts";
import { detailTexts, shownDetailOf } from "../view/detail.ts";
import { spokenGlyphs, UNICODE_GLYPHS } from "../view/glyphs.ts";
import { inputLine } from "../view/input-line.ts";
import { counted } from "../core/counted.ts";
import { lineText } from "../view/line.ts";
import { maskSign } from "../view/masked-input.ts";
import { providerListing, rowUnderCursor, tabListing } from "../view/listing.ts";
import { providerLook } from "../view/provider-rows.ts";
import { withoutSparkline } from "../view/sparkline.ts";
import { textMatches } from "../view/text-pane.ts";
import { searchNote } from "../view/text-search.ts";
import type { Drawing } from "./panes/drawing.ts";
import { overlayPane, type DrawnOverlay } from "./panes/overlay-pane.ts";

const WIDTH = 100;

/** The console as linear text: what is under the cursor said in words, no boxes, nothing beside anything else. */
export function LinearScreen({ drawing }: { readonly drawing: Drawing }) {
  return (
    <Box flexDirection="column">
      {linesOf(drawing).map((text, index) => (
        <Text key={index}>{text}</Text>
      ))}
    </Box>
  );
}

function linesOf(drawing: Drawing): readonly string[] {
  const { view } = drawing;
  const isCheck = view.overlay?.kind === "check";
  const overlay = overlayPane(isCheck ? { ...drawing, glyphs: spokenGlyphs(drawing.glyphs) } : drawing);
  if (overlay !== null) return overlayTexts(overlay, toastTexts(drawing));
  const prompt =
    view.prompt === null ? [] : [`Filter:${lineText(inputLine("/", view.prompt.input, drawing.glyphs))}`];
  const detail = view.detailOpen ? detailTexts(shownDetailOf(drawing, WIDTH)).map(withoutSparkline) : [];
  const found = view.detailOpen ? searchNote(view.texts.detail, textMatches(drawing, "detail")) : "";
  const search = found === "" ? [] : [`Search: ${found}`];
  const note = view.focus === "providers" ? null : listNote(drawing);
  const notes = note === null ? [] : [`Note: ${note}`];
  return [placeText(drawing), ...notes, ...prompt, ...detail, ...search, ...toastTexts(drawing)];
}

function toastTexts({ view }: Drawing): readonly string[] {
  return view.toast === null ? [] : [`Note: ${view.toast.text}`];
}

function overlayTexts({ title, body }: DrawnOverlay, notes: readonly string[]): readonly string[] {
  const texts = body.map((content) => unmasked(lineText(content).trim())).filter((text) => text !== "");
  return [title, ...texts, ...notes];
}

/** A mask said in a word: nobody wants to hear it sign by sign. */
function unmasked(text: string): string {
  const sign = maskSign(UNICODE_GLYPHS);
  return text.replaceAll(new RegExp(`${sign}+`, "gu"), "(masked)");
}

/** `Products, 3 of 12: NAME Payments, AUTH apiKey, …`. */
function placeText(drawing: Drawing): string {
  if (drawing.view.focus === "providers") return providerText(drawing);
  const listing = tabListing(drawing);
  const row = rowUnderCursor(listing);
  if (row === null) return `${listing.columns.length === 0 ? "" : drawing.view.tab}: nothing listed`;
  const cells = listing.columns.flatMap((column) => {
    const { text, spoken = text } = column.cell(row, listing.context);
    return text === "" ? [] : [`${column.title} ${spoken}`];
  });
  return `${drawing.view.tab}, ${listing.index + 1} of ${listing.count}: ${cells.join(", ")}`;
}

function providerText(drawing: Drawing): string {
  const listing = providerListing(drawing);
  const row = rowUnderCursor(listing);
  if (row === null) return "Providers: none";
  const { view } = row;
  if (view === null) return `Providers: all ${listing.count - 1}`;
  const { word } = providerLook(view, drawing.glyphs);
  const { products, plans } = view.status.counts;
  const error = view.status.error === null ? "" : `, ${view.status.error.message}`;
  return `Providers, ${listing.index} of ${listing.count - 1}: ${row.name}, ${word}, ${counted(products, "Product")}, ${counted(plans, "Plan")}${error}`;
}
