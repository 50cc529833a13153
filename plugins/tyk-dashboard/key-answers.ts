import { AppError, isAppError, type HttpAnswer } from "../../src/plugin/index.ts";
import type { Client, GetOptions } from "./client.ts";
import { answerError } from "./errors.ts";
import { isRecord, recordOf } from "./record.ts";
import { messageOf, refused, statusWord, unknown } from "./write-answers.ts";

const CONFIRMING_PATH = "/api/portal/policies";
const NOWHERE = "/api/keys/portico-looks-whether-the-gateway-answers";
const ABSENT: ReadonlySet<number> = new Set([400, 404]);
/** Errors by which no answer came, though somebody may be there. */
const SILENT: ReadonlySet<string> = new Set(["TIMED_OUT", "CONNECTION_LOST", "SERVER_ERROR"]);
const MASK = "***";
/** Keys of both formats, as a message may repeat one. */
const KEY_LIKE = /eyJ[A-Za-z0-9+/_-]{16,}={0,2}|[0-9a-f]{56}|(?<=already found: ?)\S+/giu;

/** A GET of something that a gateway keeps; `shownPath` is the path without what is secret in it. */
type KeyQuestion = GetOptions & { readonly path: string; readonly shownPath: string };

/**
 * The answer to a question about keys: a good one, or one that there is no such thing (400, 404). Throws for every other;
 * GATEWAY_UNREACHABLE when policies can be read meanwhile.
 */
export async function askKeys(
  client: Client,
  { path, shownPath, ...options }: KeyQuestion,
): Promise<HttpAnswer> {
  try {
    const answer = await client.confirmed(path, options);
    const error = answerError(hushed(answer, options.secrets ?? []), { path: shownPath });
    if (error === null || isAbsence(answer)) return answer;
    throw error;
  } catch (error) {
    throw (await gatewayError(client, error, options.signal)) ?? error;
  }
}

/** True when the Dashboard itself says that there is nothing of the kind. */
export function isAbsence(answer: HttpAnswer): boolean {
  const isRefused = /malformed/iu.test(messageOf(answer));
  return ABSENT.has(answer.status) && statusWord(answer) !== "" && !isRefused;
}

/** A write that was answered: how it may be shown, and what of it nobody may see. */
type Answered = {
  readonly answer: HttpAnswer;
  readonly call: {
    readonly method: "POST" | "PUT" | "DELETE";
    readonly shown: { readonly path: string };
    readonly secrets?: readonly string[];
  };
};

/**
 * What is wrong with the answer to a write of credentials that is not done. OUTCOME_UNKNOWN where nobody who knows has
 * spoken; GATEWAY_UNREACHABLE where the Dashboard has, but the gateway behind it does not answer.
 */
export async function unfinished(
  client: Client,
  { answer: said, call }: Answered,
  signal: AbortSignal,
): Promise<AppError> {
  const answer = hushed(said, call.secrets ?? []);
  const request = { method: call.method, path: call.shown.path };
  const { status } = answer;
  const isSilent = statusWord(answer) === "" && (status < 300 || status >= 500);
  if (isSilent || status > 500) return unknown(answer, request);
  const error = refused(answer, request);
  if (status !== 500 || /^failed to create key\b/iu.test(messageOf(answer))) return error;
  const isThere = await answersKeys(client, signal);
  if (isThere === false) return unreachable(error);
  // What it could not read may be the gateway's word that it is done.
  return /unmarshal/iu.test(messageOf(answer)) ? unknown(answer, request) : error;
}

/** The answer for messages: without the secrets of its request, or anything that looks like a key. */
function hushed(answer: HttpAnswer, secrets: readonly string[]): HttpAnswer {
  const forms = secrets.flatMap((secret) => [secret, encodeURIComponent(secret)]);
  const quiet = (text: string): string =>
    forms.reduce((rest, form) => rest.replaceAll(form, MASK), text).replace(KEY_LIKE, MASK);
  const { json } = answer;
  const message = isRecord(json) ? json["Message"] : undefined;
  return {
    ...answer,
    text: quiet(answer.text),
    json: typeof message === "string" ? { ...recordOf(json), Message: quiet(message) } : json,
  };
}

/** Whether the gateway answers about keys; null when that cannot be told. */
async function answersKeys(client: Client, signal: AbortSignal): Promise<boolean | null> {
  const answer = await client.ask(NOWHERE, { signal }).catch((error: unknown) => {
    if (isAppError(error) && error.code !== "CANCELLED") return null;
    throw error;
  });
  return answer === null ? null : answer.status < 500;
}

/** GATEWAY_UNREACHABLE when the failure is about keys alone; null when it is not, or is no such failure. */
async function gatewayError(client: Client, error: unknown, signal: AbortSignal): Promise<AppError | null> {
  if (!isAppError(error) || !SILENT.has(error.code)) return null;
  const answer = await client.ask(CONFIRMING_PATH, { query: { p: "1" }, signal }).catch((other: unknown) => {
    if (isAppError(other)) return null;
    throw other;
  });
  return answer?.status === 200 ? unreachable(error) : null;
}

function unreachable(error: AppError): AppError {
  const seen = error.message.replace(/\.$/u, "");
  return new AppError(
    "GATEWAY_UNREACHABLE",
    `The gateway behind the Dashboard does not answer, though policies can be read: ${seen}.`,
    {
      hint: "Keys are kept by a gateway: is one running, and does the Dashboard reach it (tyk_api_config in tyk_analytics.conf)? Nothing was changed.",
      cause: error,
    },
  );
}
