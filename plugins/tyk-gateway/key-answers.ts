import type { AppError, HttpAnswer, HttpRequest } from "../../src/plugin/index.ts";
import { hushed } from "../tyk-credential/hushed.ts";
import type { KeyAddress } from "../tyk-credential/key-place.ts";
import type { AnsweredCall } from "../tyk-credential/keyring.ts";
import { isRecord } from "../tyk-policy/record.ts";
import type { Client } from "./client.ts";
import { answerError, envelopeMessage } from "./errors.ts";
import { notDone } from "./write-answers.ts";

const ABSENT: ReadonlySet<number> = new Set([400, 404]);
const HINT = "Nothing was changed. The gateway's log says more; without Redis no key can be kept.";

/** A GET of something that is kept in Redis. */
type KeyQuestion = KeyAddress & Pick<HttpRequest, "exact" | "signal" | "onProgress">;

/** A good answer, or one that there is no such thing (400, 404). Rejects for every other. */
export async function askKeys(
  client: Client,
  { path, shownPath, ...options }: KeyQuestion,
): Promise<HttpAnswer> {
  const answer = await client.ask(path, options);
  if (isAbsence(answer)) return answer;
  const error = answerError(hushed(answer, "message", options.secrets), { path: shownPath });
  if (error !== null) throw error;
  return answer;
}

/** True when the gateway itself says that there is nothing of the kind. */
export function isAbsence(answer: HttpAnswer): boolean {
  const message = envelopeMessage(answer);
  return ABSENT.has(answer.status) && message !== null && !/malformed/iu.test(message);
}

/** True when the gateway says that a write is done. */
export function isDone({ status, json }: HttpAnswer): boolean {
  return status === 200 && isRecord(json) && json["status"] === "ok";
}

/** What is wrong with the answer to a write of credentials that is not done. */
export function unfinished({ answer, call }: AnsweredCall): AppError {
  const { method, shown, secrets } = call;
  return notDone(hushed(answer, "message", secrets), { method, path: shown.path }, HINT);
}
