import { statusText } from "../tyk-policy/status-text.ts";
import { AppError, excerpt, type HttpAnswer } from "../../src/plugin/index.ts";
import { PERMISSIONS, permissionFor, permissionText } from "./permissions.ts";
import { isRecord, textOf } from "../tyk-policy/record.ts";

/** Which request it was, for messages: `GET /api/apis`; a GET unless told. */
export type Asked = { readonly path: string; readonly method?: string };

const PROFILE = "in the Dashboard: Users, the user's profile, Tyk Dashboard API Access Credentials";

/**
 * What is wrong with an answer, told apart by status and body, or null for a JSON answer that is fine as far as can
 * be seen from outside. The Dashboard's envelope is `{Status, Message, Meta}` with capitals; the gateway's, and that
 * of other services, is not.
 */
export function answerError(answer: HttpAnswer, asked: Asked): AppError | null {
  if (answer.status >= 500) return serverError(answer, asked);
  if (answer.status === 429) return throttled(answer, asked);
  if (answer.status >= 200 && answer.status < 300) return successError(answer, asked);
  const message = envelopeMessage(answer);
  if (message === null) return wrongService(answer, asked);
  return refusal(answer.status, message, asked);
}

/** The error for JSON that came with a good status but is not what the path is documented to answer. */
export function shapeError(answer: HttpAnswer, asked: Asked, wanted: string): AppError {
  const keys = isRecord(answer.json) ? Object.keys(answer.json).join(", ") : "";
  const seen = keys === "" ? `"${excerpt(answer.text)}"` : `an object of ${excerpt(keys)}`;
  return new AppError(
    "WRONG_SERVICE",
    `${requestText(asked)} was answered with ${seen}, not with ${wanted}.`,
    {
      hint: NOT_A_DASHBOARD,
    },
  );
}

/** The key's organisation, or a policy's, is not the configured one. */
export function organisationMismatch(configured: string, actual: string, whose: string): AppError {
  return new AppError(
    "ORGANISATION_MISMATCH",
    `organisationId is ${excerpt(configured)}, but ${whose} belongs to ${excerpt(actual)}.`,
    {
      hint: `Correct organisationId, or leave it out to use the key's. The id is shown ${PROFILE}; a portal's own organisations are something else.`,
    },
  );
}

/** The key is good, but its user is switched off. */
export function userInactive(who: string): AppError {
  return new AppError("USER_INACTIVE", `${who} is not active in the Dashboard.`, {
    hint: "Activate the user (Dashboard: Users), or use the access key of another one.",
  });
}

/** What a 401 says when it is about one thing only, as under API ownership. */
export const KEY_ACCEPTED_ELSEWHERE = "401 Unauthorized, though the key is accepted elsewhere";

/** A permission of the six (or another section) is missing for a path; `said` is what tells so, without a full stop. */
export function permissionMissing(asked: Asked, said: string): AppError {
  const { path } = asked;
  const permission = permissionFor(path);
  const name =
    permission === undefined ? `the permission for ${path}` : `the permission ${permissionText(permission)}`;
  const message = `The Dashboard user lacks ${name}: ${requestText(asked)} was refused: ${said}.`;
  return new AppError("PERMISSION_MISSING", message, {
    hint: `Give it to the user (Dashboard: Users). Portico needs ${PERMISSIONS.map(permissionText).join(", ")}.`,
  });
}

/** The access key is unknown to the Dashboard. */
function notAuthorised(asked: Asked): AppError {
  const answered = `${requestText(asked)} was answered ${statusText(401)}`;
  return new AppError("NOT_AUTHORISED", `The Dashboard does not accept the secret: ${answered}.`, {
    hint: `secret must be the user's API access key (${PROFILE}); resetting it there ends the old one.`,
  });
}

const NOT_A_DASHBOARD =
  "Is url the Dashboard's management address (port 3000 unless changed), with its path prefix if it has one, not its gateway, a portal or a login page?";

function refusal(status: number, message: string, asked: Asked): AppError {
  const text = message.toLowerCase();
  if (text.includes("user is not active")) return userInactive("The user behind the secret");
  if (status === 401) return notAuthorised(asked);
  // The Dashboard answers 403 to a body that it cannot parse: that is no matter of permissions.
  if (text.includes("malformed")) return malformed(status, message, asked);
  if (status === 403) return permissionMissing(asked, quoted(message));
  if (status === 404) return notThere(message, asked);
  return malformed(status, message, asked);
}

