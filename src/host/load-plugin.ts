import { realpath } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { pathToFileURL } from "node:url";
import { AppError, isAppError } from "../core/errors.ts";
import { excerpt, plainText } from "../core/plain-text.ts";
import type { Plugin } from "../plugin/contract.ts";
import { durationText } from "./http-limits.ts";
import type { ExecSurroundings } from "./exec-plugin.ts";
import type { FreshImports } from "./fresh-imports.ts";
import { MANIFEST, isPath, pluginEntry } from "./package-entry.ts";
import { checkShape, type ShapeResult } from "./plugin-shape.ts";
import { checkTrust } from "./plugin-trust.ts";

const START_TIMEOUT_MS = 5_000;

/** How far loading a plugin came. */
type LoadStage = "resolve" | "trust" | "import" | "shape" | "version";

/** A plugin, the file it came from and what to think of that, or the stage at which loading it failed. */
export type LoadResult =
  | {
      readonly ok: true;
      readonly plugin: Plugin;
      readonly source: string;
      readonly warnings: readonly string[];
      /** The files that it consists of; only when it is to be loaded anew once they change. */
      readonly files: readonly string[];
    }
  | {
      readonly ok: false;
      readonly stage: LoadStage;
      readonly error: AppError;
      /** What it would offer; null when that is not known. */
      readonly adapter: string | null;
      readonly files: readonly string[];
    };

export type LoadOptions = {
  /** What executables run in. */
  readonly exec: ExecSurroundings;
  readonly startTimeoutMs?: number;
  /** Evaluates modules anew when their files have changed. */
  readonly fresh?: FreshImports | undefined;
};

/**
 * Loads one plugin: resolve, trust, import, shape, version. `spec` is a path, relative to `folder` (the config's), or a
 * package installed there. A top level that takes longer than `startTimeoutMs` is given up (PLUGIN_TIMEOUT); one that
 * loops without awaiting cannot be stopped. Never rejects. A module is evaluated once per process, without `fresh`.
 */
export async function loadPlugin(spec: string, folder: string, options: LoadOptions): Promise<LoadResult> {
  const resolved = await resolvePlugin(spec, folder);
  if (typeof resolved !== "string") return failed("resolve", resolved);
  const trust = await trusted(resolved);
  if (!trust.ok) return failed("trust", trust.error);
  const shape = await shapeOf(resolved, options);
  const files = await filesOf(resolved, shape, options);
  if (!shape.ok) return { ...shape, files };
  const { plugin, command } = shape;
  const code = command === undefined ? trust : await trustedCommand(resolved, command);
  if (!code.ok) return { ...failed("trust", code.error), adapter: plugin.adapter, files };
  const warnings = [...new Set([...trust.warnings, ...code.warnings])];
  return { ok: true, plugin, source: resolved, warnings, files };
}

async function filesOf(file: string, shape: Shape, { fresh }: LoadOptions): Promise<readonly string[]> {
  if (fresh === undefined) return [];
  if (basename(file) !== MANIFEST) return fresh.filesOf(file);
  const { executableFiles } = await import("./executable-files.ts");
  const command = shape.ok && shape.command !== undefined ? shape.command : [];
  return [file, ...(await executableFiles({ command, folder: dirname(file) }))];
}

function failed(stage: LoadStage, error: AppError): LoadResult & { readonly ok: false } {
  return { ok: false, stage, error, adapter: null, files: [] };
}

type Trust =
  | { readonly ok: true; readonly warnings: readonly string[] }
  | { readonly ok: false; readonly error: AppError };

async function trusted(file: string): Promise<Trust> {
  return trustIn(file, async () => checkTrust(await realpath(file)));
}

/** What a manifest has run. */
async function trustedCommand(manifest: string, command: readonly string[]): Promise<Trust> {
  const { checkCommandTrust } = await import("./executable-files.ts");
  return trustIn(manifest, () => checkCommandTrust({ command, folder: dirname(manifest) }));
}

async function trustIn(file: string, check: () => Promise<readonly string[]>): Promise<Trust> {
  try {
    return { ok: true, warnings: await check() };
  } catch (error) {
    if (isAppError(error)) return { ok: false, error };
    return { ok: false, error: broken(plainText(file), error) };
  }
}

type Shape =
  | ShapeResult
  | { readonly ok: false; readonly stage: LoadStage; readonly error: AppError; readonly adapter: null };

async function shapeOf(file: string, { exec, startTimeoutMs, fresh }: LoadOptions): Promise<Shape> {
  if (basename(file) === MANIFEST) {
    const { readManifest } = await import("./plugin-manifest.ts");
    return readManifest(file, exec);
  }
  const url = fresh?.urlOf(file) ?? pathToFileURL(file).href;
  const imported = await importModule(file, url, startTimeoutMs ?? START_TIMEOUT_MS);
  if (!imported.ok) return { ok: false, stage: "import", error: imported.error, adapter: null };
  return checkShape(imported.module, plainText(file));
}

async function resolvePlugin(spec: string, folder: string): Promise<string | AppError> {
  const name = excerpt(spec);
  try {
    const entry = await pluginEntry(spec, folder);
    if (entry !== null) return entry;
    const where = isPath(spec) ? "there is no such file" : "no such package is installed there";
    const fix = isPath(spec)
      ? "Correct the path under plugins"
      : `Install it there (npm install ${name}), or name a path like ./plugin.js`;
    return new AppError(
      "PLUGIN_RESOLVE",
      `Plugin "${name}" was not found from ${plainText(folder)}: ${where}.`,
      {
        hint: `${fix}; paths are relative to the config's folder.`,
      },
    );
  } catch (error) {
    return new AppError("PLUGIN_RESOLVE", `Plugin "${name}" cannot be resolved: ${reason(error)}.`, {
      hint: "Look at its package.json: it names the file to load.",
      cause: error,
    });
  }
}

type Imported =
  | { readonly ok: true; readonly module: unknown }
  | { readonly ok: false; readonly error: AppError };

async function importModule(file: string, url: string, timeoutMs: number): Promise<Imported> {
  const name = plainText(file);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Imported>((resolve) => {
    timer = setTimeout(() => resolve({ ok: false, error: hanging(name, timeoutMs) }), timeoutMs);
  });
  const loaded = import(url).then(
    (module: unknown): Imported => ({ ok: true, module }),
    (error: unknown): Imported => ({ ok: false, error: broken(name, error) }),
  );
  try {
    return await Promise.race([loaded, late]);
  } finally {
    clearTimeout(timer);
  }
}

function hanging(name: string, timeoutMs: number): AppError {
  return new AppError(
    "PLUGIN_TIMEOUT",
    `Plugin ${name} was not loaded within ${durationText(timeoutMs)}: its top level does not end.`,
    {
      hint: "Wait for other systems in connect(), not at the top level of the module.",
    },
  );
}

function broken(name: string, error: unknown): AppError {
  const isTypes = error instanceof Error && "code" in error && error.code === "ERR_UNKNOWN_FILE_EXTENSION";
  const hint = isTypes
    ? "This Node cannot load TypeScript: build the plugin to JavaScript, or use Node 22.18 or later."
    : "Run node on that file to see the whole error; is everything it imports installed?";
  return new AppError("PLUGIN_IMPORT", `Plugin ${name} failed while it was loaded: ${reason(error)}.`, {
    hint,
    cause: error,
  });
}

function reason(error: unknown): string {
  return excerpt(error instanceof Error ? error.message : String(error), 300).replace(/\.$/u, "");
}
