import { isAppError, type CheckStep, type HttpAnswer } from "../../src/plugin/index.ts";
import { ok, unknown } from "./check-steps.ts";
import type { Client } from "./client.ts";
import { answerError, envelopeMessage } from "./errors.ts";

/** No key has this id; asking for it changes nothing. */
const NO_KEY = "/api/keys/portico-check-no-such-key";

const ADVICE =
  "Keys can be neither issued nor changed: is a gateway running, and connected to this Dashboard? Its log says more. Products and Plans are not concerned.";

/**
 * Whether key operations reach a gateway: the Dashboard passes them on, so a key that nobody has is not found (404)
 * exactly when a gateway was asked.
 */
export async function gatewayStep(client: Client, signal: AbortSignal): Promise<CheckStep> {
  try {
    return judged(await client.ask(NO_KEY, { signal }));
  } catch (error) {
    if (!isAppError(error) || error.code === "CANCELLED") throw error;
    return unknown("gateway", `cannot be told: ${error.message}`, error.hint);
  }
}

function judged(answer: HttpAnswer): CheckStep {
  if (answer.status === 404) {
    return envelopeMessage(answer) === null
      ? unknown("gateway", "cannot be told: this Dashboard does not know the path for keys", null)
      : ok("gateway", "answers for key operations");
  }
  const error = answerError(answer, { path: NO_KEY });
  if (error === null) return unknown("gateway", "cannot be told: a key that nobody has was found", null);
  if (error.code === "SERVER_ERROR") {
    const seen = `the Dashboard gets no answer from a gateway for key operations: ${error.message}`;
    return { id: "gateway", outcome: "fail", seen, advice: ADVICE };
  }
  return unknown("gateway", `cannot be told: ${error.message}`, error.hint);
}
