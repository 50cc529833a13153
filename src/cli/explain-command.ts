import type { ConsoleState, ProviderView } from "../console.ts";
import { AppError } from "../core/errors.ts";
import { explain, type Explanation } from "../core/explain.ts";
import { nothingShown } from "../core/nothing-shown.ts";
import { excerpt } from "../core/plain-text.ts";
import { explanationText, localTime, nothingShownText } from "./explanation-text.ts";
import type { ExplainIntent } from "./intent.ts";
import { batchesOf } from "./json-text.ts";
import { printListing } from "./output.ts";
import {
  configuredState,
  noProvidersText,
  selectedProviders,
  unknownProvider,
  type Session,
} from "./session.ts";
import { closest } from "./suggest.ts";

/** `explain`: why a policy is where it is, or is not. */
type ExplanationRecord = {
  readonly provider: string;
  readonly policyId: string | null;
  readonly name: string;
  readonly outcome: Explanation["outcome"];
  readonly steps: readonly {
    readonly question: string;
    readonly answer: string;
    readonly ok: boolean | null;
  }[];
  readonly advice: string;
};

/**
 * Explains one policy, or all that are not on show; contacts no Provider. Resolves to the exit code: 1 when a policy
 * was named and no Provider returns it.
 */
export async function runExplain(intent: ExplainIntent, session: Session): Promise<number> {
  const state = configuredState(session);
  const asked = resolved(intent, state);
  const explanations = explanationsOf(asked, state);
  if (asked.addTag !== null) {
    if (asked.policy === null) throw new AppError("USAGE", "Name the policy that gets the tag, too.");
    const { runAdopt } = await import("./adopt-command.ts");
    return runAdopt(explanations, { policy: asked.policy, flags: asked.addTag }, session);
  }
  if (intent.output === "table") await printForPeople(explanations, asked, session);
  else await printRecords(explanations, intent.output, session);
  return asked.policy !== null && explanations.every((one) => one.outcome === "missing") ? 1 : 0;
}

async function printForPeople(
  explanations: readonly Explanation[],
  { policy, provider }: ExplainIntent,
  { io, write }: Session,
): Promise<void> {
  if (policy !== null && explanations.length > 1 && explanations.every((one) => one.policyId === null)) {
    const { nowhereText } = await import("./nowhere-text.ts");
    return write(nowhereText(policy, io.console.state()));
  }
  const general = policy === null ? generalTexts(selectedProviders(io.console.state(), provider), io) : [];
  for (const { text } of general) await write(text);
  const advices = new Set(general.map(({ advice }) => advice));
  const particular = explanations.filter(({ advice }) => !advices.has(advice));
  for (const batch of batchesOf(particular)) {
    await write(batch.map((one) => explanationText(one, io.colour)).join(""));
  }
  if (explanations.length === 0) io.stderr(nothingText(provider, io.console.state()));
}

/** Why there is nothing to explain: all is on show, or nothing was looked at yet. */
function nothingText(provider: string | null, state: ConsoleState): string {
  if (state.providers.length === 0) return noProvidersText(state);
  const looked = selectedProviders(state, provider).some(({ definition }) =>
    state.catalogs.has(definition.name),
  );
  return looked ? "Nothing is skipped or hidden.\n" : 'No policies yet; "portico sync" looks for them.\n';
}

/** Of each Provider with nothing on show: why, once for all of its policies. */
function generalTexts(
  views: readonly ProviderView[],
  { console, colour }: Session["io"],
): readonly { readonly advice: string; readonly text: string }[] {
  const { catalogs } = console.state();
  return views.flatMap(({ definition }) => {
    const catalog = catalogs.get(definition.name) ?? null;
    const advice = nothingShown(catalog, definition);
    return advice === null ? [] : [{ advice, text: nothingShownText(definition.name, advice, colour) }];
  });
}

async function printRecords(
  explanations: readonly Explanation[],
  output: ExplainIntent["output"],
  { io, write }: Session,
): Promise<void> {
  const listing = {
    kind: "explanation",
    title: "Explanations",
    csv: ["provider", "policyId", "name", "outcome", "steps", "advice"],
    records: explanations.map(explanationRecord),
    lines: async () => [],
  };
  await printListing(listing, output, { columns: io.columns, colour: io.colour, write });
}

/** A single argument is a Provider when one has that name. */
function resolved(intent: ExplainIntent, state: ConsoleState): ExplainIntent {
  const { provider, policy } = intent;
  if (provider !== null || policy === null) return intent;
  const named = state.providers.some((view) => view.definition.name === policy);
  return named ? { ...intent, provider: policy, policy: null } : intent;
}

function explanationsOf(intent: ExplainIntent, state: ConsoleState): readonly Explanation[] {
  // Programs read instants, whatever the time zone; people read the time of their place.
  const tellTime = intent.output === "table" ? localTime : (instant: string) => instant;
  const all = selectedProviders(state, intent.provider).flatMap(({ definition, status }) => {
    const catalog = state.catalogs.get(definition.name) ?? null;
    return explain({ definition, status, catalog, query: intent.policy, tellTime });
  });
  const query = intent.policy;
  if (query === null || intent.provider !== null) return all;
  const found = all.filter((one) => one.policyId !== null);
  if (found.length > 1) throw ambiguous(query, found);
  if (found.length === 0) checkSpelling(query, state);
  return found.length === 0 ? all : found;
}

/** Nothing has that name: one that is nearly a Provider's was meant as one. */
function checkSpelling(query: string, state: ConsoleState): void {
  const names = state.providers.map((view) => view.definition.name);
  if (names.length > 0 && closest(query, names) === null) return;
  throw unknownProvider(state, `no Provider or policy is called "${excerpt(query)}".`, query);
}

const LISTED = 10;

function ambiguous(query: string, found: readonly Explanation[]): AppError {
  const items = found.slice(0, LISTED).map((one) => {
    return `${excerpt(one.provider)}: ${excerpt(one.name)} (${one.outcome}, ${excerpt(one.policyId ?? "")})`;
  });
  if (found.length > LISTED) items.push(`and ${found.length - LISTED} more`);
  const message = [`"${excerpt(query)}" fits ${found.length} policies:`, ...items].join("\n");
  return new AppError("NAME_AMBIGUOUS", message, {
    hint: "Name the Provider with -p, or use the policy id.",
  });
}

function explanationRecord({ provider, policyId, name, outcome, ...rest }: Explanation): ExplanationRecord {
  const steps = rest.steps.map(({ question, answer, ok }) => ({ question, answer, ok }));
  return { provider, policyId, name, outcome, steps, advice: rest.advice };
}
