import type { Api } from "../core/api.ts";
import { isAppError, type AppError } from "../core/errors.ts";
import type { IssuedSecret } from "../core/credential.ts";
import type { CapabilityName, Connection, Plugin, ReadProgress, Snapshot } from "./contract.ts";

/**
 * What can be done to the Provider behind a subject, so that an adapter shows how it copes. Each takes effect at once
 * and lasts until `restore`.
 */
export interface Faults {
  /** The Provider holds nothing. */
  empty?(): Promise<void>;
  /** Every answer is an error. */
  fail?(): Promise<void>;
  /** Of the answers to one reading the second is an error. */
  failSecond?(): Promise<void>;
  /** Answers never come; `reached` resolves when the first request waits for one. */
  hang?(): Promise<{ readonly reached: Promise<unknown> }>;
  /** The next request that writes takes effect, but its answer is lost. */
  loseAnswer?(): Promise<void>;
  /** Policies can be read and written, but what keeps credentials does not answer. */
  loseGateway?(): Promise<void>;
  restore(): Promise<void>;
}

/** What a subject shows of its Provider, so that writing can be judged from outside. */
export interface Writing {
  /** All that the Provider keeps of a policy, but for its name and what it gives by itself; null without one. */
  kept(policyId: string): Promise<string | null>;
  /** Somebody else gives a policy another name. */
  rename(policyId: string, name: string): Promise<void>;
}

/** What a subject shows of its consumers, so that credentials can be judged from outside. */
export interface Consumers {
  /** Whether the Provider lets somebody in who shows this key; `api` is given where there is more than one. */
  letsIn(secret: IssuedSecret, api?: Api): Promise<boolean>;
}

/**
 * An adapter with a Provider to try it on. The Provider holds at least one API and two policies; one that is written to
 * holds a Product of exactly one API and a Plan among them, with members that the contract does not know.
 */
export interface Subject {
  readonly plugin: Plugin;
  /** The secret that must never be seen; null when the adapter takes none. */
  readonly secret: string | null;
  /** A new connection, through the host. The case closes it. */
  open(signal: AbortSignal): Promise<Connection>;
  /** Everything said so far outside of results: log lines, the request log. */
  said(): readonly string[];
  /** How many requests the Provider has seen; absent when there are none to see. */
  readonly requests?: () => number;
  readonly faults: Faults;
  /** Absent when the adapter does not write. */
  readonly writing?: Writing;
  /** Absent when the adapter does not issue keys. Those of the Product are then plain API keys. */
  readonly consumers?: Consumers;
  /** Ids of a Product of OAuth APIs and of a Plan that a client may be issued for; absent where there are none. */
  readonly oauth?: { readonly product: string; readonly plan: string };
  /** Ids of the Product and the Plan that may be written to; without them it is the first of each. */
  readonly guests?: { readonly product: string; readonly plan: string };
}

/** What a case wants of a subject; one that does not have it skips the case. */
export type Need =
  | "requests"
  | "secret"
  | "writing"
  | "consumers"
  | "oauth"
  | "empty"
  | "fail"
  | "failSecond"
  | "hang"
  | "loseAnswer"
  | "loseGateway";

/** A promise of the contract, as a value: `run` rejects with an Error that says what was broken. */
export type ConformanceCase = {
  readonly name: string;
  readonly needs: readonly Need[];
  /** What the adapter has to claim for the case to be about it. */
  readonly claim?: CapabilityName;
  readonly run: (subject: Subject) => Promise<void>;
};

/** What of a case's needs a subject does not have. */
export function lacks(subject: Subject, needs: readonly Need[]): readonly Need[] {
  return needs.filter((need) => {
    if (need === "requests" || need === "writing" || need === "consumers" || need === "oauth")
      return subject[need] === undefined;
    if (need === "secret") return subject.secret === null;
    return subject.faults[need] === undefined;
  });
}

/** Why a case is not about the subject's adapter, or null. */
export function unclaimed({ claim }: ConformanceCase, { plugin }: Pick<Subject, "plugin">): string | null {
  return claim === undefined || plugin.claims.can.includes(claim)
    ? null
    : `the adapter does not claim ${claim}`;
}

/** A signal that never aborts. */
export const never: AbortSignal = new AbortController().signal;

/** Works with a new connection, and closes it. */
export async function connected<Result>(
  subject: Subject,
  work: (connection: Connection) => Promise<Result>,
): Promise<Result> {
  const connection = await subject.open(never);
  try {
    return await work(connection);
  } finally {
    await connection.close();
  }
}

/** Acts while a fault lasts. */
export async function during(
  { faults }: Subject,
  fault: "empty" | "fail" | "failSecond" | "loseAnswer" | "loseGateway",
  act: () => Promise<unknown>,
): Promise<void> {
  await faults[fault]?.();
  try {
    await act();
  } finally {
    await faults.restore();
  }
}

/** One reading. */
export function read(
  connection: Connection,
  signal: AbortSignal = never,
  onProgress: (progress: ReadProgress) => void = () => {},
): Promise<Snapshot> {
  return connection.snapshot({ signal, onProgress });
}

/** The requests so far. */
export function countOf({ requests }: Subject): number {
  return requests?.() ?? 0;
}

/** The AppError that it must reject with. */
export async function rejection(pending: Promise<unknown>): Promise<AppError> {
  const outcome = await pending.then(
    () => null,
    (error: unknown) => ({ error }),
  );
  if (outcome === null) throw new Error("it succeeded, though it could not");
  if (isAppError(outcome.error)) return outcome.error;
  throw new Error("it failed with something that is no AppError", { cause: outcome.error });
}

/** Throws when the subject's secret is in the text. */
export function expectNoSecret({ secret }: Subject, text: string): void {
  if (secret === null) return;
  for (const form of [secret, encodeURIComponent(secret)])
    expect(!text.includes(form), "the secret was seen");
}

/** Throws an Error that says what was broken. */
export function expect(condition: boolean, broken: string): void {
  if (!condition) throw new Error(broken);
}
