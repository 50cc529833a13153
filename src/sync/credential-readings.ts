import type { Catalog } from "../core/catalog.ts";
import { revocation, targetOf } from "../core/credential-draft.ts";
import { withListing } from "../core/credential-listing.ts";
import { credentialName } from "../core/credential-text.ts";
import type {
  Certificate,
  ClientToken,
  Credential,
  CredentialBook,
  CredentialKind,
  Usage,
} from "../core/credential.ts";
import { AppError, isAppError } from "../core/errors.ts";
import { excerpt } from "../core/plain-text.ts";
import { shellWord } from "../core/shell-word.ts";
import type { Connection } from "../plugin/contract.ts";
import { fulfilled, prepared, withCredential } from "./credential-apply.ts";
import { credentialEvent } from "./credential-event.ts";
import { noting } from "./found-alone.ts";
import { keptOrTold } from "./kept-or-told.ts";
import { neverRead } from "./never-read.ts";
import type { CredentialPorts } from "./credential-ports.ts";
import { beyondReachText, isBeyondReach } from "./unsettled-issue.ts";

/** Issues of this process that are on their way: a listing decides nothing about them. */
const underWay = new Set<string>();

/** Runs an issue while listings leave it alone. */
export async function whileIssuing<T>(id: string, work: () => Promise<T>): Promise<T> {
  underWay.add(id);
  try {
    return await work();
  } finally {
    underWay.delete(id);
  }
}

/** Lists a Provider's credentials and stores what was found; see `CredentialsDoor.refresh`. */
export async function refreshCredentials(
  provider: string,
  ports: CredentialPorts,
  signal: AbortSignal,
): Promise<CredentialBook> {
  const catalog = await knownCatalog(provider, ports);
  const connection = await ports.connect(provider, signal);
  const { listCredentials } = connection.capabilities.can;
  if (!listCredentials.available || connection.credentials === undefined) {
    const reason = listCredentials.available ? "Its adapter does not list any." : listCredentials.reason;
    throw new AppError("CANNOT_WRITE", `${excerpt(provider)} does not list its credentials: ${reason}`, {
      hint: "What Portico issued itself is known here all the same.",
    });
  }
  const startedAt = ports.now().toISOString();
  const references = [...catalog.products, ...catalog.plans].map(({ referenceId }) => referenceId);
  const listed = await connection.credentials({ policies: references, signal, onProgress: () => {} });
  signal.throwIfAborted();
  const book = await ports.store.updateCredentials(provider, (stored) =>
    withListing(stored, {
      listed,
      catalog,
      startedAt,
      underWay: othersUnderWay(stored, startedAt),
      unlisted: unlistedBy(connection),
    }),
  );
  ports.onBook(book);
  return book;
}

/** Clients are listed only for who may issue them. */
function unlistedBy({ capabilities }: Connection): ReadonlySet<CredentialKind> {
  return new Set(capabilities.can.issueOAuthClients.available ? [] : ["oauth2"]);
}

/** Longer than a request may take without a sign of life: then whoever issued is no longer at it. */
const LONGEST_ISSUE_MS = 60_000;

/** Those of this process, and those so young that another process may be at them. */
function othersUnderWay({ credentials }: CredentialBook, now: string): ReadonlySet<string> {
  const young = credentials.filter(
    ({ status, statusAt }) => status === "issuing" && ageMs(statusAt, now) < LONGEST_ISSUE_MS,
  );
  return new Set([...underWay, ...young.map(({ id }) => id)]);
}

function ageMs(since: string | null, now: string): number {
  return since === null ? Number.POSITIVE_INFINITY : Date.parse(now) - Date.parse(since);
}

async function knownCatalog(provider: string, { store }: CredentialPorts): Promise<Catalog> {
  const catalog = await store.readCatalog(provider);
  if (catalog !== null) return catalog;
  throw neverRead(provider);
}

/**
 * Finds out what became of issues whose answer never came, where the Provider lists credentials; else leaves them, and
 * resolves to false.
 */
export async function settleIssues(
  provider: string,
  ports: CredentialPorts,
  signal: AbortSignal,
): Promise<boolean> {
  const { credentials } = await ports.store.readCredentials(provider);
  if (!credentials.some(({ status, id }) => status === "issuing" && !underWay.has(id))) return true;
  const connection = await ports.connect(provider, signal);
  if (!connection.capabilities.can.listCredentials.available) return false;
  await refreshCredentials(provider, ports, signal);
  return true;
}

/**
 * Ends at the Provider what is due: retiring credentials whose grace is over, and those that were revoked while it could
 * not be reached. What fails stays due, and is told once a run; that the Provider wants the key itself is told once.
 */
export async function endDue(provider: string, ports: CredentialPorts, signal: AbortSignal): Promise<void> {
  if ((await dueAt(provider, ports)).length === 0) return;
  await ports.exclusively(provider, () =>
    ports.store.alone(provider, async () => {
      // Another process may have been at it meanwhile.
      const due = await dueAt(provider, ports);
      const connection = await ports.connect(provider, signal);
      for (const credential of due) {
        if (signal.aborted) return;
        await endOne(credential, connection, { provider, ports, signal });
      }
    }),
  );
}

async function dueAt(provider: string, { store, now }: CredentialPorts): Promise<readonly Credential[]> {
  const { credentials } = await store.readCredentials(provider);
  const instant = now().toISOString();
  return credentials.filter((one) => isDue(one, instant));
}

