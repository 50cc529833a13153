import type { ChangeIntent } from "./change-intent.ts";
import type { ProviderIntent } from "./provider-intent.ts";

export const OUTPUT_FORMATS = ["table", "json", "yaml", "csv"] as const;
export type OutputFormat = (typeof OUTPUT_FORMATS)[number];

export const LISTABLE = ["providers", "products", "plans", "apis", "skipped"] as const;
export type Listable = (typeof LISTABLE)[number];

/** How the console is drawn. */
export type ScreenFlags = {
  readonly ascii: boolean;
  readonly noAltScreen: boolean;
  readonly screenReader: boolean;
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

/** With `provider` null, `policy` may turn out to be a Provider's name once the Providers are known. */
export type ExplainIntent = {
  readonly command: "explain";
  readonly provider: string | null;
  readonly policy: string | null;
  readonly output: OutputFormat;
};

/** Commands that are answered through the Console port. */
export type HeadlessIntent =
  | SyncIntent
  | GetIntent
  | ExplainIntent
  | ChangeIntent
  | ProviderIntent
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
