import { isAppError, type AppError } from "../core/errors.ts";
import type { HttpLimits } from "./http-limits.ts";
import { createHttp, type AttemptRecord } from "./http.ts";

/** An address to be asked, without any secret. `url` has no trailing slash. */
export type ProbeSettings = {
  readonly provider: string;
  readonly url: string;
  readonly insecureSkipVerify: boolean;
  readonly limits: HttpLimits;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly now: () => Date;
  readonly onRequest: (record: AttemptRecord) => void;
};

/**
 * What an address answers to a GET. `status` is null when no answer came; a redirect is an answer, and has an `error`,
 * too. `skewMs` is how far this machine's clock is ahead of the answer's; null when the answer names no time.
 */
export type Probed = {
  readonly status: number | null;
  readonly error: AppError | null;
  readonly skewMs: number | null;
};

/** Asks once, with the limits, TLS and proxy of every request. Rejects with CANCELLED only. */
export async function probe(settings: ProbeSettings, signal: AbortSignal): Promise<Probed> {
  const started = settings.now().getTime();
  let skewMs: number | null = null;
  let status: number | null = null;
  const http = createHttp({
    ...settings,
    secret: null,
    limits: { ...settings.limits, retries: 0 },
    random: () => 0,
    onRequest: (record) => {
      status = record.status;
      settings.onRequest(record);
    },
    onHeaders: (headers) => {
      skewMs = skewOf(headers["date"], started, settings.now().getTime());
    },
  });
  try {
    await http.request({ path: "/", signal });
    return { status, error: null, skewMs };
  } catch (error) {
    if (!isAppError(error) || error.code === "CANCELLED") throw error;
    return { status, error, skewMs };
  } finally {
    await http.close();
  }
}

/** RFC 9110 10.1: the answer's date, to the second. It was written some time between the request and the answer. */
function skewOf(date: string | undefined, sent: number, received: number): number | null {
  const theirs = date === undefined ? Number.NaN : Date.parse(date);
  if (Number.isNaN(theirs)) return null;
  if (sent - theirs > 1000) return sent - theirs - 500;
  return received < theirs ? received - theirs : 0;
}
