import { AppError, isAppError, type HttpAnswer } from "../../src/plugin/index.ts";
import type { Client, GetOptions } from "./client.ts";
import { answerError } from "./errors.ts";
import { hushed } from "../tyk-credential/hushed.ts";
import type { AnsweredCall } from "../tyk-credential/keyring.ts";
import { messageOf, refused, statusWord, unknown } from "./write-answers.ts";

const CONFIRMING_PATH = "/api/portal/policies";
const NOWHERE = "/api/keys/portico-looks-whether-the-gateway-answers";
const ABSENT: ReadonlySet<number> = new Set([400, 404]);
/** Errors by which no answer came, though somebody may be there. */
const SILENT: ReadonlySet<string> = new Set(["TIMED_OUT", "CONNECTION_LOST", "SERVER_ERROR"]);

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
    const error = answerError(hushed(answer, "Message", options.secrets), { path: shownPath });
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

/**
 * What is wrong with the answer to a write of credentials that is not done. OUTCOME_UNKNOWN where nobody who knows has
 * spoken; GATEWAY_UNREACHABLE where the Dashboard has, but the gateway behind it does not answer.
 */
export async function unfinished(
  client: Client,
  { answer: said, call }: AnsweredCall,
  signal: AbortSignal,
): Promise<AppError> {
  const answer = hushed(said, "Message", call.secrets);
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
