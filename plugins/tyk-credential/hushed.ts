import type { HttpAnswer } from "../../src/plugin/index.ts";
import { isRecord } from "../tyk-policy/record.ts";
import { MASK } from "./mask.ts";

/** Keys of both formats, as a message may repeat one. */
const KEY_LIKE = /eyJ[A-Za-z0-9+/_-]{16,}={0,2}|[0-9a-f]{56}|(?<=already found: ?)\S+/giu;

/**
 * The answer for messages: without the secrets of its request, or anything that looks like a key. `member` is where the
 * Provider's own words are.
 */
export function hushed(
  answer: HttpAnswer,
  member: "Message" | "message",
  secrets: readonly string[] = [],
): HttpAnswer {
  const forms = secrets.flatMap((secret) => [secret, encodeURIComponent(secret)]);
  const quiet = (text: string): string =>
    forms.reduce((rest, form) => rest.replaceAll(form, MASK), text).replace(KEY_LIKE, MASK);
  const { json } = answer;
  const message = isRecord(json) ? json[member] : undefined;
  return {
    ...answer,
    text: quiet(answer.text),
    json: isRecord(json) && typeof message === "string" ? { ...json, [member]: quiet(message) } : json,
  };
}
