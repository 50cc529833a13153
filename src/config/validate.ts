import { resolve } from "node:path";
import type { ConfigIssue } from "../core/config-issue.ts";
import { plainText } from "../core/plain-text.ts";
import { IGNORABLE } from "../core/practice-ids.ts";
import type { Config, ConfiguredProvider } from "./config.ts";
import { firstIssues, issueAt, sortedIssues, withoutConsequences } from "./document-issue.ts";
import { durationMs } from "./duration.ts";
import { substituteAll } from "./environment.ts";
import { isMapping } from "./key-path.ts";
import { seenValue } from "./mask.ts";
import { nearestWord } from "../core/nearest-word.ts";
import type { ParsedConfig } from "./parsed-config.ts";
import { providerEntries, withoutAnchors, withoutNulls } from "./provider-entries.ts";
import { readProvider, type ProviderFacts, type ProviderReading } from "./read-provider.ts";
import { CHECKED_ONCE, configSchema, type WrittenConfig } from "./schema.ts";
import { shapeIssues } from "./shape-issues.ts";
import type { YamlDocument } from "./yaml-document.ts";

/** What is wrong with the keys bound to an action. */
export type KeyProblem = { readonly action: string; readonly message: string; readonly hint: string };

/**
 * What a config is judged by, beside its own schema; what is left out is not judged. `actions` are the ids that `keys`
 * may name, `themes` what `theme` may be, `keyProblems` finds keys that are bound twice.
 */
export type ValidationFacts = ProviderFacts & {
  readonly actions?: ReadonlySet<string>;
  readonly themes?: readonly string[];
  readonly keyProblems?: (keys: Config["keys"]) => readonly KeyProblem[];
};

/** A config that can be used, or everything that is wrong with it, sorted by place. */
export type ConfigResult =
  | { readonly ok: true; readonly config: Config; readonly warnings: readonly ConfigIssue[] }
  | {
      readonly ok: false;
      readonly issues: readonly ConfigIssue[];
      readonly warnings: readonly ConfigIssue[];
    };

const DEFAULTS = { refreshInterval: "10m", concurrency: 4, theme: "dark" } as const;

/** Judges a parsed config. Never throws for what is in the files. */
export function validateConfig(parsed: ParsedConfig, facts: ValidationFacts): ConfigResult {
  const settings = readSettings(parsed, facts);
  const found = [...(parsed.main === null ? [] : [parsed.main]), ...parsed.included].map(providerEntries);
  const context = { ...facts, folder: parsed.folder, ignored: new Set(settings.config?.ignore) };
  const readings = found.flatMap(({ entries }) => entries.map((entry) => readProvider(entry, context)));
  const files = [parsed.file, ...parsed.included.map((one) => one.document.file)];
  const warnings = sortedIssues(
    readings.flatMap((reading) => reading.warnings),
    files,
  );
  const issues = [
    ...parsed.issues,
    ...settings.issues,
    ...found.flatMap((one) => one.issues),
    ...readings.flatMap((reading) => reading.issues),
    ...duplicateNames(readings),
  ];
  if (issues.length > 0 || settings.config === null) {
    return { ok: false, issues: firstIssues(sortedIssues(issues, files)), warnings };
  }
  const providers = readings.flatMap((reading) => reading.provider ?? []);
  return { ok: true, config: configOf(parsed, settings.config, providers), warnings };
}

type Settings = { readonly config: WrittenConfig | null; readonly issues: readonly ConfigIssue[] };

/** Everything in the main file but the Providers. */
function readSettings(parsed: ParsedConfig, facts: ValidationFacts): Settings {
  const { main } = parsed;
  if (main === null || !main.document.isWhole) return { config: null, issues: [] };
  const { document } = main;
  const value = settingsOf(document.value ?? {});
  const missing: ConfigIssue[] = [];
  const substituted = substituteAll(value, facts.env, (finding) => missing.push(issueAt(document, finding)));
  const shape = configSchema.safeParse(substituted, CHECKED_ONCE);
  const issues = withoutConsequences(missing, [
    ...(shape.success ? [] : shapeIssues(document, { value, base: [], kind: [] }, shape.error)),
    ...actionIssues(document, value, facts.actions),
    ...themeIssues(document, substituted, facts.themes),
    ...keyIssues(document, substituted, facts.keyProblems),
    ...ignoreIssues(document, substituted),
  ]);
  return { config: shape.success ? shape.data : null, issues };
}

