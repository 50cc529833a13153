import type { ProviderView } from "../console.ts";
import { isVisible } from "../core/catalog.ts";
import { plainLines } from "../core/plain-text.ts";
import type { GetIntent } from "./intent.ts";
import { listingOf } from "./listings.ts";
import { printListing, type Listing } from "./output.ts";
import type { RecordSource } from "./records.ts";
import { configuredState, noProvidersText, selectedProviders, type Session } from "./session.ts";

/** Lists what the store knows; contacts no Provider. Resolves to the exit code. */
export async function runGet(intent: GetIntent, session: Session): Promise<number> {
  const { io, write } = session;
  const state = configuredState(session);
  const source = { state, providers: selectedProviders(state, intent.provider), all: intent.all };
  const listing = listingOf(intent.what, source, io.now().getTime());
  await printListing(listing, intent.output, { columns: io.columns, colour: io.colour, write });
  if (intent.output === "table") io.stderr(afterword(intent, listing, source));
  return 0;
}

/** What a table leaves unsaid: why it is empty, how much it hides. */
function afterword(intent: GetIntent, listing: Listing, source: RecordSource): string {
  const hidden = intent.all ? 0 : hiddenCount(intent, source);
  if (hidden > 0) return `${hidden} hidden; --all lists ${hidden === 1 ? "it" : "them"}, too.\n`;
  if (listing.records.length > 0) return "";
  if (source.providers.length === 0) return noProvidersText(source.state);
  const synchronized = source.providers.some((view) => source.state.catalogs.has(view.definition.name));
  const noun = listing.kind === "skipped" ? "skipped policies" : listing.title;
  const failures = source.providers.flatMap(loadFailure);
  const isHopeless = failures.length === source.providers.length;
  const advice = synchronized || isHopeless ? "" : '; "portico sync" looks for them';
  return [`No ${noun}${advice}.\n`, ...failures].join("");
}

/** Why nothing can be read from a Provider whose adapter is not there; nothing for any other. */
function loadFailure({ definition, loadError }: ProviderView): readonly string[] {
  if (loadError === null) return [];
  const { message, hint } = loadError;
  return [`${plainLines([`${definition.name}: ${message}`, hint ?? ""].join("\n").trim()).join("\n  ")}\n`];
}

function hiddenCount({ what }: GetIntent, { state, providers }: RecordSource): number {
  if (what !== "products" && what !== "plans") return 0;
  return providers.reduce((sum, view) => {
    const items = state.catalogs.get(view.definition.name)?.[what] ?? [];
    return sum + items.filter((item) => !isVisible(item)).length;
  }, 0);
}
