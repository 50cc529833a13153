import * as z from "zod";
import { AppError } from "../core/errors.ts";
import { excerpt } from "../core/plain-text.ts";
import { PERIOD_UNITS } from "../core/period.ts";
import { API_VERSION, CAPABILITY_NAMES, type Plugin } from "../plugin/contract.ts";

const units = z.array(z.enum(PERIOD_UNITS));

// A plugin may bring a zod of its own: its schema is recognised by what it can do, not by its class.
const schemaSchema = z.custom<Plugin["options"]>(
  (value) => typeof value === "object" && value !== null && "safeParse" in value,
  "must be a zod schema",
);
const connectSchema = z.custom<Plugin["connect"]>(
  (value) => typeof value === "function",
  "must be a function",
);
const checkSchema = z.custom<NonNullable<Plugin["check"]>>(
  (value) => typeof value === "function",
  "must be a function",
);

/** The members of a plugin, each with its schema. */
export const pluginShape = {
  adapter: z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/u, "must be lower case letters, digits and dashes"),
  apiVersion: z.number(),
  version: z.string().min(1),
  title: z.string().min(1),
  requires: z.array(z.enum(["url", "secret"])),
  accepts: z.array(z.enum(["url", "secret"])).optional(),
  help: z.partialRecord(z.enum(["url", "secret", "organisationId", "policyTags"]), z.string()).optional(),
  options: schemaSchema,
  claims: z.object({
    can: z.array(z.enum(CAPABILITY_NAMES)),
    differ: z.literal(true).optional(),
    units: z.object({ rate: units, quota: units, keyLifetime: units }),
  }),
  connect: connectSchema,
  checkSteps: z.array(z.string().min(1)).optional(),
  check: checkSchema.optional(),
};
const pluginSchema = z.object(pluginShape);

/** What a module's export `plugin` turned out to be. */
export type ShapeResult =
  | {
      readonly ok: true;
      readonly plugin: Plugin;
      /** The command of an executable. */
      readonly command?: readonly string[];
    }
  | {
      readonly ok: false;
      readonly stage: "shape" | "version";
      readonly error: AppError;
      readonly adapter: string | null;
    };

/**
 * Checks the export `plugin` of an imported module. Another version of the contract is told first: its shape may
 * differ for that very reason. `source` names the plugin in messages.
 */
export function checkShape(module: unknown, source: string): ShapeResult {
  const candidate =
    typeof module === "object" && module !== null && "plugin" in module ? module.plugin : undefined;
  const version = apiVersionOf(candidate);
  if (version !== null && version !== API_VERSION)
    return {
      ok: false,
      stage: "version",
      error: otherVersion(source, version),
      adapter: adapterIn(candidate),
    };
  const parsed = pluginSchema.safeParse(candidate);
  if (parsed.success) return { ok: true, plugin: asPlugin(candidate, parsed.data) };
  const [issue] = parsed.error.issues;
  const error = candidate === undefined ? notExported(source, module) : misshapen(source, candidate, issue);
  return { ok: false, stage: "shape", error, adapter: adapterIn(candidate) };
}

/** The adapter that a plugin with other faults names; null without. */
export function adapterIn(candidate: unknown): string | null {
  const adapter = pluginShape.adapter.safeParse(memberAt(candidate, ["adapter"]));
  return adapter.success ? adapter.data : null;
}

/** `connect` and `check` may be methods that use `this`. */
function asPlugin(candidate: unknown, parsed: z.output<typeof pluginSchema>): Plugin {
  const { connect, check, checkSteps, ...rest } = parsed;
  return {
    ...rest,
    connect: (settings, toolbox, signal) => connect.call(candidate, settings, toolbox, signal),
    ...(checkSteps === undefined ? {} : { checkSteps }),
    ...(check === undefined
      ? {}
      : { check: (settings, toolbox, signal) => check.call(candidate, settings, toolbox, signal) }),
  };
}

function apiVersionOf(candidate: unknown): number | null {
  if (typeof candidate !== "object" || candidate === null || !("apiVersion" in candidate)) return null;
  return typeof candidate.apiVersion === "number" ? candidate.apiVersion : null;
}

/** The error for a plugin that was written for another version of the contract. */
export function otherVersion(source: string, version: number): AppError {
  const advice = version > API_VERSION ? "Update Portico" : "Update the plugin";
  return new AppError(
    "PLUGIN_VERSION",
    `Plugin ${source} was written for version ${version} of the plugin contract; this Portico speaks version ${API_VERSION}.`,
    { hint: `${advice}, or take a release of the plugin for version ${API_VERSION}.` },
  );
}

type Issue = { readonly path: readonly PropertyKey[]; readonly message: string };

function notExported(source: string, module: unknown): AppError {
  const message = `Plugin ${source} has no export named "plugin"; it exports ${exportsOf(module)}.`;
  return new AppError("PLUGIN_SHAPE", message, { hint: "Write: export const plugin = definePlugin({ … })." });
}

function misshapen(source: string, candidate: unknown, issue: Issue | undefined): AppError {
  const path = (issue?.path ?? []).map(String);
  const place = path.length === 0 ? "plugin" : `plugin.${path.join(".")}`;
  const message = `Plugin ${source}: ${place} is ${seen(memberAt(candidate, path))}: ${issue?.message ?? "wrong"}.`;
  return new AppError("PLUGIN_SHAPE", message, {
    hint: "Build it with definePlugin of portico/plugin, whose types describe every member.",
  });
}

function exportsOf(module: unknown): string {
  const names = typeof module === "object" && module !== null ? Object.keys(module) : [];
  return names.length === 0 ? "nothing" : excerpt(names.join(", "));
}

/** The value at a path, undefined where the path ends early. */
export function memberAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((inner, key) => {
    if (typeof inner !== "object" || inner === null) return undefined;
    return Object.getOwnPropertyDescriptor(inner, key)?.value as unknown;
  }, value);
}

/** A value as messages quote it: `"text"`, `3`, `a list of 2`, `missing`. */
export function seen(value: unknown): string {
  if (value === undefined) return "missing";
  if (typeof value === "string") return JSON.stringify(excerpt(value));
  if (typeof value === "number" || typeof value === "boolean" || value === null) return String(value);
  if (Array.isArray(value)) return `a list of ${value.length}`;
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}
