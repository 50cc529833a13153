import type { ConsoleState } from "../console.ts";
import { isAppError, reportOf, type AppError } from "../core/errors.ts";
import type { ClientToken, CredentialBook, Usage } from "../core/credential.ts";
import { whyStillOwed } from "../core/owed-revocation.ts";
import { plainText } from "../core/plain-text.ts";
import { shellWord } from "../core/shell-word.ts";
import { dateAndTime } from "../view/age.ts";
import { usageLine } from "../view/sparkline.ts";
import type { CredentialsIntent } from "./credential-intent.ts";
import type { FoundCredential } from "./credential-lookup.ts";
import { credentialRecord, type CredentialRecord } from "../view/credential-record.ts";
import { CREDENTIAL_CSV } from "./credential-records.ts";
import { errorText } from "./error-text.ts";
import { printListing, type Listing } from "./output.ts";
import { selectedProviders, type Session } from "./session.ts";
import { tableLines, type Column, type Role } from "./table.ts";

type ListIntent = Extract<CredentialsIntent, { verb: "list" }>;

/**
 * Lists credentials: what the Providers list now, joined with what is known here. A Provider that cannot list, or be
 * reached, is said on stderr, and what is known here is printed. Resolves to the exit code: 1 when one could not be
 * reached.
 */
export async function listCredentials(
  intent: ListIntent,
  state: ConsoleState,
  session: Session,
): Promise<number> {
  const { io, write } = session;
  const views = selectedProviders(state, intent.provider).filter(
    ({ definition }) => definition.enabled || intent.provider !== null,
  );
  const read = await Promise.all(views.map(({ definition }) => bookOf(definition.name, session)));
  const now = io.now().getTime();
  const records = read
    .flatMap(({ book }) => book.credentials.map((one) => credentialRecord(one, book.provider, now)))
    .filter(({ status }) => intent.all || status !== "revoked");
  await printListing(listingOf(records), intent.output, { columns: io.columns, colour: io.colour, write });
  for (const { error } of read) if (error !== null) io.stderr(errorText(reportOf(error)));
  if (intent.output === "table" && records.length === 0) io.stderr("No credentials.\n");
  return read.some(({ error }) => error !== null && error.code !== "CANNOT_WRITE") ? 1 : 0;
}

type Read = { readonly book: CredentialBook; readonly error: AppError | null };

async function bookOf(provider: string, { io }: Session): Promise<Read> {
  const { credentials } = io.console;
  try {
    return { book: await credentials.refresh(provider, io.signal), error: null };
  } catch (error) {
    if (!isAppError(error)) throw error;
    return { book: await credentials.read(provider), error };
  }
}

const COLUMNS: readonly Column<CredentialRecord>[] = [
  { title: "PROVIDER", text: ({ provider }) => provider, min: 12, priority: 4 },
  { title: "ID", text: ({ id }) => id, min: 12, priority: 0 },
  { title: "ALIAS", text: ({ alias, owner }) => alias ?? owner ?? "", min: 12, priority: 0 },
  { title: "KIND", text: ({ kind }) => kind, priority: 3 },
  { title: "PRODUCTS", text: ({ products }) => products.join(", "), min: 12, priority: 2 },
  { title: "PLAN", text: ({ plan }) => plan ?? "", min: 8, priority: 2 },
  { title: "EXPIRES", text: endText, priority: 5 },
  { title: "STATUS", text: statusText, role: statusRole, priority: 1 },
];

/** The day; of one that retires the end of its grace, which is a matter of hours. */
function endText({ status, expiresAt, revokeAt }: CredentialRecord): string {
  if (status === "retiring" && revokeAt !== null) return dateAndTime(revokeAt, 0);
  return expiresAt?.slice(0, 10) ?? "never";
}

function statusText({ status, secretLost, revokeAt }: CredentialRecord): string {
  if (secretLost) return `${status} ! secret lost`;
  if (status === "retiring") return `retiring until ${dateAndTime(revokeAt ?? "", 0)}`;
  return status === "active" || status === "foreign" || status === "revoked" ? status : `${status} !`;
}

function statusRole({ status, secretLost }: CredentialRecord): Role | null {
  if (secretLost || status === "expiring" || status === "retiring" || status === "issuing") return "warn";
  if (status === "expired" || status === "missing" || status === "revoking") return "error";
  return status === "active" ? null : "dim";
}

function listingOf(records: readonly CredentialRecord[]): Listing {
  return {
    kind: "credential",
    title: "Credentials",
    records,
    csv: CREDENTIAL_CSV,
    lines: async (style) => tableLines(COLUMNS, records, style),
  };
}

