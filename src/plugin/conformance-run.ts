import { isAppError } from "../core/errors.ts";
import { excerpt } from "../core/plain-text.ts";
import { WRITING_CASES } from "./conformance-writing.ts";
import { CONFORMANCE_CASES } from "./conformance.ts";
import { lacks, unclaimed, type ConformanceCase, type Need, type Subject } from "./conformance-subject.ts";
import { claimsPolicyWrites, type Connection } from "./contract.ts";

const LONGEST = 400;

/** What became of one case; `call` and `answer` are the last ones before the rule was found broken. */
export type CaseOutcome =
  | { readonly outcome: "passed" }
  | { readonly outcome: "failed"; readonly rule: string; readonly call: string; readonly answer: string }
  | { readonly outcome: "not-claimed" | "not-tried"; readonly reason: string };

const REASONS: Readonly<Record<Need, string>> = {
  requests: "needs requests to the Provider's url, to count them",
  secret: "the Provider has no secret",
  writing: "it writes to the Provider: allow that with --write, at a Provider made for tests",
  oauth: "needs a simulator with an OAuth API, its Product, and a policy that holds the Plan's limits, too",
  consumers: "needs a gateway where issued keys can be used: set the Provider's baselineUrl",
  loseGateway: "needs a simulator whose gateway can be taken away",
  empty: "needs a simulator that can be emptied",
  fail: "needs requests to the Provider's url, to let them fail on their way",
  failSecond: "needs a simulator whose second answer can fail",
  hang: "needs requests to the Provider's url, to let them hang on their way",
  loseAnswer: "needs requests to the Provider's url, to lose their answers on the way",
};

const WRITING: ReadonlySet<string> = new Set(WRITING_CASES.map(({ name }) => name));

/** Runs one case; never rejects. A case of writing is not claimed by an adapter that claims no write. */
export async function runCase(one: ConformanceCase, subject: Subject): Promise<CaseOutcome> {
  // What cannot be allowed is told first.
  const missing = lacks(subject, one.needs).at(-1);
  const foreign = unclaimed(one, subject);
  if (WRITING.has(one.name) && !claimsPolicyWrites(subject.plugin.claims))
    return { outcome: "not-claimed", reason: "the adapter claims no write" };
  if (one.needs.includes("consumers") && !subject.plugin.claims.can.includes("issueApiKeys"))
    return { outcome: "not-claimed", reason: "the adapter issues no keys" };
  if (foreign !== null) return { outcome: "not-claimed", reason: foreign };
  if (missing !== undefined) return { outcome: "not-tried", reason: REASONS[missing] };
  const last = { call: "none", answer: "none" };
  try {
    await one.run({
      ...subject,
      open: async (signal) => recorded(await opened(subject, signal, last), last),
    });
    return { outcome: "passed" };
  } catch (error) {
    return { outcome: "failed", rule: wordsOf(error), ...last };
  }
}

export { CONFORMANCE_CASES };

type Last = { call: string; answer: string };

async function opened(subject: Subject, signal: AbortSignal, last: Last): Promise<Connection> {
  last.call = "connect()";
  return noted(subject.open(signal), last);
}

/** The connection, with its last call and answer kept. */
function recorded(connection: Connection, last: Last): Connection {
  const begin = (name: string, ...given: readonly unknown[]): void => {
    last.call = `${name}(${given.map(shown).join(", ")})`;
    last.answer = "none yet";
  };
  return {
    capabilities: connection.capabilities,
    check(signal) {
      begin("check");
      return notedSteps(connection.check(signal), last);
    },
    snapshot(options) {
      begin("snapshot");
      return noted(connection.snapshot(options), last);
    },
    close: () => connection.close(),
    ...(connection.prepare && {
      prepare(intent, signal) {
        begin("prepare", intent);
        return noted(connection.prepare?.(intent, signal) ?? cannot(), last);
      },
    }),
    ...(connection.apply && {
      async *apply(intent, proposal, signal) {
        begin("apply", intent);
        yield* notedSteps(connection.apply?.(intent, proposal, signal) ?? [], last);
      },
    }),
    ...(connection.credentials && {
      credentials(options) {
        begin("credentials", options.policies);
        return noted(connection.credentials?.(options) ?? cannot(), last);
      },
    }),
    ...(connection.usage && {
      usage(targets, span, signal) {
        begin("usage", targets, span);
        return noted(connection.usage?.(targets, span, signal) ?? cannot(), last);
      },
    }),
    ...(connection.tokens && {
      tokens(target, apis, signal) {
        begin("tokens", target, apis);
        return noted(connection.tokens?.(target, apis, signal) ?? cannot(), last);
      },
    }),
    ...(connection.certificates && {
      certificates(signal) {
        begin("certificates");
        return noted(connection.certificates?.(signal) ?? cannot(), last);
      },
    }),
  };
}

async function cannot(): Promise<never> {
  throw new Error("it has no such method");
}

async function noted<Result>(pending: Promise<Result>, last: Last): Promise<Result> {
  try {
    const result = await pending;
    last.answer = shown(result);
    return result;
  } catch (error) {
    last.answer = wordsOf(error);
    throw error;
  }
}

async function* notedSteps<Step>(
  steps: AsyncIterable<Step> | Iterable<Step>,
  last: Last,
): AsyncGenerator<Step> {
  const seen: Step[] = [];
  try {
    for await (const step of steps) {
      seen.push(step);
      last.answer = shown(seen);
      yield step;
    }
  } catch (error) {
    last.answer = `${shown(seen)}, then ${wordsOf(error)}`;
    throw error;
  }
}

/** Without the keys that were issued for the trial. */
function shown(value: unknown): string {
  const text = JSON.stringify(value, (name, member: unknown) =>
    name === "secret" && member !== null ? "***" : member,
  );
  return excerpt(text ?? "nothing", LONGEST);
}

function wordsOf(error: unknown): string {
  if (isAppError(error)) return `${error.code}: ${error.message}`;
  if (!(error instanceof Error)) return shown(error);
  const because = error.cause instanceof Error ? ` (${error.cause.message})` : "";
  return `${error.message}${because}`;
}
