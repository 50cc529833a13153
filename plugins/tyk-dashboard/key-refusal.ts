import { AppError, type HttpAnswer } from "../../src/plugin/index.ts";
import type { CredentialCall } from "./credential-draft.ts";
import type { CredentialWriter } from "./credential-writer.ts";
import { unfinished } from "./key-answers.ts";
import type { FoundKey } from "./key-find.ts";
import { readKey } from "./key-place.ts";
import { statusWord } from "./write-answers.ts";

type Refused = { readonly answer: HttpAnswer; readonly call: CredentialCall; readonly found: FoundKey };

/**
 * Why a change or deletion of a key is not done: NOT_FOUND when it is gone by now, CANNOT_WRITE naming the switch when the
 * Dashboard has it, but not for a change by its hash.
 */
export async function keyRefusal(
  { client }: CredentialWriter,
  { answer, call, found }: Refused,
  signal: AbortSignal,
): Promise<AppError> {
  if (answer.status !== 404 || statusWord(answer) === "") return unfinished(client, { answer, call }, signal);
  if ((await readKey(client, found.place, signal)) === null) return keyGone();
  if (found.place.by !== "hash") return unfinished(client, { answer, call }, signal);
  return switchedOff(call.method === "DELETE" ? "delete" : "update");
}

/** A key that is there no more. */
export function keyGone(): AppError {
  return new AppError("NOT_FOUND", "The Dashboard has no such key any more.", {
    hint: "It was deleted there. List the credentials to see what is there now.",
  });
}

function switchedOff(what: "delete" | "update"): AppError {
  const name = `enable_${what}_key_by_hash`;
  return new AppError(
    "CANNOT_WRITE",
    `The Dashboard has the key, but does not ${what} it by its hash: ${name} is off.`,
    { hint: `Give the key itself, or set ${name} to true in tyk_analytics.conf. Nothing was changed.` },
  );
}
