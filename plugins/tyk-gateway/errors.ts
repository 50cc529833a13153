import { statusText } from "../tyk-policy/status-text.ts";
import { AppError, excerpt, type HttpAnswer } from "../../src/plugin/index.ts";
import { isRecord, textOf } from "../tyk-policy/record.ts";

/** Which request it was, for messages: `GET /tyk/apis`; a GET unless told. */
export type Asked = { readonly path: string; readonly method?: string };

/** What a gateway says to every write while a Dashboard keeps its policies (`policies.policy_source: service`). */
const SERVICE_SOURCE = /service policy source/iu;

const LOOK_AT_LOG = "Look at the gateway's log, and try again.";
const NOT_A_GATEWAY =
  "Is url the gateway's control API (control_api_hostname and control_api_port, if those are set), not a Dashboard, a portal or a login page?";

/**
 * What is wrong with an answer, told apart by status and body, or null for a JSON answer that is fine as far as can be
 * seen from outside. The gateway's envelope is `{status, message}` in lower case; the Dashboard's is not.
 */
export function answerError(answer: HttpAnswer, asked: Asked): AppError | null {
  const { status } = answer;
  const message = envelopeMessage(answer);
  const answered = answeredText(asked, status);
  if (status >= 500) return serverError(answered, message, status);
  if (status === 429) {
    return new AppError("THROTTLED", `${answered}.`, {
      hint: "Sync less often (refreshInterval), or raise the limit of the proxy in front of the gateway.",
    });
  }
  if (status >= 200 && status < 300) return answer.json === undefined ? unparsable(answer, asked) : null;
  if (message === null) return wrongService(answer, asked);
  if (status === 403 || status === 401) return notAuthorised(answered);
  const code = status === 404 ? "SERVER_ERROR" : "MALFORMED";
  return new AppError(code, `${answered}: ${quoted(message)}.`, { hint: LOOK_AT_LOG });
}

/** A Provider without the gateway's secret. */
export function noSecret(name: string): AppError {
  return new AppError("SECRET_UNAVAILABLE", `${name} has no secret.`, {
    hint: "secret is that of the gateway's own config (secret, or TYK_GW_SECRET).",
  });
}

/** The error for JSON that came with a good status but is not what the path is documented to answer. */
export function shapeError(answer: HttpAnswer, { method = "GET", path }: Asked, wanted: string): AppError {
  const seen = isRecord(answer.json)
    ? `an object of ${excerpt(Object.keys(answer.json).join(", "))}`
    : quoted(answer.text);
  return new AppError("WRONG_SERVICE", `${method} ${path} was answered with ${seen}, not with ${wanted}.`, {
    hint: NOT_A_GATEWAY,
  });
}

/** Nothing that is here belongs to the configured organisation; `seen` are those that do. */
export function organisationMismatch(configured: string, seen: readonly string[]): AppError {
  const others = seen.map((id) => excerpt(id)).join(", ");
  return new AppError(
    "ORGANISATION_MISMATCH",
    `organisationId is ${excerpt(configured)}, but everything at this gateway belongs to ${others}.`,
    { hint: "Correct organisationId, or leave it out to take everything that the gateway has." },
  );
}

/** Why a gateway whose policies come from a Dashboard takes none; null for any other answer. */
export function serviceSourceReason(answer: HttpAnswer): string | null {
  const message = envelopeMessage(answer) ?? "";
  if (answer.status < 500 || !SERVICE_SOURCE.test(message)) return null;
  return "This gateway takes its policies from a Dashboard (policies.policy_source: service): change them there.";
}

/** The text of the gateway's envelope, or null when the answer has none. */
export function envelopeMessage({ json }: HttpAnswer): string | null {
  if (!isRecord(json) || typeof json["status"] !== "string") return null;
  return textOf(json["message"], json["status"]);
}

/** `PUT /tyk/policies/a was answered 500 Internal Server Error`. */
export function answeredText({ method = "GET", path }: Asked, status: number): string {
  return `${method} ${path} was answered ${statusText(status)}`;
}

/** The gateway's own words; their full stop would stand before that of the message. */
export function quoted(words: string): string {
  return `"${excerpt(words, 160).replace(/\.$/u, "")}"`;
}

function serverError(answered: string, message: string | null, status: number): AppError {
  const isProxy = message === null && [502, 503, 504].includes(status);
  return new AppError("SERVER_ERROR", `${answered}${message === null ? "" : `: ${quoted(message)}`}.`, {
    hint: isProxy
      ? "A proxy on the way to the gateway does not reach it: is the gateway running?"
      : LOOK_AT_LOG,
  });
}

function notAuthorised(answered: string): AppError {
  return new AppError("NOT_AUTHORISED", `The gateway does not accept the secret: ${answered}.`, {
    hint: "secret must be that of the gateway's own config (secret, or TYK_GW_SECRET); a Dashboard user's key is another one.",
  });
}

function unparsable(answer: HttpAnswer, asked: Asked): AppError {
  const isCut = /^\s*[[{]/u.test(answer.text);
  if (!isCut && answer.text.trim() !== "") return wrongService(answer, asked);
  const seen = isCut ? "with JSON that is cut off or broken" : "with an empty body";
  return new AppError("MALFORMED", `${answeredText(asked, answer.status)}, but ${seen}.`, {
    hint: "A proxy in between may limit the size of answers. Try again, then look at the gateway's log.",
  });
}

function wrongService(answer: HttpAnswer, asked: Asked): AppError {
  return new AppError(
    "WRONG_SERVICE",
    `This is not a gateway: ${answeredText(asked, answer.status)}, ${bodyText(answer)}.`,
    {
      hint: NOT_A_GATEWAY,
    },
  );
}

function bodyText({ text, json }: HttpAnswer): string {
  const start = text.trim();
  if (start === "") return "with an empty body";
  if (start.startsWith("<")) return "with an HTML page";
  const isDashboard = isRecord(json) && "Status" in json;
  return `${isDashboard ? "in the words of a Dashboard" : "with"} ${quoted(start)}`;
}
