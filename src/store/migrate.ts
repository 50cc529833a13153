import { isRecord } from "../core/json-record.ts";
import { AppError } from "../core/errors.ts";

/** Turns a document of one version into one of the next; takes and returns the parsed JSON without checking it. */
type MigrationStep = (document: Readonly<Record<string, unknown>>) => Record<string, unknown>;

/** Step n turns version n + 1 into version n + 2, so that a format with no steps is at version 1. */
export type Migrations = readonly MigrationStep[];

export type Migrated =
  | {
      readonly outcome: "current";
      readonly document: Readonly<Record<string, unknown>>;
      /** No step was needed. */
      readonly isAsWritten: boolean;
    }
  | { readonly outcome: "damaged"; readonly reason: string }
  | { readonly outcome: "newer"; readonly version: number };

/** Every kind of document with its steps from old to new. */
export const MIGRATIONS = {
  catalog: [(document) => ({ ...document, recentWrites: [] })],
  credentials: [],
  status: [],
  ui: [],
  pending: [],
  undo: [],
} as const satisfies Record<string, Migrations>;

export type DocumentKind = keyof typeof MIGRATIONS;

/** The version that documents are written with: one more than there are steps. */
export function currentVersion(steps: Migrations): number {
  return steps.length + 1;
}

/** Brings parsed JSON to the current version. Total: what cannot be brought there is told apart, never thrown. */
export function migrate(parsed: unknown, steps: Migrations): Migrated {
  if (!isRecord(parsed))
    return { outcome: "damaged", reason: `holds ${nameOf(parsed)} instead of an object` };
  const version = parsed["schemaVersion"];
  if (typeof version !== "number" || !Number.isInteger(version) || version < 1)
    return { outcome: "damaged", reason: "has no valid schemaVersion" };
  if (version > currentVersion(steps)) return { outcome: "newer", version };
  let document: Readonly<Record<string, unknown>> = parsed;
  for (const step of steps.slice(version - 1)) document = step(document);
  const current = currentVersion(steps);
  return {
    outcome: "current",
    document: { ...document, schemaVersion: current },
    isAsWritten: version === current,
  };
}

/** STORE_VERSION for a document that a newer Portico has written. */
export function newerVersionError(file: string, versions: { seen: number; known: number }): AppError {
  return new AppError(
    "STORE_VERSION",
    `${file} has schema version ${versions.seen}; this Portico knows versions up to ${versions.known}.`,
    {
      hint: "A newer Portico has written it. Use that version, or set `store.path` in the config to another folder.",
    },
  );
}

function nameOf(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "a list" : `a ${typeof value}`;
}
