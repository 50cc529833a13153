import { isAppError, type CheckStep } from "../../src/plugin/index.ts";
import { failed, ok, unknown } from "./check-steps.ts";
import type { Client } from "./client.ts";
import { answerError } from "./errors.ts";
import { PERMISSIONS, permissionText, suffices, type Permission, type Rights } from "./permissions.ts";

/** Each of the six permissions, too little and more than needed; last, what is granted beyond them. */
export async function* permissionSteps(
  client: Client,
  rights: Rights | null,
  signal: AbortSignal,
): AsyncGenerator<CheckStep> {
  for (const permission of PERMISSIONS) {
    yield rights === null ? await probed(client, permission, signal) : judged(permission, rights);
  }
  yield othersStep(rights);
}

function idOf({ key }: Permission): string {
  return `permission-${key}`;
}

function judged(permission: Permission, rights: Rights): CheckStep {
  const id = idOf(permission);
  const wanted = permissionText(permission);
  const grant = rights.grantOf(permission.key);
  if (!suffices(grant, permission.needs)) {
    const advice = `Give the Dashboard user ${wanted} (Dashboard: Users).`;
    const seen = `too little: ${permission.label}: ${grant}, where ${wanted} is needed`;
    return { id, outcome: "fail", seen, advice };
  }
  if (rights.isAdmin || grant === permission.needs) return ok(id, wanted);
  return {
    id,
    outcome: "warn",
    seen: `more than needed: ${permission.label}: Write, where ${wanted} is enough`,
    advice: `Lower it to ${wanted} (Dashboard: Users).`,
    practice: "extra-permissions",
  };
}

function othersStep(rights: Rights | null): CheckStep {
  const id = "permission-others";
  if (rights === null) return unknown(id, "what else the user may do cannot be seen with this key", null);
  if (rights.isAdmin) {
    return {
      id,
      outcome: "warn",
      seen: "more than needed: the user is an administrator",
      advice: `Make a user of its own with ${PERMISSIONS.map(permissionText).join(", ")}, and use its key.`,
      practice: "admin-user",
    };
  }
  if (rights.beyond.length === 0) return ok(id, "nothing beyond what is needed");
  return {
    id,
    outcome: "warn",
    seen: `more than needed: ${rights.beyond.join(", ")}`,
    advice: "Take these sections from the user (Dashboard: Users).",
    practice: "extra-permissions",
  };
}

/** A cheap request for each that it decides about. */
const PROBES: Readonly<Record<string, string>> = {
  apis: "/api/apis",
  certs: "/api/certs",
  keys: "/api/keys/detailed",
  policies: "/api/portal/policies",
  analytics: "/api/usage",
  users: "/api/users",
};

/** Where permissions cannot be seen, a request shows what may be read; what may be written no harmless one does. */
async function probed(client: Client, permission: Permission, signal: AbortSignal): Promise<CheckStep> {
  const id = idOf(permission);
  const wanted = permissionText(permission);
  const path = PROBES[permission.key] ?? "";
  try {
    const answer = await client.ask(path, { query: { p: "1" }, signal });
    const error = answerError(answer, { path: path });
    if (error?.code === "PERMISSION_MISSING") return failed(id, error);
    if (error !== null)
      return unknown(id, `${wanted} cannot be seen with this key, and ${error.message}`, null);
  } catch (error) {
    if (!isAppError(error) || error.code === "CANCELLED") throw error;
    return unknown(id, `${wanted} cannot be seen with this key, and ${error.message}`, error.hint);
  }
  if (permission.needs === "read") return ok(id, wanted);
  const advice = "Give the user Users: Read, so that its permissions can be seen.";
  return unknown(
    id,
    `${permission.label} can be read; whether they may be written cannot be seen with this key`,
    advice,
  );
}
