import { AppError, isAppError } from "../core/errors.ts";
import { excerpt } from "../core/plain-text.ts";
import type { Http, HttpAnswer, HttpRequest } from "../plugin/contract.ts";
import { openDispatcher } from "./dispatcher.ts";
import { durationText, WHOLE_ANSWER_FACTOR, type HttpLimits } from "./http-limits.ts";
import type { BatchListener } from "./json-reader.ts";
import { readAnswer } from "./read-answer.ts";
import { createRedactor, withSecrets, type Redactor } from "./redact.ts";
import { redirected } from "./redirect.ts";
import { backoffMs, isRetriedError, isRetriedStatus, pause, retryAfterMs } from "./retry.ts";
import { proxyFor } from "./proxy.ts";
import { wantsTls } from "./tls-errors.ts";
import { plainHttpError, transportError, type Attempt } from "./transport-errors.ts";
import type { RequestAgent } from "./undici-agent.ts";
import { unanswered } from "./unanswered.ts";

const TEXT_LENGTH = 2_000;
const ESCAPED_ASCII = "\\u00";

/** One attempt at a request, for the request log: no query, no bodies. `status` is null when no answer came. */
export type AttemptRecord = {
  readonly at: string;
  readonly provider: string;
  readonly method: string;
  readonly path: string;
  readonly status: number | null;
  readonly ms: number;
};

export type HttpSettings = {
  readonly provider: string;
  /** Absolute, without trailing slash; its path is a prefix of every request's. Null: every request is refused. */
  readonly url: string | null;
  readonly insecureSkipVerify: boolean;
  /** Taken out of messages, texts and the request log; the adapter puts it into headers itself. */
  readonly secret: string | null;
  readonly limits: HttpLimits;
  /** For the proxy variables. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly onRequest: (record: AttemptRecord) => void;
  /** The headers of an answer, whatever became of it. */
  readonly onHeaders?: (headers: Readonly<Record<string, string>>) => void;
  readonly now: () => Date;
  readonly random: () => number;
  /** Waits between attempts; rejects with the signal's reason. */
  readonly sleep?: (ms: number, signal: AbortSignal) => Promise<void>;
};

/** `close` ends every request under way with CANCELLED, drops the connections, and refuses further ones. Idempotent. */
export interface ClosableHttp extends Http {
  close(): Promise<void>;
  /** True for a record out of a list of an answer that is known not to hold the secret: no need to walk through it. */
  isClean(record: unknown): boolean;
}

/** The way to one Provider; see `Http` for what it promises. Nothing is loaded or opened before the first request. */
export function createHttp(settings: HttpSettings): ClosableHttp {
  const redactor = createRedactor(settings.secret);
  const closing = new AbortController();
  const clean = new WeakSet<object>();
  let dispatcher: Promise<RequestAgent> | null = null;

  function onBatch(items: readonly unknown[], text: string): void {
    // An escaped character might be a part of the secret.
    if (redactor.finds(text) || text.includes(ESCAPED_ASCII)) return;
    for (const item of items) if (typeof item === "object" && item !== null) clean.add(item);
  }

  async function request(wanted: HttpRequest): Promise<HttpAnswer> {
    const signal = AbortSignal.any([wanted.signal, closing.signal]);
    const masking = withSecrets(redactor, wanted.secrets ?? []);
    const described = describe(wanted, settings, masking);
    const exchange: Exchange = { ...described, wanted, signal, settings, redactor: masking, onBatch };
    try {
      signal.throwIfAborted();
      const { proxy } = exchange.attempt;
      dispatcher ??= openDispatcher({ ...settings, proxy });
      return await repeat(exchange, await dispatcher);
    } catch (error) {
      if (signal.aborted && !isOutcomeUnknown(error)) throw cancelled(exchange, signal.reason);
      throw error;
    }
  }

  async function close(): Promise<void> {
    if (closing.signal.aborted) return;
    closing.abort();
    // One that could not be opened has told its request why.
    const opened = await dispatcher?.catch(() => null);
    await opened?.destroy();
  }

  const isClean = (record: unknown): boolean =>
    typeof record === "object" && record !== null && clean.has(record);
  return { request, close, isClean };
}

