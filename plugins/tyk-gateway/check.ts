import { excerpt, isAppError, type AppError, type CheckStep } from "../../src/plugin/index.ts";
import type { JsonRecord } from "../tyk-policy/record.ts";
import type { Client } from "./client.ts";
import { APIS, organisationsOf, POLICIES } from "./snapshot.ts";
import { readHealth, writingRefusal, type Health } from "./status.ts";

/**
 * The questions a person would ask, in their order, each answered by a request made now. A step that fails ends the
 * check where the following ones could not tell anything.
 */
export async function* checkGateway(
  client: Client,
  organisation: string | null,
  signal: AbortSignal,
): AsyncGenerator<CheckStep> {
  const health = yield* attempt("reachable", () => readHealth(client, signal));
  if (health === null) return;
  yield ok("reachable", "answers");
  yield healthStep(health);
  const policies = yield* attempt("secret", () => client.list(POLICIES, { signal }));
  if (policies === null) return;
  yield ok("secret", "the secret is accepted");
  yield ok("policies", countText(policies.length, "policy is", "policies are"));
  const apis = yield* attempt("apis", () => client.list(APIS, { signal }));
  if (apis === null) return;
  yield apis.length > 0
    ? ok("apis", countText(apis.length, "API is", "APIs are"))
    : warned("apis", "no API is loaded", "Without an API a Product has nothing to grant.");
  yield organisationStep([...policies, ...apis], organisation);
  yield* writingSteps(client, signal);
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

function healthStep({ version, status, troubles }: Health): CheckStep {
  const id = "health";
  const named = `Tyk Gateway ${version === null ? "of a version that it does not tell" : excerpt(version)}`;
  if (status === null) {
    const advice = "Its health endpoint has another name (health_check_endpoint_name), or url is wrong.";
    return { id, outcome: "unknown", seen: "GET /hello tells nothing", advice };
  }
  if (status === "pass" && troubles.length === 0) return ok(id, named);
  const parts = troubles.length === 0 ? status : troubles.map((trouble) => excerpt(trouble)).join(", ");
  return warned(id, `${named}, but ${parts}`, "Without Redis no key works: look at the gateway's log.");
}

function organisationStep(records: readonly JsonRecord[], configured: string | null): CheckStep {
  const id = "organisation";
  const seen = organisationsOf(records);
  const names = seen.map((one) => (one === "" ? "none" : excerpt(one))).join(", ");
  if (configured === null && seen.length > 1) {
    const advice =
      "Set organisationId to one of them: a key works with what belongs to its organisation only.";
    return warned(id, `policies and APIs belong to several: ${names}`, advice);
  }
  if (configured === null || seen.length === 0 || seen.includes(configured))
    return ok(id, configured ?? names);
  return {
    id,
    outcome: "fail",
    seen: `organisationId is ${excerpt(configured)}, but everything here belongs to ${names}`,
    advice: "Correct organisationId, or leave it out.",
  };
}

async function* writingSteps(client: Client, signal: AbortSignal): AsyncGenerator<CheckStep> {
  const asked = yield* attempt("writing", async () => ({ refusal: await writingRefusal(client, signal) }));
  if (asked === null) return;
  if (asked.refusal !== null) {
    yield warned("writing", asked.refusal, "Add the Dashboard as a Provider, and change them there.");
    return;
  }
  yield ok("writing", "policies are kept in files, and can be written");
  yield {
    id: "policy-path",
    outcome: "unknown",
    seen: "whether policies.policy_path is set shows at the first write only",
    advice: "Without it a gateway says that a write is done, and never loads what was written.",
  };
}

function countText(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many} loaded`;
}

function ok(id: string, seen: string): CheckStep {
  return { id, outcome: "ok", seen, advice: null };
}

function warned(id: string, seen: string, advice: string): CheckStep {
  return { id, outcome: "warn", seen, advice };
}

function failed(id: string, error: AppError): CheckStep {
  return { id, outcome: "fail", seen: error.message, advice: error.hint };
}
