import type { EventKind } from "../core/event-kinds.ts";
import type { NewPlugin, TrialRequest } from "../core/adapter-view.ts";
import type { ProviderIntent } from "./provider-intent.ts";
import type { ChangeFlags, ChangeIntent } from "./change-intent.ts";
import type { CertificatesIntent, CredentialsIntent } from "./credential-intent.ts";

export const OUTPUT_FORMATS = ["table", "json", "yaml", "csv"] as const;
export type OutputFormat = (typeof OUTPUT_FORMATS)[number];

export const LISTABLE = ["providers", "products", "plans", "apis", "skipped"] as const;
export type Listable = (typeof LISTABLE)[number];

/** How the console is drawn. */
export type ScreenFlags = {
  readonly ascii: boolean;
  readonly noAltScreen: boolean;
  readonly screenReader: boolean;
  /** Whether a changed file of a plugin reloads its Providers. */
  readonly watchPlugins: boolean;
};

/** `providers` empty means every enabled one. */
export type SyncIntent = {
  readonly command: "sync";
  readonly providers: readonly string[];
  readonly dryRun: boolean;
  readonly force: boolean;
  readonly exitCode: boolean;
  readonly output: OutputFormat;
};

export type GetIntent = {
  readonly command: "get";
  readonly what: Listable;
  readonly provider: string | null;
  /** Hidden Products and Plans, too. */
  readonly all: boolean;
  readonly output: OutputFormat;
};

/** `providers` empty means every enabled one; `support` names the file for a ticket. */
export type CheckIntent = {
  readonly command: "check";
  readonly providers: readonly string[];
  readonly support: string | null;
  readonly output: OutputFormat;
};

/** With `provider` null, `policy` may turn out to be a Provider's name once the Providers are known. */
export type ExplainIntent = {
  readonly command: "explain";
  readonly provider: string | null;
  readonly policy: string | null;
  /** How to give the policy the tags that it lacks; null to explain it. */
  readonly addTag: ChangeFlags | null;
  readonly output: OutputFormat;
};

/** `since` is a span before now in ms, or an instant in ms since the epoch; null limits are none. */
export type HistoryIntent = {
  readonly command: "history";
  readonly provider: string | null;
  readonly kind: EventKind | null;
  readonly since: { readonly ago: number } | { readonly at: number } | null;
  readonly limit: number | null;
  readonly output: OutputFormat;
};

/** Two Providers that are compared. */
export type DiffIntent = {
  readonly command: "diff";
  readonly a: string;
  readonly b: string;
  readonly exitCode: boolean;
  readonly output: OutputFormat;
};
/** What is done with adapters: listed, tried, begun. */
export type PluginIntent = { readonly command: "plugin"; readonly output: OutputFormat } & (
  | { readonly action: "list" }
  | { readonly action: "test"; readonly request: TrialRequest; readonly junit: string | null }
  | { readonly action: "new"; readonly plugin: NewPlugin }
);

/** Commands that are answered through the Console port. */
export type HeadlessIntent =
  | SyncIntent
  | GetIntent
  | CheckIntent
  | ExplainIntent
  | HistoryIntent
  | DiffIntent
  | ChangeIntent
  | ProviderIntent
  | CredentialsIntent
  | CertificatesIntent
  | PluginIntent
  /** `file` is what `--config` names; null for portico.yaml here. */
  | { readonly command: "init"; readonly file: string | null };

/** Commands that need neither a configuration nor a store. */
export type PlainIntent =
  | { readonly command: "help"; readonly topic: string | null }
  | { readonly command: "version" }
  | { readonly command: "schema" };

/** `console` is Portico without a command; `demo` the same against simulated Providers. */
export type ScreenIntent = { readonly command: "console" | "demo" } & ScreenFlags;

export type CommandIntent = HeadlessIntent | PlainIntent | ScreenIntent;

/** What every command takes. `config` is the file named by `--config`, as written. */
export type Globals = { readonly config: string | null };