type Exchange = {
  readonly wanted: HttpRequest;
  readonly signal: AbortSignal;
  readonly settings: HttpSettings;
  readonly redactor: Redactor;
  readonly onBatch: BatchListener;
  readonly target: URL;
  readonly attempt: Attempt;
  readonly path: string;
};

function describe(
  wanted: HttpRequest,
  settings: HttpSettings,
  redactor: Redactor,
): Pick<Exchange, "target" | "attempt" | "path"> {
  const { url, provider, limits } = settings;
  if (url === null)
    throw new AppError(
      "PLUGIN_FAILED",
      `${provider}: its adapter made a request, but no url is configured.`,
      {
        hint: `Set url for ${provider}.`,
      },
    );
  if (!wanted.path.startsWith("/")) {
    throw new AppError(
      "PLUGIN_FAILED",
      `${provider}: its adapter asked for the path "${redactor.shown(excerpt(wanted.path))}", which does not start with a slash.`,
      { hint: "This is a fault of the plugin; its author needs this message." },
    );
  }
  const target = new URL(`${url.replace(/\/+$/u, "")}${wanted.path}`);
  for (const [name, value] of Object.entries(wanted.query ?? {})) target.searchParams.set(name, value);
  const path = redactor.shown(target.pathname);
  const address = redactor.shown(`${target.origin}${target.pathname}`);
  const proxy = proxyFor(target, settings.env);
  const attempt = { provider, method: wanted.method ?? "GET", address, host: target.host, limits, proxy };
  return { target, attempt, path };
}

/** Repeats whole requests: only GETs, because a write that got no answer may have happened. */
async function repeat(exchange: Exchange, dispatcher: RequestAgent): Promise<HttpAnswer> {
  const { limits } = exchange.settings;
  const retries = exchange.attempt.method === "GET" ? limits.retries : 0;
  for (let attempt = 0; ; attempt += 1) {
    const outcome = await tried(exchange, dispatcher);
    const wait = attempt < retries ? waitMs(outcome, attempt, exchange.settings) : null;
    if (wait === null) return settled(outcome);
    await (exchange.settings.sleep ?? pause)(wait, exchange.signal);
  }
}

type WireRequest = Parameters<RequestAgent["request"]>[0];

type Outcome =
  | { readonly ok: true; readonly answer: HttpAnswer }
  | { readonly ok: false; readonly error: unknown };

function settled(outcome: Outcome): HttpAnswer {
  if (outcome.ok) return outcome.answer;
  throw outcome.error;
}

/** Null when another attempt is pointless, or when the server asks for a longer wait than the time limit allows. */
function waitMs(outcome: Outcome, attempt: number, settings: HttpSettings): number | null {
  if (!outcome.ok) return isRetriedError(outcome.error) ? backoffMs(attempt, settings.random) : null;
  const { status, headers } = outcome.answer;
  if (!isRetriedStatus(status)) return null;
  const asked = retryAfterMs(headers["retry-after"], settings.now());
  if (asked !== null && asked > settings.limits.timeoutMs) return null;
  return Math.max(asked ?? 0, backoffMs(attempt, settings.random));
}

async function tried(exchange: Exchange, dispatcher: RequestAgent): Promise<Outcome> {
  const { settings, attempt, path } = exchange;
  const { now, provider } = settings;
  const started = now();
  const record = (status: number | null): void => {
    const ms = now().getTime() - started.getTime();
    settings.onRequest({ at: started.toISOString(), provider, method: attempt.method, path, status, ms });
  };
  const progress: Progress = { left: false, status: null };
  try {
    const answer = await exchangeOnce(exchange, dispatcher, progress);
    record(progress.status);
    return { ok: true, answer };
  } catch (error) {
    record(progress.status);
    return { ok: false, error: failureOf(error, exchange, progress) };
  }
}

/** How far a request came: on its way, and with a status. */
type Progress = { left: boolean; status: number | null };

