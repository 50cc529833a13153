import type { CommandIo, Write } from "./command-io.ts";
import { csvPieces } from "./csv.ts";
import type { OutputFormat } from "./intent.ts";
import { batchesOf, jsonArrayPieces } from "./json-text.ts";
import type { TableStyle } from "./table.ts";

/** A list that can be printed in every format. `kind` names one of its items, `title` all of them. */
export type Listing = {
  readonly kind: string;
  readonly title: string;
  readonly records: readonly object[];
  /** Dotted paths into the records. */
  readonly csv: readonly string[];
  /** The lines of its table. */
  readonly lines: (style: TableStyle) => Promise<Iterable<string>>;
};

/** What printing needs: where to, how wide, with colours or not. */
export type Printer = Pick<CommandIo, "columns" | "colour"> & { readonly write: Write };

/** Prints a list in pieces, waiting for the reader between them. Libraries for a format are loaded when it is used. */
export async function printListing(listing: Listing, format: OutputFormat, printer: Printer): Promise<void> {
  switch (format) {
    case "json":
      return writePieces(jsonArrayPieces(listing.records), printer.write);
    case "csv":
      return writePieces(csvPieces(listing.csv, listing.records), printer.write);
    case "yaml": {
      const { yamlListPieces } = await import("./yaml-text.ts");
      return writePieces(yamlListPieces(listing.kind, listing.records), printer.write);
    }
    case "table":
      return printTable(listing, printer);
  }
}

/** Prints a list as a table; nothing when it is empty. */
export async function printTable(listing: Listing, printer: Printer): Promise<void> {
  if (listing.records.length === 0) return;
  const lines = [...(await listing.lines({ columns: printer.columns, colour: printer.colour }))];
  for (const batch of batchesOf(lines)) await printer.write(`${batch.join("\n")}\n`);
}

async function writePieces(pieces: Iterable<string>, write: Write): Promise<void> {
  for (const piece of pieces) await write(piece);
}
