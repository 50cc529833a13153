import {
  AppError,
  isAppError,
  type CheckStep,
  type HttpAnswer,
  type Settings,
  type Toolbox,
} from "../../src/plugin/index.ts";
import { gatewayStep } from "./check-gateway.ts";
import { policiesStep } from "./check-policies.ts";
import { blindness, permissionSteps } from "./check-permissions.ts";
import { failed, ok, unknown } from "../tyk-policy/check-steps.ts";
import { createClient, type Client } from "./client.ts";
import { answerError, envelopeMessage, organisationMismatch, shapeError } from "./errors.ts";
import { isRecord } from "../tyk-policy/record.ts";
import { findUser, UNKNOWN_USER, type DashboardUser } from "./user.ts";

const POLICIES = "/api/portal/policies/";

export type CheckSubject = {
  readonly client: Client;
  readonly secret: string;
  /** The organisation of the config; null when it names none. */
  readonly configured: string | null;
};

/** The check of a Dashboard that nobody has connected to, and perhaps nobody can. */
export async function* checkSettings(
  { secret, organisationId, name }: Settings,
  { http }: Toolbox,
  signal: AbortSignal,
): AsyncGenerator<CheckStep> {
  if (secret === null) {
    const hint = "secret is the API access key of a Dashboard user.";
    yield failed("secret", new AppError("SECRET_UNAVAILABLE", `${name} has no secret.`, { hint }));
    return;
  }
  const configured = organisationId === "" ? null : organisationId;
  yield* checkDashboard({ client: createClient(http, secret), secret, configured }, signal);
}

/**
 * The questions a person would ask, in their order, each answered by a request made now. A step that fails ends the
 * check where the following ones could not tell anything.
 */
export async function* checkDashboard(subject: CheckSubject, signal: AbortSignal): AsyncGenerator<CheckStep> {
  const { client, secret, configured } = subject;
  const answer = yield* attempt(() => client.ask(POLICIES, { query: { p: "1" }, signal }));
  if (answer === null) return;
  const error = answerError(answer, { path: POLICIES });
  if (!isInDashboardsWords(answer)) {
    yield failed("dashboard", error ?? shapeError(answer, { path: POLICIES }, 'a list under "Data"'));
    return;
  }
  yield ok("dashboard", "speaks like a Tyk Dashboard");
  const isEnd = error !== null && ENDING.has(error.code);
  const found = isEnd ? error : await userOrError(client, secret, signal);
  yield* keySteps(found);
  if (isAppError(found) && ENDING.has(found.code)) return;
  const { organisationId } = isAppError(found) ? UNKNOWN_USER : found;
  yield organisationStep(organisationId, configured);
  yield* permissionSteps(client, found, signal);
  yield await policiesStep(client, answer, signal);
  yield await gatewayStep(client, signal);
}

/** With these there is nothing more to be asked. */
const ENDING: ReadonlySet<string> = new Set(["NOT_AUTHORISED", "USER_INACTIVE"]);

function* keySteps(found: DashboardUser | AppError): Generator<CheckStep> {
  if (isAppError(found) && found.code === "NOT_AUTHORISED") {
    yield failed("secret", found);
    return;
  }
  yield ok("secret", "the access key is accepted");
  yield userStep(found);
}

/** Yields a failed step when the Dashboard cannot even be asked. */
async function* attempt<Result>(ask: () => Promise<Result>): AsyncGenerator<CheckStep, Result | null> {
  try {
    return await ask();
  } catch (error) {
    if (!isAppError(error) || error.code === "CANCELLED") throw error;
    yield failed("dashboard", error);
    return null;
  }
}

/** The envelope of a Dashboard, or the list that only it answers. */
function isInDashboardsWords(answer: HttpAnswer): boolean {
  return envelopeMessage(answer) !== null || (isRecord(answer.json) && "Data" in answer.json);
}

async function userOrError(
  client: Client,
  secret: string,
  signal: AbortSignal,
): Promise<DashboardUser | AppError> {
  try {
    return await findUser(client, secret, signal);
  } catch (error) {
    if (!isAppError(error) || error.code === "CANCELLED") throw error;
    return error;
  }
}

function userStep(found: DashboardUser | AppError): CheckStep {
  if (isAppError(found)) {
    return found.code === "USER_INACTIVE"
      ? failed("user", found)
      : unknown("user", `the users cannot be read: ${found.message}`, found.hint);
  }
  if (found.email !== null) return ok("user", `${found.email} is active`);
  if (found.unseen === undefined) return ok("user", "the user behind the key is active; it has no e-mail");
  const { why, advice } = blindness(found);
  return unknown("user", `whose key it is cannot be seen: ${why}`, advice);
}

function organisationStep(organisationId: string | null, configured: string | null): CheckStep {
  if (organisationId === null) {
    const advice = "The policies will show it at the next sync.";
    return unknown("organisation", "the key's organisation is not known", advice);
  }
  if (configured !== null && configured !== organisationId)
    return failed("organisation", organisationMismatch(configured, organisationId, "the key"));
  const how = configured === null ? "the key's own; organisationId names none" : "as in organisationId";
  return ok("organisation", `${organisationId} (${how})`);
}
