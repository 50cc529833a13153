import * as z from "zod";
import { catalogSchema, type Catalog } from "../core/catalog.ts";
import { credentialBookSchema, type CredentialBook } from "../core/credential.ts";
import { pendingWriteSchema, undoEntrySchema } from "../core/change.ts";
import { jsonMembers } from "../core/members.ts";
import { providerStatusSchema } from "../core/provider.ts";
import { sealFits } from "./document-seal.ts";
import { MIGRATIONS, migrate, type DocumentKind, type Migrations } from "./migrate.ts";

/** A status with the name of its Provider, which the name of its file does not tell. */
const storedStatusSchema = z.lazy(() =>
  z.object({ provider: z.string().min(1), status: providerStatusSchema }),
);
export type StoredStatus = Readonly<z.infer<typeof storedStatusSchema>>;

const storedUiSchema = z.lazy(() => z.object({ memory: jsonMembers() }));
type StoredUi = Readonly<z.infer<typeof storedUiSchema>>;

/** A change on its way, with the mark of the process that is at it. */
const storedPendingSchema = z.lazy(() => z.object({ owner: z.string(), pending: pendingWriteSchema }));
export type StoredPending = Readonly<z.infer<typeof storedPendingSchema>>;

const storedUndoSchema = z.lazy(() => z.object({ entries: z.array(undoEntrySchema).readonly() }));
type StoredUndo = Readonly<z.infer<typeof storedUndoSchema>>;

/** One kind of document: its shape in the current version, and the way there from older ones. */
export type DocumentFormat<T> = {
  readonly kind: DocumentKind;
  readonly schema: z.ZodType<T>;
  readonly steps: Migrations;
};

const catalog: DocumentFormat<Catalog> = {
  kind: "catalog",
  schema: catalogSchema,
  steps: MIGRATIONS.catalog,
};
const credentials: DocumentFormat<CredentialBook> = {
  kind: "credentials",
  schema: credentialBookSchema,
  steps: MIGRATIONS.credentials,
};
const status: DocumentFormat<StoredStatus> = {
  kind: "status",
  schema: storedStatusSchema,
  steps: MIGRATIONS.status,
};
const ui: DocumentFormat<StoredUi> = { kind: "ui", schema: storedUiSchema, steps: MIGRATIONS.ui };
const pending: DocumentFormat<StoredPending> = {
  kind: "pending",
  schema: storedPendingSchema,
  steps: MIGRATIONS.pending,
};
const undo: DocumentFormat<StoredUndo> = { kind: "undo", schema: storedUndoSchema, steps: MIGRATIONS.undo };

export const FORMATS = { catalog, credentials, status, ui, pending, undo } as const;

export type Decoded<T> =
  | { readonly outcome: "good"; readonly value: T }
  | { readonly outcome: "damaged"; readonly reason: string }
  | { readonly outcome: "newer"; readonly version: number };

/**
 * Parses, migrates and checks the bytes of a document. Total; `reason` completes "FILE …". One of the current version
 * that is just as it was written is taken as it is.
 */
export function decodeDocument<T>(format: DocumentFormat<T>, bytes: Uint8Array): Decoded<T> {
  if (bytes.length === 0) return { outcome: "damaged", reason: "is empty" };
  const parsed = parseJson(bytes);
  if (parsed.outcome === "damaged") return parsed;
  const migrated = migrate(parsed.value, format.steps);
  if (migrated.outcome !== "current") return migrated;
  const { schemaVersion: _, seal: __, ...value } = migrated.document;
  if (migrated.isAsWritten && isSealed(format, value, bytes)) return { outcome: "good", value };
  const checked = format.schema.safeParse(migrated.document);
  return checked.success
    ? { outcome: "good", value: checked.data }
    : { outcome: "damaged", reason: `has the wrong shape: ${firstIssue(checked.error)}` };
}

/** The seal says that these bytes were written from a value of this format, and nothing has changed them since. */
function isSealed<T>(_format: DocumentFormat<T>, _value: unknown, bytes: Uint8Array): _value is T {
  return sealFits(bytes);
}

type Parsed =
  | { readonly outcome: "parsed"; readonly value: unknown }
  | { readonly outcome: "damaged"; readonly reason: string };

function parseJson(bytes: Uint8Array): Parsed {
  try {
    const value: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    return { outcome: "parsed", value };
  } catch (error) {
    const detail = error instanceof SyntaxError ? withoutExcerpt(error.message) : "not UTF-8 text";
    return { outcome: "damaged", reason: `is not valid JSON: ${detail}` };
  }
}

/** V8 quotes the surrounding text, which may be anything at all. */
function withoutExcerpt(message: string): string {
  return message.replace(/,?\s*(?:\.\.\.)?".*$/su, "").trim() || "cannot be parsed";
}

function firstIssue(error: z.ZodError): string {
  const [issue] = error.issues;
  if (issue === undefined) return "not as expected";
  const path = issue.path.length === 0 ? "" : `${issue.path.join(".")}: `;
  return `${path}${issue.message}`;
}