const DAYS = 14;

/**
 * Shows all that is known of one credential, with its use of the last two weeks and a client's tokens. Resolves to the
 * exit code.
 */
export async function showCredential(
  { provider, credential }: FoundCredential,
  { output }: Extract<CredentialsIntent, { verb: "show" }>,
  session: Session,
): Promise<number> {
  const { io, write } = session;
  const found = { provider, credential };
  const [usage, tokens] = await Promise.all([usageOf(found, session), tokensOf(found, session)]);
  const why = whyStillOwed(credential);
  const waitsFor = why === null ? null : waitText(why, found);
  const record = { ...credentialRecord(credential, provider, io.now().getTime()), waitsFor, usage, tokens };
  const listing: Listing = {
    kind: "credential",
    title: "Credential",
    records: [record],
    csv: [...CREDENTIAL_CSV, "waitsFor", "usage", "tokens"],
    lines: async () => factLines(record),
  };
  if (output !== "json" && output !== "yaml") {
    await printListing(listing, output, { columns: io.columns, colour: io.colour, write });
    return 0;
  }
  if (output === "json") await write(`${JSON.stringify(record, null, 2)}\n`);
  else await write((await import("./yaml-text.ts")).yamlText(record));
  return 0;
}

function waitText(why: string, { provider, credential }: FoundCredential): string {
  const command = `portico credentials revoke ${shellWord(credential.id)} -p ${shellWord(provider)} --key-stdin`;
  return `${why} Synchronizations try again until that is on; with the key itself it ends now: ${command}`;
}

async function usageOf({ provider, credential }: FoundCredential, { io }: Session): Promise<Usage | null> {
  try {
    const given = io.signal === undefined ? {} : { signal: io.signal };
    const usages = await io.console.credentials.usage(provider, [credential.id], { days: DAYS, ...given });
    return usages.get(credential.id) ?? null;
  } catch (error) {
    if (!isAppError(error)) throw error;
    io.stderr(`Its use is not known: ${error.message}\n`);
    return null;
  }
}

type ShownToken = ClientToken & { readonly isLive: boolean };
type Facts = CredentialRecord & {
  /** What keeps its revocation from being done at the Provider; null where none is due, or nothing is known to. */
  readonly waitsFor: string | null;
  readonly usage: Usage | null;
  readonly tokens: readonly ShownToken[] | null;
};

/** Those of a client, live and expired ones; null for any other credential. */
async function tokensOf(
  { provider, credential }: FoundCredential,
  { io }: Session,
): Promise<readonly ShownToken[] | null> {
  if (credential.kind !== "oauth2") return null;
  try {
    const tokens = await io.console.credentials.tokens(provider, credential.id, io.signal);
    const now = io.now().toISOString();
    return (
      tokens?.map((token) => ({ ...token, isLive: token.expiresAt === null || token.expiresAt > now })) ??
      null
    );
  } catch (error) {
    if (!isAppError(error)) throw error;
    io.stderr(`Its tokens are not known: ${error.message}\n`);
    return null;
  }
}

function factLines(record: Facts): readonly string[] {
  const { usage, tokens, labels, ...others } = record;
  const facts = Object.entries(others).flatMap(([key, value]) =>
    value === null || value === false || (Array.isArray(value) && value.length === 0)
      ? []
      : [[key, Array.isArray(value) ? value.join(", ") : String(value)] as const],
  );
  const labelText = Object.entries(labels).map(([key, value]) => (value === "" ? key : `${key}=${value}`));
  const rows = [
    ...facts,
    ...(labelText.length > 0 ? [["labels", labelText.join(", ")] as const] : []),
    ...(usage === null ? [] : [["usage", usageLine(usage)] as const]),
    ...(record.kind === "oauth2" && record.status !== "revoked" ? tokenFacts(tokens) : []),
  ];
  const width = Math.max(...rows.map(([key]) => key.length));
  return rows.map(([key, value]) => plainText(`${key.padEnd(width)}  ${value}`));
}

function tokenFacts(tokens: Facts["tokens"]): readonly (readonly [string, string])[] {
  if (tokens === null) return [["tokens", "not known: the Provider does not tell"]];
  if (tokens.length === 0) return [["tokens", "none given yet"]];
  return tokens.map((token) => ["token", tokenText(token)]);
}

function tokenText({ handle, tail, expiresAt, isLive }: ShownToken): string {
  const end = expiresAt === null ? "without end" : `${isLive ? "until" : "since"} ${expiresAt}`;
  return `${tail ?? handle}  ${isLive ? "live" : "expired"} ${end}`;
}
