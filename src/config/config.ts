import type { AsWritten } from "../core/practices.ts";
import type { ProviderDefinition } from "../core/provider.ts";

/**
 * A Provider of the configuration. `secret` resolves to the secret, or to null when none is configured; it rejects
 * with SECRET_UNAVAILABLE. The secret itself is in no property: printing or serialising this object never shows it.
 * `fingerprint` differs when any setting differs, the literal secret included; it is comparable within one process
 * only. `place` is where the Provider begins: `line` counts from 1.
 */
export type ConfiguredProvider = {
  readonly definition: ProviderDefinition;
  readonly secret: (signal: AbortSignal) => Promise<string | null>;
  readonly fingerprint: string;
  readonly place: { readonly file: string; readonly line: number };
  readonly asWritten: AsWritten;
};

/**
 * A valid configuration. `file` and `folder` are absolute, as named; `files` are the real paths of everything read.
 * `refreshIntervalMs` 0 is manual only; `storePath` is absolute or null for the default; `ignore` holds the ids of
 * warnings that the operator does not want to see.
 */
export type Config = {
  readonly file: string;
  readonly folder: string;
  readonly files: readonly string[];
  readonly include: readonly string[];
  readonly refreshIntervalMs: number;
  readonly storePath: string | null;
  readonly plugins: readonly string[];
  readonly concurrency: number;
  readonly keys: Readonly<Record<string, readonly string[]>>;
  readonly theme: string;
  readonly ignore: readonly string[];
  readonly providers: readonly ConfiguredProvider[];
};
