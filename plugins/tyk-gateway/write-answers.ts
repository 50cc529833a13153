import { AppError, type HttpAnswer } from "../../src/plugin/index.ts";
import { isRecord } from "../tyk-policy/record.ts";
import type { DraftRequest } from "../tyk-policy/registry.ts";
import { answeredText, answerError, envelopeMessage, quoted, serviceSourceReason } from "./errors.ts";

const ABOUT_SECRET = /administrative access/iu;

/**
 * What is wrong with the answer to a write, or null when the gateway says that it is done. OUTCOME_UNKNOWN where nobody
 * who knows has spoken: a proxy's 5xx, an empty body, a page.
 */
export function writeError(answer: HttpAnswer, request: DraftRequest): AppError | null {
  const { status } = answer;
  const isGood = status >= 200 && status < 300;
  if (isGood && isRecord(answer.json) && answer.json["status"] === "ok") return null;
  const reason = serviceSourceReason(answer);
  if (reason !== null) {
    return new AppError("CANNOT_WRITE", reason, { hint: "Nothing was changed." });
  }
  return notDone(answer, request, hintFor(request));
}

/** A write, as messages name it. */
type Written = Pick<DraftRequest, "method" | "path">;

/** What is wrong with the answer to a write that is not done; `hint` is for a refusal in the gateway's own words. */
export function notDone(answer: HttpAnswer, request: Written, hint: string): AppError {
  const { status } = answer;
  const message = envelopeMessage(answer);
  const mayBeDone = (status >= 200 && status < 300) || status >= 500;
  if (mayBeDone && (message === null || status > 500)) return unknown(answer, request);
  return aboutAccess(answer, request) ?? refused(answer, request, hint);
}

/** What is wrong beside the write itself, or null: that of a certificate is refused with a 403, too. */
function aboutAccess(answer: HttpAnswer, request: Written): AppError | null {
  const error = answerError(answer, request);
  const isSecret = ABOUT_SECRET.test(envelopeMessage(answer) ?? "administrative access");
  if (error?.code === "NOT_AUTHORISED" && !isSecret) return null;
  return error?.code === "MALFORMED" || error?.code === "SERVER_ERROR" ? null : error;
}

function refused(answer: HttpAnswer, request: Written, hint: string): AppError {
  const said = quoted(envelopeMessage(answer) ?? "");
  return new AppError("WRITE_REFUSED", `${answeredText(request, answer.status)}: ${said}.`, { hint });
}

function hintFor({ method }: Written): string {
  return method === "DELETE"
    ? "Nothing was changed. The gateway deletes the file <id>.json of its policies.policy_path only: a policy from a file of another name, or from policies.policy_record_name, has to be taken out there."
    : "Nothing was changed. Can the gateway write into its policies.policy_path? Its log says more.";
}

function unknown(answer: HttpAnswer, request: Written): AppError {
  const seen =
    answerError(answer, request)?.message.replace(/\.$/u, "") ?? answeredText(request, answer.status);
  return new AppError("OUTCOME_UNKNOWN", `${seen}; whether it took effect is not known.`, {
    hint: "The next sync shows what became of it. Do not repeat it before.",
  });
}
