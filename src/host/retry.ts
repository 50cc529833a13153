import { setTimeout as wait } from "node:timers/promises";
import { isAppError } from "../core/errors.ts";

const FIRST_MS = 250;
const LONGEST_MS = 10_000;
const RETRIED_STATUSES: ReadonlySet<number> = new Set([429, 502, 503, 504]);
const RETRIED_ERRORS: ReadonlySet<string> = new Set([
  "CONNECTION_LOST",
  "CONNECTION_REFUSED",
  "CANNOT_RESOLVE",
]);

/** True for the statuses that are worth another attempt: throttled, or a gateway in between that found no server. */
export function isRetriedStatus(status: number): boolean {
  return RETRIED_STATUSES.has(status);
}

/** True for errors of the connection itself. A time-out is not one: waiting again would multiply the wait. */
export function isRetriedError(error: unknown): boolean {
  return isAppError(error) && RETRIED_ERRORS.has(error.code);
}

/** A back-off with full jitter: anything up to 250 ms, doubled by each attempt (from 0), at most 10 s. */
export function backoffMs(attempt: number, random: () => number): number {
  return Math.floor(random() * Math.min(LONGEST_MS, FIRST_MS * 2 ** attempt));
}

/** The wait that a `Retry-After` header asks for, in ms: seconds, or a date (RFC 9110 10.2.3); null for neither. */
export function retryAfterMs(header: string | undefined, now: Date): number | null {
  if (header === undefined) return null;
  const text = header.trim();
  if (/^\d+$/u.test(text)) return Number(text) * 1000;
  const date = Date.parse(text);
  return Number.isNaN(date) ? null : Math.max(0, date - now.getTime());
}

/** Waits, or rejects with the signal's reason at once when it is aborted. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  try {
    await wait(ms, undefined, { signal });
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  }
}
