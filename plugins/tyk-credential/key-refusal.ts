import { AppError } from "../../src/plugin/index.ts";
import { optionText, switchName, type HashUse } from "./by-hash.ts";
import type { AnsweredCall, Keyring } from "./keyring.ts";
import type { FoundKey } from "./key-find.ts";

type Refused = AnsweredCall & { readonly found: FoundKey };

/**
 * Why a change or deletion of a key is not done: NOT_FOUND when it is gone by now, KEY_NEEDED naming the switch when it
 * is there, but not for a change by its hash.
 */
export async function keyRefusal(
  keyring: Keyring,
  { answer, call, found }: Refused,
  signal: AbortSignal,
): Promise<AppError> {
  if (answer.status !== 404 || !keyring.isAbsence(answer))
    return keyring.unfinished({ answer, call }, signal);
  if ((await keyring.read(found.place, signal)) === null) return keyGone(keyring);
  if (found.place.by !== "hash") return keyring.unfinished({ answer, call }, signal);
  return switchedOff(keyring, call.method === "DELETE" ? "delete" : "update");
}

/** A key or a client that is there no more. */
export function keyGone({ called }: Keyring, what: "key" | "client" = "key"): AppError {
  return new AppError("NOT_FOUND", `The ${called} has no such ${what} any more.`, {
    hint: "It was deleted there. List the credentials to see what is there now.",
  });
}

function switchedOff({ called, config, rules }: Keyring, what: HashUse): AppError {
  const name = switchName(what);
  const isTold = (what === "delete" ? rules.deletesByHash : rules.updatesByHash) !== null;
  const option = isTold ? "" : `; ${optionText(what)}`;
  return new AppError(
    "KEY_NEEDED",
    `The ${called} has the key, but does not ${what} it by its hash: ${name} is off${option}.`,
    { hint: `Give the key itself, or set ${name} to true in ${config}. Nothing was changed.` },
  );
}