function successError(answer: HttpAnswer, asked: Asked): AppError | null {
  if (answer.json === undefined) return unparsable(answer, asked);
  const message = envelopeMessage(answer);
  const isOk =
    !isRecord(answer.json) || answer.json["Status"] === undefined || answer.json["Status"] === "OK";
  if (isOk) return null;
  return new AppError(
    "SERVER_ERROR",
    `${requestText(asked)} was answered ${statusText(answer.status)}, but in it the Dashboard tells of an error: ${quoted(message ?? "")}.`,
    { hint: "Look at the Dashboard's log, and try again." },
  );
}

function unparsable(answer: HttpAnswer, asked: Asked): AppError {
  if (answer.text.trim() === "") {
    return new AppError(
      "MALFORMED",
      `${requestText(asked)} was answered ${statusText(answer.status)}, but with an empty body.`,
      {
        hint: "A proxy in between may have swallowed the answer. Try again, then look at the Dashboard's log.",
      },
    );
  }
  if (!/^\s*[[{]/u.test(answer.text)) return wrongService(answer, asked);
  return new AppError(
    "MALFORMED",
    `${requestText(asked)} was answered with JSON that cannot be parsed: it is cut off or broken.`,
    {
      hint: "A proxy in between may limit the size of answers. Try again, then look at the Dashboard's log.",
    },
  );
}

function wrongService(answer: HttpAnswer, asked: Asked): AppError {
  const answered = `${requestText(asked)} was answered ${statusText(answer.status)}`;
  return new AppError("WRONG_SERVICE", `This is not a Dashboard: ${answered}, ${bodyText(answer)}.`, {
    hint: NOT_A_DASHBOARD,
  });
}

function bodyText({ text, json }: HttpAnswer): string {
  const start = text.trim();
  if (start === "") return "with an empty body";
  if (start.startsWith("<")) return "with an HTML page";
  const isGateway = isRecord(json) && ("status" in json || "error" in json);
  return `${isGateway ? "in the words of a gateway" : "with"} "${excerpt(start)}"`;
}

function notThere(message: string, asked: Asked): AppError {
  return new AppError(
    "SERVER_ERROR",
    `${requestText(asked)} was answered ${statusText(404)}: ${quoted(message)}.`,
    {
      hint: "The Dashboard could not read that from its database: look at its log.",
    },
  );
}

function malformed(status: number, message: string, asked: Asked): AppError {
  return new AppError(
    "MALFORMED",
    `The Dashboard refused ${requestText(asked)} with ${statusText(status)}: ${quoted(message)}.`,
    {
      hint: "The Dashboard could not do it, or the request does not suit its version: its log says more.",
    },
  );
}

function throttled(answer: HttpAnswer, asked: Asked): AppError {
  const after = answer.headers["retry-after"];
  const wait = after === undefined ? "" : `; the next one is welcome ${welcomeText(after)}`;
  return new AppError("THROTTLED", `${requestText(asked)} was answered ${statusText(429)}${wait}.`, {
    hint: "Sync less often (refreshInterval), or raise the limit of the proxy in front of the Dashboard.",
  });
}

/** RFC 9110 10.2.3: seconds, or a date. */
function welcomeText(retryAfter: string): string {
  const text = retryAfter.trim();
  return /^\d+$/u.test(text) ? `after ${text} s` : `at ${excerpt(text)}`;
}

function serverError(answer: HttpAnswer, asked: Asked): AppError {
  const message = envelopeMessage(answer);
  const said = message === null ? "" : `: ${quoted(message)}`;
  const isProxy = message === null && [502, 503, 504].includes(answer.status);
  const hint = isProxy
    ? "A proxy on the way to the Dashboard does not reach it: is the Dashboard running?"
    : "Look at the Dashboard's log, and try again.";
  const answered = `${requestText(asked)} was answered ${statusText(answer.status)}`;
  return new AppError("SERVER_ERROR", `${answered}${said}.`, { hint });
}

/** `GET /api/apis`. */
function requestText({ method = "GET", path }: Asked): string {
  return `${method} ${path}`;
}

/** The Dashboard's own words; their full stop would stand before that of the message. */
function quoted(words: string): string {
  return `"${excerpt(words, 160).replace(/\.$/u, "")}"`;
}

/** The text of the Dashboard's envelope, or null when the answer has none. */
export function envelopeMessage({ json }: HttpAnswer): string | null {
  if (!isRecord(json) || typeof json["Status"] !== "string") return null;
  return textOf(json["Message"], json["Status"]);
}
