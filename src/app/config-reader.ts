import type { Config } from "../config/config.ts";
import {
  bindsKeys,
  parseConfig,
  validateConfig,
  type ParsedConfig,
  type Replaced,
  type ValidationFacts,
} from "../config/load.ts";
import { locateConfig } from "../config/locate.ts";
import { namedAdapters } from "../config/named-adapters.ts";
import type { ConfigIssue } from "../core/config-issue.ts";
import type { AppError } from "../core/errors.ts";
import { loadAdapters, type Adapters, type BuiltInAdapters, type PluginLoader } from "./adapters.ts";

export type ReaderOptions = {
  readonly cwd: string;
  readonly flag: string | null;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly builtIn: BuiltInAdapters;
  readonly defaultAdapter: string;
  readonly load: PluginLoader;
  /** Action ids that `keys` may bind. */
  readonly actions: ReadonlySet<string>;
  readonly themes: readonly string[];
  /** Loaded for a config that binds keys. */
  readonly keyProblems: () => Promise<NonNullable<ValidationFacts["keyProblems"]>>;
};

/** A configuration as read: none, one with errors, or a good one with the adapters it can use. */
export type ConfigReading =
  | { readonly outcome: "missing" }
  | (Found & { readonly outcome: "broken"; readonly issues: readonly ConfigIssue[] })
  | (Found & { readonly outcome: "ok"; readonly config: Config; readonly adapters: Adapters });

type Found = {
  readonly file: string;
  readonly folder: string;
  readonly include: readonly string[];
  /** What the config names under `plugins`. */
  readonly plugins: readonly string[];
  readonly warnings: readonly ConfigIssue[];
  /** The plugins that cannot be loaded. A Provider that needs one says so itself. */
  readonly unloaded: readonly ConfigIssue[];
  readonly parsed: ParsedConfig;
};

/**
 * Finds, parses, loads the plugins of, and validates the configuration; `replaced` are texts to be judged in place of
 * what files hold. Rejects with CONFIG_NOT_FOUND for a named file.
 */
export async function readConfig(options: ReaderOptions, replaced?: Replaced): Promise<ConfigReading> {
  const file = await locateConfig(options);
  if (file === null) return { outcome: "missing" };
  const parsed = await parseConfig(file, replaced);
  const { folder, plugins: specs, include } = parsed;
  const builtIn = needed(options.builtIn, namedAdapters(parsed, options.defaultAdapter));
  const adapters = await loadAdapters(builtIn, { specs, folder, load: options.load });
  const result = validateConfig(parsed, {
    adapters: adapters.plugins,
    defaultAdapter: options.defaultAdapter,
    failed: new Set([...adapters.failures.values()].map(({ adapter }) => adapter)),
    env: options.env,
    actions: options.actions,
    themes: options.themes,
    ...(bindsKeys(parsed) ? { keyProblems: await options.keyProblems() } : {}),
  });
  const warnings = [
    ...result.warnings,
    ...adapters.warnings.map((message) => warningOf(file, { message, hint: OTHERS_MAY_WRITE })),
  ];
  const unloaded = [...adapters.failures.values()].map(({ error }) => warningOf(file, error));
  const found = { file, folder, include, plugins: specs, warnings, unloaded, parsed };
  if (!result.ok) return { ...found, outcome: "broken", issues: result.issues };
  return { ...found, outcome: "ok", config: result.config, adapters };
}

const OTHERS_MAY_WRITE =
  "Whoever may change a plugin runs with your rights: chmod g-w, if the group should not.";

/** Those that are named; all of them when a name is unknown, so that the nearest can be told. */
function needed(builtIn: BuiltInAdapters, named: ReadonlySet<string>): BuiltInAdapters {
  if (![...named].every((name) => Object.hasOwn(builtIn, name))) return builtIn;
  return Object.fromEntries(Object.entries(builtIn).filter(([name]) => named.has(name)));
}

/** What is not as it should be with a plugin. */
function warningOf(file: string, { message, hint }: Pick<AppError, "message" | "hint">): ConfigIssue {
  return { severity: "warning", file, line: null, column: null, key: "plugins", message, hint, source: null };
}