function isDue({ status, revokeAt }: Credential, now: string): boolean {
  return status === "revoking" || (status === "retiring" && revokeAt !== null && revokeAt <= now);
}

type Ground = { readonly provider: string; readonly ports: CredentialPorts; readonly signal: AbortSignal };
type Told = Pick<Parameters<typeof credentialEvent>[1], "outcome" | "hint">;

async function endOne(credential: Credential, connection: Connection, ground: Ground): Promise<void> {
  const { provider, ports, signal } = ground;
  const request = { op: "revoke", provider, id: credential.id, force: false } as const;
  const about = { request, name: credentialName(credential) };
  const command = `portico credentials revoke ${shellWord(credential.id)} -p ${shellWord(provider)}`;
  let told: Told;
  try {
    told = await endedNow(credential, connection, ground);
  } catch (error) {
    if (!isAppError(error)) throw error;
    if (signal.aborted) return;
    const isKeyNeeded = error.code === "KEY_NEEDED";
    if (isKeyNeeded && credential.endRefused === error.message) return;
    const more = isKeyNeeded ? await keyNeeded(credential, error, ground) : [];
    const hint = ["It is still due, and the next synchronization tries again.", error.message, ...more].join(
      " ",
    );
    told = { outcome: "fail", hint };
  }
  await ports.record(credentialEvent(about, { at: ports.now().toISOString(), command, ...told }));
}

/** Keeps with a credential why no synchronization ends it, and resolves to what else is to be told of that. */
async function keyNeeded(
  credential: Credential,
  { message, hint }: AppError,
  { provider, ports }: Ground,
): Promise<readonly string[]> {
  const unkept = await keptOrTold(async () => {
    const book = await ports.store.updateCredentials(provider, (stored) =>
      withCredential(stored, { ...credential, endRefused: message }),
    );
    ports.onBook(book);
  });
  return [...(hint === null ? [] : [hint]), ...unkept];
}

/** Ends it there and here, and resolves to what is to be told of that. */
async function endedNow(
  credential: Credential,
  connection: Connection,
  { provider, ports, signal }: Ground,
): Promise<Told> {
  const book = await ports.store.readCredentials(provider);
  const isLost = isBeyondReach(credential, { connection, book });
  const remarks: string[] = isLost ? [beyondReachText(provider)] : [];
  if (!isLost) {
    const write = await prepared(connection, revocation(credential), signal);
    const { unkept } = await noting({ write, target: credential, provider }, ports, () =>
      fulfilled(connection, write, signal),
    );
    remarks.push(...unkept);
  }
  const statusAt = ports.now().toISOString();
  const ended = await ports.store.updateCredentials(provider, (stored) =>
    withCredential(stored, {
      ...credential,
      status: "revoked",
      statusAt,
      revokeAt: null,
      endRefused: undefined,
    }),
  );
  ports.onBook(ended);
  const [hint = null] = remarks;
  return { outcome: hint === null ? "ok" : "warn", hint };
}

/** What credentials were used for; see `CredentialsDoor.usage`. */
export async function readUsage(
  provider: string,
  { ids, days }: { readonly ids: readonly string[]; readonly days: number },
  { ports, signal }: { readonly ports: CredentialPorts; readonly signal: AbortSignal },
): Promise<ReadonlyMap<string, Usage>> {
  const { credentials } = await ports.store.readCredentials(provider);
  const wanted = credentials.filter(({ id }) => ids.includes(id));
  if (wanted.length === 0) return new Map();
  const connection = await ports.connect(provider, signal);
  if (!connection.capabilities.can.readUsage.available || connection.usage === undefined) return new Map();
  const to = ports.now();
  const from = new Date(to.getTime() - (days - 1) * DAY_MS);
  const span = { from: dayOf(from), to: dayOf(to) };
  const usages = await connection.usage(wanted.map(targetOf), span, signal);
  return new Map(
    wanted.flatMap(({ id }, index) => {
      const usage = usages[index] ?? null;
      return usage === null ? [] : [[id, usage] as const];
    }),
  );
}

const DAY_MS = 86_400_000;

function dayOf(date: Date): string {
  return date.toISOString().slice(0, 10);
}

/** The tokens that a client was given; see `CredentialsDoor.tokens`. */
export async function readTokens(
  provider: string,
  id: string,
  { ports, signal }: { readonly ports: CredentialPorts; readonly signal: AbortSignal },
): Promise<readonly ClientToken[] | null> {
  const { credentials } = await ports.store.readCredentials(provider);
  const credential = credentials.find((one) => one.id === id);
  if (credential === undefined || credential.kind !== "oauth2") return null;
  const connection = await ports.connect(provider, signal);
  if (!connection.capabilities.can.readTokens.available || connection.tokens === undefined) return null;
  return connection.tokens(targetOf(credential), credential.apis, signal);
}

/** The certificates that a Provider keeps; see `CredentialsDoor.certificates`. */
export async function readCertificates(
  provider: string,
  ports: CredentialPorts,
  signal: AbortSignal,
): Promise<readonly Certificate[]> {
  const connection = await ports.connect(provider, signal);
  const { manageCertificates } = connection.capabilities.can;
  if (manageCertificates.available && connection.certificates !== undefined) {
    return connection.certificates(signal);
  }
  const reason = manageCertificates.available ? "Its adapter lists none." : manageCertificates.reason;
  throw new AppError("CANNOT_WRITE", `${excerpt(provider)} does not offer its certificates: ${reason}`, {
    hint: `Change that there, and try again. What else it lacks: portico check ${shellWord(provider)}`,
  });
}
