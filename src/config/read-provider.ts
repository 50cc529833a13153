import type { ConfigIssue } from "../core/config-issue.ts";
import type { ConfiguredProvider } from "./config.ts";
import { issueAt, withoutConsequences, type Finding } from "./document-issue.ts";
import type { Environment } from "./environment.ts";
import { isMapping } from "./key-path.ts";
import {
  adapterFindings,
  optionsFindings,
  requirementFindings,
  type AdapterFacts,
} from "./provider-checks.ts";
import { withoutNulls, type ProviderEntry } from "./provider-entries.ts";
import {
  configuredProvider,
  literalSecret,
  missingVariable,
  settingFindings,
  substituteProvider,
} from "./provider-settings.ts";
import { CHECKED_ONCE, providerSchema, type WrittenProvider } from "./schema.ts";
import { shapeIssues } from "./shape-issues.ts";

/**
 * What a Provider is judged by. `failed` are the adapters of plugins that could not be loaded, null for one that nobody
 * knows: an adapter that nobody offers may be that one, and is no error then.
 */
export type ProviderFacts = {
  readonly adapters: ReadonlyMap<string, AdapterFacts>;
  readonly defaultAdapter: string;
  readonly failed?: ReadonlySet<string | null>;
  readonly env: Environment;
};

/** `provider` is null when there are issues; `name` is what stands there, if it is a text whose variables are set. */
export type ProviderReading = {
  readonly entry: ProviderEntry;
  readonly place: ConfiguredProvider["place"];
  readonly name: string | null;
  readonly provider: ConfiguredProvider | null;
  readonly issues: readonly ConfigIssue[];
  readonly warnings: readonly ConfigIssue[];
};

type Context = ProviderFacts & { readonly folder: string; readonly ignored: ReadonlySet<string> };

/** Judges one Provider; everything that is wrong with it is found at once. */
export function readProvider(entry: ProviderEntry, context: Context): ProviderReading {
  const { file, path, value } = entry;
  const { document } = file;
  const written = isMapping(value) ? withoutNulls(value) : {};
  const { substituted, findings } = substituteProvider(written, context.env);
  const shape = providerSchema.safeParse(isMapping(value) ? substituted : value, CHECKED_ONCE);
  const checked = { value: isMapping(value) ? written : value, base: path, kind: ["providers", 0] };
  const atEntry = (finding: Finding) => issueAt(document, { ...finding, path: [...path, ...finding.path] });
  const issues = withoutConsequences(findings.map(atEntry), [
    ...(shape.success ? [] : shapeIssues(document, checked, shape.error)),
    ...ruleFindings(written, substituted, context).map(atEntry),
  ]);
  const offset = document.placeOf(path)?.value[0] ?? 0;
  const place = { file: document.file, line: document.positionOf(offset).line };
  const isNameMissing = findings.some((finding) => finding.path[0] === "name");
  const name = typeof substituted["name"] === "string" && !isNameMissing ? substituted["name"] : null;
  const base = { entry, place, name, issues };
  if (!shape.success || issues.length > 0) return { ...base, provider: null, warnings: [] };
  return {
    ...base,
    provider: configuredProvider(shape.data, { ...place, openToOthers: file.openToOthers }, context),
    warnings: warningsOf(shape.data, entry, context).map(atEntry),
  };
}

type Written = Readonly<Record<string, unknown>>;

/** What no schema says. */
function ruleFindings(written: Written, substituted: Written, context: Context): readonly Finding[] {
  if (Object.keys(written).length === 0) return [];
  const adapter = substituted["adapter"] ?? context.defaultAdapter;
  const own = settingFindings(written, substituted);
  if (typeof adapter !== "string") return own;
  const facts = context.adapters.get(adapter);
  if (facts === undefined) {
    return [...own, ...adapterFindings(adapter, context.adapters.keys(), context.failed ?? new Set())];
  }
  return [
    ...own,
    ...requirementFindings(adapter, facts, written),
    ...adapterOptions(facts, written["options"], substituted["options"]),
  ];
}

function adapterOptions(facts: AdapterFacts, written: unknown, substituted: unknown): readonly Finding[] {
  // Anything but a mapping is an error of the schema already.
  if (substituted !== undefined && !isMapping(substituted)) return [];
  return optionsFindings(facts, substituted ?? {}, written ?? {});
}

function warningsOf(
  provider: WrittenProvider,
  { file }: ProviderEntry,
  context: Context,
): readonly Finding[] {
  const variable = context.ignored.has("missing-variable") ? null : missingVariable(provider, context.env);
  const literal =
    context.ignored.has("literal-secret") || !file.openToOthers
      ? null
      : literalSecret(provider, file.document.file);
  return [variable, literal].filter((finding) => finding !== null);
}
