import type { ChangeLine, AppEvent } from "../core/events.ts";
import { selectedEvents } from "../core/history.ts";
import { changeWords } from "../view/change-words.ts";
import { localMinute } from "./explanation-text.ts";
import type { HistoryIntent } from "./intent.ts";
import { printListing, type Listing } from "./output.ts";
import { configuredState, selectedProviders, type Session } from "./session.ts";
import { tableLines, type Column, type Role } from "./table.ts";

/** One line of the history, as `-o json` prints it. */
type HistoryRecord = Pick<AppEvent, "at" | "provider" | "kind" | "outcome" | "summary"> & {
  readonly changes: readonly ChangeLine[];
};

const ALL = Number.MAX_SAFE_INTEGER;
const UNASKED = 100;

/** Lists what happened, the newest first; contacts no Provider. Resolves to the exit code. */
export async function runHistory(intent: HistoryIntent, session: Session): Promise<number> {
  const { io, write } = session;
  const state = configuredState(session);
  const { provider, kind, output } = intent;
  const events = await io.console.readHistory(ALL);
  // What is told of a Provider that has left the config is history, too.
  if (provider !== null && events.every((event) => event.provider !== provider)) {
    selectedProviders(state, provider);
  }
  const limit = intent.limit ?? (intent.since === null ? UNASKED : null);
  const query = { provider, kind, since: sinceOf(intent, io.now()), limit };
  const selected = selectedEvents(events, query);
  await printListing(listing(selected), output, { columns: io.columns, colour: io.colour, write });
  if (output === "table") io.stderr(afterword(selected.length, intent));
  return 0;
}

function sinceOf({ since }: HistoryIntent, now: Date): number | null {
  if (since === null) return null;
  return "at" in since ? since.at : now.getTime() - since.ago;
}

function afterword(count: number, { since, limit }: HistoryIntent): string {
  if (count === 0) return "Nothing of that has happened.\n";
  const isCut = since === null && limit === null && count === UNASKED;
  return isCut ? `The newest ${UNASKED}; --limit or --since tells more.\n` : "";
}

function listing(events: readonly AppEvent[]): Listing {
  const records = events.map(historyRecord);
  return {
    kind: "event",
    title: "Events",
    csv: ["at", "provider", "kind", "outcome", "summary", "changes"],
    records,
    lines: async (style) => tableLines(COLUMNS, events, style),
  };
}

function historyRecord({ at, provider, kind, outcome, summary, changes }: AppEvent): HistoryRecord {
  return { at, provider, kind, outcome, summary, changes };
}

const ROLES: Readonly<Record<AppEvent["outcome"], Role>> = {
  ok: "ok",
  warn: "warn",
  fail: "error",
  info: "dim",
};

const COLUMNS: readonly Column<AppEvent>[] = [
  { title: "AT", text: ({ at }) => localMinute(at), role: () => "dim", priority: 1 },
  { title: "KIND", text: ({ kind }) => kind, priority: 3 },
  { title: "PROVIDER", text: ({ provider }) => provider ?? "", min: 12, priority: 2, optional: true },
  { title: "OUTCOME", text: ({ outcome }) => outcome, role: ({ outcome }) => ROLES[outcome], priority: 2 },
  { title: "SUMMARY", text: summaryText, min: 24, priority: 0 },
  { title: "CHANGES", text: ({ changes }) => changesText(changes), min: 16, priority: 4, optional: true },
];

/** Of a change that went well with a warning, the warning is what there is to know. */
function summaryText({ kind, provider, outcome, summary, hint }: AppEvent): string {
  const isChange = kind === "write" || (kind === "config" && provider !== null);
  return isChange && outcome === "warn" && hint !== null ? `${summary}: ${hint}` : summary;
}

const NAMED = 3;

function changesText(changes: readonly ChangeLine[]): string {
  const named = changes.slice(0, NAMED).map(changeWords);
  return [...named, ...(changes.length > NAMED ? [`${changes.length - NAMED} more`] : [])].join(", ");
}