function failureOf(error: unknown, exchange: Exchange, { left }: Progress): AppError {
  const { attempt, signal } = exchange;
  const failure = signal.aborted ? cancelled(exchange, signal.reason) : transportError(error, attempt);
  return left ? unanswered(attempt.method, failure) : failure;
}

function isOutcomeUnknown(error: unknown): boolean {
  return isAppError(error) && error.code === "OUTCOME_UNKNOWN";
}

async function exchangeOnce(
  exchange: Exchange,
  dispatcher: RequestAgent,
  progress: Progress,
): Promise<HttpAnswer> {
  const { wanted, target, attempt, settings, redactor } = exchange;
  const whole = AbortSignal.timeout(settings.limits.timeoutMs * WHOLE_ANSWER_FACTOR);
  const subject = `${attempt.method} ${attempt.address}`;
  try {
    const response = await dispatcher.request(wireRequest(exchange, whole), () => {
      progress.left = true;
    });
    const headers = flat(response.headers);
    progress.status = response.statusCode;
    settings.onHeaders?.(headers);
    if (isRedirect(response.statusCode) && headers["location"] !== undefined) {
      response.body.destroy();
      throw redirected(subject, target, redactor.text(headers["location"]));
    }
    const body = await readAnswer(response.body, {
      subject,
      encoding: headers["content-encoding"],
      total: length(headers["content-length"]),
      maxSize: settings.limits.maxResponseSize,
      onProgress: wanted.onProgress ?? ignore,
      onBatch: exchange.onBatch,
      exact: wanted.exact ?? false,
    });
    if (target.protocol === "http:" && wantsTls(response.statusCode, body.start))
      throw plainHttpError(attempt);
    const text = redactor.shown(body.start).slice(0, TEXT_LENGTH).toWellFormed();
    return { status: response.statusCode, headers, json: body.json, text };
  } catch (error) {
    if (whole.aborted && !exchange.signal.aborted && !isAppError(error))
      throw tooSlow(subject, settings.limits);
    throw error;
  }
}

function wireRequest({ wanted, target, attempt, signal }: Exchange, whole: AbortSignal): WireRequest {
  return {
    origin: target.origin,
    path: `${target.pathname}${target.search}`,
    method: attempt.method,
    headers: requestHeaders(wanted),
    body: wireBody(wanted),
    signal: AbortSignal.any([signal, whole]),
  };
}

function wireBody({ body, content }: HttpRequest): string | null {
  if (content !== undefined) return content.text;
  return body === undefined ? null : JSON.stringify(body);
}

function tooSlow(subject: string, { timeoutMs }: HttpLimits): AppError {
  const limit = durationText(timeoutMs * WHOLE_ANSWER_FACTOR);
  return new AppError("TIMED_OUT", `${subject} was not answered completely within ${limit}.`, {
    hint: `The answer arrives too slowly. Raise options.timeout: a whole answer may take ${WHOLE_ANSWER_FACTOR} times as long.`,
  });
}

function cancelled(exchange: Exchange, reason: unknown): AppError {
  if (isAppError(reason)) return reason;
  const { method, address } = exchange.attempt;
  return new AppError("CANCELLED", `${method} ${address} was cancelled.`, {
    hint: "Start it again when you want it.",
  });
}

function requestHeaders(wanted: HttpRequest): Record<string, string> {
  const type = wanted.content?.type ?? (wanted.body === undefined ? null : "application/json");
  const body = type === null ? {} : { "content-type": type };
  return { accept: "application/json", "accept-encoding": "gzip, deflate, br", ...body, ...wanted.headers };
}

function flat(headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> {
  const entries = Object.entries(headers).map(([name, value]) => [
    name.toLowerCase(),
    Array.isArray(value) ? value.join(", ") : (value ?? ""),
  ]);
  return Object.fromEntries(entries);
}

function length(header: string | undefined): number | null {
  return header !== undefined && /^\d+$/u.test(header) ? Number(header) : null;
}

function isRedirect(status: number): boolean {
  return status >= 300 && status < 400;
}

function ignore(): void {
  // Nobody asked for progress.
}
