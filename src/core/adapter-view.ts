/** An adapter as people see it: what it claims, where it comes from, and who uses it; `error` when it cannot be loaded. */
export type AdapterView = {
  readonly adapter: string;
  readonly version: string | null;
  /** The file it was loaded from, `built-in`, or what the config names when it cannot be loaded. */
  readonly source: string;
  readonly claims: readonly string[];
  readonly providers: readonly string[];
  readonly error?: string;
};

/** What to try an adapter with: its name or the path of a plugin, and one of its Providers (null: the first). */
export type TrialRequest = {
  readonly target: string;
  readonly provider: string | null;
  /** Whether policies may be created, changed and deleted there. */
  readonly write: boolean;
};

/**
 * What became of one promise of the contract. `rule` is what was broken, `call` the last call before that, `answer` what
 * came of it; `reason` says why a case was not tried, or is not claimed.
 */
export type TrialCase = { readonly name: string; readonly ms: number } & (
  | { readonly outcome: "passed" }
  | { readonly outcome: "failed"; readonly rule: string; readonly call: string; readonly answer: string }
  | { readonly outcome: "not-claimed" | "not-tried"; readonly reason: string }
);

/** A whole trial: of which adapter, at which Provider. */
export type TrialReport = {
  readonly adapter: string;
  readonly version: string;
  readonly provider: string;
  readonly cases: readonly TrialCase[];
};

/** A plugin to be begun: its name, and the language to write it in. */
export type NewPlugin = { readonly name: string; readonly lang: "ts" | "python" };
