import {
  isAppError,
  type AppError,
  type CredentialTarget,
  type Usage,
  type UsageSpan,
} from "../../src/plugin/index.ts";
import { listIn, type Client } from "./client.ts";
import { readKey } from "./key-place.ts";
import { recordOf, textOf, type JsonRecord } from "../tyk-policy/record.ts";

const AT_ONCE = 4;
const DAY_MS = 86_400_000;
/** Of a span that nobody can have meant; each day is a question of its own. */
const MOST_DAYS = 90;

/**
 * What credentials were used for, in the order given; null for each that nothing is known of. The Dashboard's rows are
 * endpoints, not days: each day is asked for on its own. A Dashboard without analytics knows of none.
 */
export async function readUsage(
  client: Client,
  { targets, span }: { readonly targets: readonly CredentialTarget[]; readonly span: UsageSpan },
  signal: AbortSignal,
): Promise<readonly (Usage | null)[]> {
  const days = daysOf(span);
  const paths = await Promise.all(targets.map((target) => pathOf(client, target, signal)));
  const jobs = paths.flatMap((path, index) =>
    path === null ? [] : days.map((day) => ({ path, index, day })),
  );
  const found = new Map<number, DayRows[]>();
  for (let start = 0; start < jobs.length; start += AT_ONCE) {
    const some = jobs.slice(start, start + AT_ONCE);
    const rows = await Promise.all(some.map(({ path, day }) => readDay(client, { path, day }, signal)));
    // One that is refused is refused for every key and day.
    if (rows.some((one) => one === null)) return targets.map(() => null);
    some.forEach(({ index, day }, at) =>
      found.set(index, [...(found.get(index) ?? []), { day, rows: rows[at] ?? [] }]),
    );
  }
  return targets.map((_, index) => usageOf(found.get(index)));
}

type DayRows = { readonly day: string; readonly rows: readonly JsonRecord[] };

/** Analytics know keys by their hash, those of users too, and clients by their id. */
async function pathOf(
  client: Client,
  { kind, handle, mark }: CredentialTarget,
  signal: AbortSignal,
): Promise<string | null> {
  if (handle === null || kind === "jwt" || handle.startsWith("sha256-")) return null;
  if (kind === "oauth2") return `/api/activity/oauthid/${encodeURIComponent(handle)}`;
  const isName = kind === "basic" && mark !== null;
  const hash = isName ? (await readKey(client, { by: "username", id: handle }, signal))?.hash : handle;
  return hash === undefined || hash === "" ? null : `/api/activity/keys/${encodeURIComponent(hash)}`;
}

/** The rows of one day; null where there are no analytics, or none for this user. */
async function readDay(
  client: Client,
  { path, day }: { readonly path: string; readonly day: string },
  signal: AbortSignal,
): Promise<readonly JsonRecord[] | null> {
  const [year, month, date] = day.split("-").map(Number);
  const one = `${date}/${month}/${year}`;
  const whole = `${path}/${one}/${one}`;
  const answer = await client.confirmed(whole, { signal }).catch((error: unknown) => {
    if (isAppError(error) && isRefusal(error)) return null;
    throw error;
  });
  if (answer === null || answer.status === 404 || answer.status === 403) return null;
  if (answer.status === 400) return [];
  return listIn(answer, path, "data").items.map(recordOf);
}

function isRefusal({ code }: AppError): boolean {
  return code === "PERMISSION_MISSING";
}

function usageOf(found: readonly DayRows[] | undefined): Usage | null {
  if (found === undefined) return null;
  const seen = found.flatMap(({ rows }) => rows.map(({ last_hit: last }) => instantOf(last)));
  return {
    days: found.map(({ day, rows }) => ({ day, hits: sumOf(rows, "hits"), errors: sumOf(rows, "error") })),
    lastAt:
      seen
        .filter((text) => text !== null)
        .toSorted()
        .at(-1) ?? null,
  };
}

function sumOf(rows: readonly JsonRecord[], member: string): number {
  return rows
    .map((row) => row[member])
    .reduce<number>((sum, value) => sum + (typeof value === "number" ? Math.max(0, value) : 0), 0);
}

function daysOf({ from, to }: UsageSpan): readonly string[] {
  const start = Date.parse(from);
  const count = Math.min(MOST_DAYS, Math.round((Date.parse(to) - start) / DAY_MS) + 1);
  return Array.from({ length: Math.max(0, count) }, (_, index) =>
    new Date(start + index * DAY_MS).toISOString().slice(0, 10),
  );
}

function instantOf(value: unknown): string | null {
  const date = new Date(textOf(value));
  return Number.isNaN(date.getTime()) || date.getUTCFullYear() < 1970 ? null : date.toISOString();
}
