import { isAppError, type AppError, type CheckStep, type HttpAnswer } from "../../src/plugin/index.ts";
import type { Client } from "./client.ts";
import { answerError, organisationMismatch } from "./errors.ts";
import { PERMISSIONS, permissionText, suffices, type Permission } from "./permissions.ts";
import { isRecord } from "../tyk-policy/record.ts";
import { findUser, type DashboardUser } from "./user.ts";

const POLICIES = "/api/portal/policies/";

export type CheckSubject = {
  readonly client: Client;
  readonly secret: string;
  readonly configuredOrganisation: string | null;
};

/**
 * The questions a person would ask, in their order, each answered by a request made now. A step that fails ends the
 * check where the following ones could not tell anything.
 */
export async function* checkDashboard(subject: CheckSubject, signal: AbortSignal): AsyncGenerator<CheckStep> {
  const answer = yield* attempt("reachable", () =>
    subject.client.ask(POLICIES, { query: { p: "1" }, signal }),
  );
  if (answer === null) return;
  yield ok("reachable", `answers (${answer.status})`);
  const error = answerError(answer, { path: POLICIES });
  if (error !== null && ["WRONG_SERVICE", "MALFORMED", "SERVER_ERROR", "THROTTLED"].includes(error.code)) {
    yield failed("dashboard", error);
    return;
  }
  yield ok("dashboard", "speaks like a Tyk Dashboard");
  yield error?.code === "NOT_AUTHORISED"
    ? failed("secret", error)
    : ok("secret", "the access key is accepted");
  if (error?.code === "NOT_AUTHORISED") return;
  const user = yield* attempt("user", () => findUser(subject.client, subject.secret, signal));
  if (user === null) return;
  yield userStep(user);
  yield organisationStep(user, subject.configuredOrganisation);
  for (const permission of PERMISSIONS) yield permissionStep(user, permission);
  yield policiesStep(answer, error);
}

/** Yields a failed step when the question cannot even be asked. */
async function* attempt<Result>(
  id: string,
  ask: () => Promise<Result>,
): AsyncGenerator<CheckStep, Result | null> {
  try {
    return await ask();
  } catch (error) {
    if (!isAppError(error) || error.code === "CANCELLED") throw error;
    yield failed(id, error);
    return null;
  }
}

function userStep({ email }: DashboardUser): CheckStep {
  if (email !== null) return ok("user", `${email} is active`);
  const advice = "Give the user Users: Read, so that its organisation and permissions can be checked.";
  return { id: "user", outcome: "unknown", seen: "this key cannot see whose it is", advice };
}

function organisationStep({ organisationId }: DashboardUser, configured: string | null): CheckStep {
  if (organisationId === null) {
    const advice = "The policies will show it at the next sync.";
    return { id: "organisation", outcome: "unknown", seen: "the key's organisation is not known", advice };
  }
  if (configured === null || configured === organisationId) return ok("organisation", organisationId);
  return failed("organisation", organisationMismatch(configured, organisationId, "the key"));
}

function permissionStep({ rights }: DashboardUser, permission: Permission): CheckStep {
  const id = `permission-${permission.key}`;
  const wanted = permissionText(permission);
  if (rights === null)
    return { id, outcome: "unknown", seen: `${wanted} cannot be seen with this key`, advice: null };
  const grant = rights.grantOf(permission.key);
  if (suffices(grant, permission.needs)) return rights.isAdmin ? adminStep(id, wanted) : ok(id, wanted);
  const outcome = grant === "none" ? "fail" : "warn";
  return { id, outcome, seen: `${permission.label}: ${grant}`, advice: `Give the Dashboard user ${wanted}.` };
}

function adminStep(id: string, wanted: string): CheckStep {
  const advice = "A user of its own with only the six permissions is safer than an administrator.";
  return { id, outcome: "warn", seen: `${wanted}, as an administrator`, advice };
}

function policiesStep(answer: HttpAnswer, error: AppError | null): CheckStep {
  if (error !== null) return failed("policies", error);
  const hasList = isRecord(answer.json) && "Data" in answer.json;
  if (hasList) return ok("policies", "can be read");
  return {
    id: "policies",
    outcome: "fail",
    seen: "the answer holds no list of policies",
    advice: "Check url.",
  };
}

function ok(id: string, seen: string): CheckStep {
  return { id, outcome: "ok", seen, advice: null };
}

function failed(id: string, error: AppError): CheckStep {
  return { id, outcome: "fail", seen: error.message, advice: error.hint };
}
