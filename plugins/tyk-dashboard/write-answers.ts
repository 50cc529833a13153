import { AppError, isAppError, type HttpAnswer } from "../../src/plugin/index.ts";
import type { DraftRequest } from "../tyk-policy/registry.ts";
import { answerError } from "./errors.ts";
import { isRecord, textOf } from "../tyk-policy/record.ts";
import { nameTaken } from "./write-reads.ts";

/** A database id, as it stands in the answer to a creation. */
const DATABASE_ID = /^[0-9a-f]{24}$/iu;
const NAME_USED = /\bname\b.*\b(?:already|unique)\b/iu;

/**
 * What is wrong with the answer to a write, or null when the Dashboard says that it is done: a good status alone does
 * not. OUTCOME_UNKNOWN where nobody who knows has spoken: a proxy's 5xx, an empty body, a page.
 */
export function writeError(answer: HttpAnswer, request: DraftRequest): AppError | null {
  const { status } = answer;
  const word = statusWord(answer);
  const isGood = status >= 200 && status < 300;
  if (isGood && (word === "OK" || (word === "" && newPolicyId(answer) !== null))) return null;
  const mayBeDone = isGood || status >= 500;
  if (mayBeDone && (word === "" || status > 500)) return unknown(answer, request);
  return refusal(answer, request);
}

function refusal(answer: HttpAnswer, request: DraftRequest): AppError {
  if (answer.status === 404 && statusWord(answer) !== "") return gone(request);
  const isTaken = answer.status === 400 && NAME_USED.test(messageOf(answer));
  return isTaken ? nameTaken(textOf(request.body?.["name"]), "") : refused(answer, request);
}

/** `OK` or `Error` of the Dashboard's envelope; empty when it is not the Dashboard who speaks. */
export function statusWord({ json }: HttpAnswer): string {
  return isRecord(json) ? textOf(json["Status"]) : "";
}

/** The id of a policy that was just created: the `Message` of the envelope. Null when there is none. */
export function newPolicyId({ json }: HttpAnswer): string | null {
  if (!isRecord(json)) return null;
  const candidates = [json["Message"], json["_id"], json["ID"], json["Meta"]];
  return candidates.map((value) => textOf(value)).find((text) => DATABASE_ID.test(text)) ?? null;
}

/** The error for an answer to a write that says nothing about what became of it. */
export function unknown(answer: HttpAnswer, request: DraftRequest): AppError {
  const error = answerError(answer, request);
  const seen = error?.message.replace(/\.$/u, "") ?? `${request.method} ${request.path} was not confirmed`;
  return new AppError("OUTCOME_UNKNOWN", `${seen}; whether it took effect is not known.`, {
    hint: "The next sync shows what became of it. Do not repeat it before.",
  });
}

/** The Dashboard's own refusal; what its code means elsewhere is about reading. */
export function refused(answer: HttpAnswer, request: DraftRequest): AppError {
  const error = answerError(answer, request);
  if (!isAppError(error)) return unknown(answer, request);
  if (error.code !== "MALFORMED" && error.code !== "SERVER_ERROR") return error;
  return new AppError("WRITE_REFUSED", error.message, {
    hint: "Nothing was changed. The Dashboard's log says more.",
  });
}

function gone({ method, path }: DraftRequest): AppError {
  return new AppError(
    "NOT_FOUND",
    `The Dashboard has no such policy any more: ${method} ${path} found none.`,
    {
      hint: "It was deleted there meanwhile. A sync shows what is there now.",
    },
  );
}

/** The Dashboard's own words; empty when it is not the Dashboard who speaks. */
export function messageOf({ json }: HttpAnswer): string {
  return isRecord(json) ? textOf(json["Message"]) : "";
}
