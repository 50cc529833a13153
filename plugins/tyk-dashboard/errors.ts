import { AppError, excerpt, type HttpAnswer } from "../../src/plugin/index.ts";
import { PERMISSIONS, permissionFor, permissionText } from "./permissions.ts";
import { isRecord, textOf } from "./record.ts";

/** Where a request went, for messages: `GET /api/apis`. */
export type Asked = { readonly path: string };

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
  const seen = keys === "" ? `"${excerpt(answer.text)}"` : `an object with ${excerpt(keys)}`;
  return new AppError("WRONG_SERVICE", `GET ${asked.path} answered ${seen}, not ${wanted}.`, {
    hint: NOT_A_DASHBOARD,
  });
}

/** The key's organisation, or a policy's, is not the configured one. */
export function organisationMismatch(configured: string, actual: string, whose: string): AppError {
  return new AppError(
    "ORGANISATION_MISMATCH",
    `organisationId is ${excerpt(configured)}, but ${whose} belongs to ${excerpt(actual)}.`,
    {
      hint: `The id is ${PROFILE}; a portal's own organisations are something else. Correct organisationId, or leave it empty to use the key's.`,
    },
  );
}

/** The key is good, but its user is switched off. */
export function userInactive(who: string): AppError {
  return new AppError("USER_INACTIVE", `${who} is not active in the Dashboard.`, {
    hint: "Activate the user (Dashboard: Users), or use the access key of another one.",
  });
}

/** A permission of the six (or another section) is missing for a path. */
export function permissionMissing(path: string, said: string): AppError {
  const permission = permissionFor(path);
  const name =
    permission === undefined ? `the permission for ${path}` : `the permission ${permissionText(permission)}`;
  return new AppError("PERMISSION_MISSING", `The Dashboard user lacks ${name}: "${excerpt(said, 160)}".`, {
    hint: `Give it to the user (Dashboard: Users). Portico needs ${PERMISSIONS.map(permissionText).join(", ")}.`,
  });
}

/** The access key is unknown to the Dashboard. */
function notAuthorised(): AppError {
  return new AppError("NOT_AUTHORISED", "The Dashboard does not accept the secret (401).", {
    hint: `secret must be the user's API access key (${PROFILE}); resetting it there ends the old one.`,
  });
}

const NOT_A_DASHBOARD =
  "Is url the Dashboard's management address (port 3000 unless changed), not its gateway, a portal or a login page?";

function refusal(status: number, message: string, asked: Asked): AppError {
  const text = message.toLowerCase();
  if (text.includes("user is not active")) return userInactive("The user behind the secret");
  if (status === 401) return notAuthorised();
  // The Dashboard answers 403 to a body that it cannot parse: that is no matter of permissions.
  if (text.includes("malformed")) return malformed(status, message, asked);
  if (status === 403) return permissionMissing(asked.path, message);
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
    `GET ${asked.path} answered ${answer.status}, but with Status ${excerpt(textOf(answer.json["Status"]))}: "${excerpt(message ?? "")}".`,
    { hint: "Look at the Dashboard's log." },
  );
}

function unparsable(answer: HttpAnswer, asked: Asked): AppError {
  if (answer.text.trim() === "") {
    return new AppError("MALFORMED", `GET ${asked.path} answered ${answer.status} with an empty body.`, {
      hint: "A proxy in between may have swallowed it. Try again, then look at the Dashboard's log.",
    });
  }
  if (!/^\s*[[{]/u.test(answer.text)) return wrongService(answer, asked);
  return new AppError(
    "MALFORMED",
    `GET ${asked.path} answered JSON that cannot be parsed: it is cut off or broken.`,
    {
      hint: "A proxy in between may limit the size of answers. Try again, then look at the Dashboard's log.",
    },
  );
}

function wrongService(answer: HttpAnswer, asked: Asked): AppError {
  const seen = answer.text.trim() === "" ? "an empty body" : `"${excerpt(answer.text.trim())}"`;
  const isHtml = /^\s*</u.test(answer.text);
  const gateway = isRecord(answer.json) && ("status" in answer.json || "error" in answer.json);
  const what = isHtml ? "an HTML page" : gateway ? `like a gateway (${seen})` : seen;
  return new AppError(
    "WRONG_SERVICE",
    `This is not a Dashboard: GET ${asked.path} was answered ${answer.status} with ${what}.`,
    { hint: NOT_A_DASHBOARD },
  );
}

function notThere(message: string, asked: Asked): AppError {
  return new AppError("SERVER_ERROR", `GET ${asked.path} was answered 404: "${excerpt(message)}".`, {
    hint: "The Dashboard could not read its database. Look at its log.",
  });
}

function malformed(status: number, message: string, asked: Asked): AppError {
  return new AppError(
    "MALFORMED",
    `The Dashboard refused GET ${asked.path} (${status}): "${excerpt(message)}".`,
    {
      hint: "The request did not suit this version of the Dashboard; its log says more.",
    },
  );
}

function throttled(answer: HttpAnswer, asked: Asked): AppError {
  const after = answer.headers["retry-after"];
  const wait = after === undefined ? "" : `; it asks to wait (${excerpt(after)})`;
  return new AppError("THROTTLED", `GET ${asked.path} was answered 429, too many requests${wait}.`, {
    hint: "Sync less often (refreshInterval), or raise the limit of the proxy in front of the Dashboard.",
  });
}

function serverError(answer: HttpAnswer, asked: Asked): AppError {
  const message = envelopeMessage(answer);
  const said = message === null ? "" : `: "${excerpt(message)}"`;
  const isProxy = message === null && [502, 503, 504].includes(answer.status);
  const hint = isProxy
    ? "The proxy in front of the Dashboard does not reach it: is the Dashboard running?"
    : "Look at the Dashboard's log, and try again.";
  return new AppError("SERVER_ERROR", `GET ${asked.path} was answered ${answer.status}${said}.`, { hint });
}

/** The text of the Dashboard's envelope, or null when the answer has none. */
function envelopeMessage({ json }: HttpAnswer): string | null {
  if (!isRecord(json) || typeof json["Status"] !== "string") return null;
  return textOf(json["Message"], json["Status"]);
}
