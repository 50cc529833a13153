import { AppError, isAppError, type HttpAnswer } from "../../src/plugin/index.ts";
import { isRecord, recordOf, textOf } from "../tyk-policy/record.ts";
import type { Client } from "./client.ts";
import { answerError, envelopeMessage, serviceSourceReason } from "./errors.ts";
import { POLICIES } from "./snapshot.ts";

const HEALTH = "/hello";
const PROBE = "portico-asks";

/** What a gateway says of itself; nulls where its health endpoint is switched off or has another name. */
export type Health = {
  readonly version: string | null;
  /** `pass`, `warn` or `fail`. */
  readonly status: string | null;
  /** The parts that do not pass, as `redis: fail`. */
  readonly troubles: readonly string[];
};

/** Reads `/hello`, which wants no secret. */
export async function readHealth(client: Client, signal: AbortSignal): Promise<Health> {
  return healthIn(await client.ask(HEALTH, { signal }));
}

function healthIn({ status, json }: HttpAnswer): Health {
  if (status !== 200 || !isRecord(json)) return { version: null, status: null, troubles: [] };
  const parts = Object.entries(recordOf(json["details"]));
  const states = parts.map(([name, part]) => [name, textOf(recordOf(part)["status"])] as const);
  return {
    version: textOf(json["version"]) || null,
    status: textOf(json["status"]) || null,
    troubles: states.filter(([, state]) => state !== "pass").map(([name, state]) => `${name}: ${state}`),
  };
}

/**
 * Why the gateway takes no policies, null when it does. It shows its configuration to nobody, so it is asked for a
 * change that no gateway carries out (one whose ids contradict each other): that is refused for the ids, or before that
 * because a Dashboard keeps the policies.
 */
export async function writingRefusal(client: Client, signal: AbortSignal): Promise<string | null> {
  const path = `${POLICIES}/${PROBE}`;
  const body = { id: `${PROBE}-whether-writing-works` };
  const answer = await client.send(path, { method: "PUT", body, signal }).catch(nothingLost);
  const reason = serviceSourceReason(answer);
  const isRefused = answer.status === 400 && envelopeMessage(answer) !== null;
  const error = answerError(answer, { method: "PUT", path });
  if (reason === null && !isRefused && error !== null) throw error;
  return reason;
}

/** Whatever became of the question, it changed nothing. */
function nothingLost(error: unknown): never {
  if (!isAppError(error) || error.code !== "OUTCOME_UNKNOWN") throw error;
  throw new AppError("CONNECTION_LOST", "The gateway did not answer whether policies can be written.", {
    hint: "Nothing was written. Try again.",
    cause: error,
  });
}