/** A main file's mapping without its Providers, which are judged one by one. */
function settingsOf(value: unknown): unknown {
  if (!isMapping(value)) return value;
  const { providers: _, ...settings } = withoutAnchors(value);
  return withoutNulls(settings);
}

/** Keys that no terminal sends, or that two actions claim; other mistakes do not hide them. */
function keyIssues(
  document: YamlDocument,
  value: unknown,
  keyProblems: ValidationFacts["keyProblems"],
): readonly ConfigIssue[] {
  if (keyProblems === undefined) return [];
  const keys = configSchema.shape.keys.safeParse(isMapping(value) ? value["keys"] : undefined, CHECKED_ONCE);
  if (!keys.success) return [];
  return keyProblems(keysOf(keys.data)).map(({ action, message, hint }) =>
    issueAt(document, { path: ["keys", action], message, hint }),
  );
}

function themeIssues(
  document: YamlDocument,
  settings: unknown,
  themes: readonly string[] | undefined,
): readonly ConfigIssue[] {
  const theme = isMapping(settings) ? settings["theme"] : undefined;
  if (themes === undefined || typeof theme !== "string" || themes.includes(theme)) return [];
  const hint = `Write one of ${themes.join(", ")}.`;
  return [issueAt(document, { path: ["theme"], message: `unknown theme ${seenValue(theme)}`, hint })];
}

/** Ids that no warning has: whoever wrote them goes on being warned. */
function ignoreIssues(document: YamlDocument, settings: unknown): readonly ConfigIssue[] {
  const ids = isMapping(settings) ? settings["ignore"] : undefined;
  if (!Array.isArray(ids)) return [];
  return ids.flatMap((id: unknown, index) => {
    if (typeof id !== "string" || IGNORABLE.includes(id)) return [];
    const nearest = nearestWord(id, IGNORABLE);
    const hint = nearest === null ? `Known: ${IGNORABLE.join(", ")}.` : `Did you mean "${nearest}"?`;
    return issueAt(document, {
      path: ["ignore", index],
      message: `no warning has the id ${seenValue(id)}`,
      hint,
    });
  });
}

function actionIssues(
  document: YamlDocument,
  value: unknown,
  actions: ReadonlySet<string> | undefined,
): readonly ConfigIssue[] {
  const keys = isMapping(value) ? value["keys"] : null;
  if (actions === undefined || !isMapping(keys)) return [];
  return Object.keys(keys)
    .filter((id) => !actions.has(id))
    .map((id) => {
      const nearest = nearestWord(id, actions);
      const hint =
        nearest === null ? "The help (?) shows the ids of all actions." : `Did you mean "${nearest}"?`;
      return issueAt(document, { path: ["keys", id], message: "unknown action", hint, at: "key" });
    });
}

/** A name that is taken is an error at its second place that names the first one, too. */
function duplicateNames(readings: readonly ProviderReading[]): readonly ConfigIssue[] {
  const first = new Map<string, ProviderReading>();
  return readings.flatMap((reading) => {
    const { name, entry } = reading;
    const earlier = name === null ? undefined : first.get(name);
    if (name !== null && earlier === undefined) first.set(name, reading);
    if (earlier === undefined) return [];
    const { file, line } = earlier.place;
    const message = `the name ${seenValue(name)} is taken by the Provider at ${plainText(file)}:${line}`;
    const hint = "Give one of the two another name.";
    return [issueAt(entry.file.document, { path: [...entry.path, "name"], message, hint })];
  });
}

function configOf(
  parsed: ParsedConfig,
  written: WrittenConfig,
  providers: readonly ConfiguredProvider[],
): Config {
  const { file, folder, files, include, plugins } = parsed;
  return {
    file,
    folder,
    files,
    include,
    plugins,
    refreshIntervalMs: durationMs(written.refreshInterval ?? DEFAULTS.refreshInterval) ?? 0,
    storePath: written.store?.path === undefined ? null : resolve(folder, written.store.path),
    concurrency: written.sync?.concurrency ?? DEFAULTS.concurrency,
    keys: keysOf(written.keys),
    theme: written.theme ?? DEFAULTS.theme,
    ignore: written.ignore ?? [],
    providers,
  };
}

function keysOf(keys: WrittenConfig["keys"]): Config["keys"] {
  return Object.fromEntries(Object.entries(keys ?? {}).map(([id, bound]) => [id, [bound].flat()]));
}
