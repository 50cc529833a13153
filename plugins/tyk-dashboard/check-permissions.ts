import { isAppError, type AppError, type CheckStep } from "../../src/plugin/index.ts";
import { failed, ok, unknown } from "../tyk-policy/check-steps.ts";
import type { Client } from "./client.ts";
import { answerError, envelopeMessage } from "./errors.ts";
import { judgedRights, OTHERS, permissionId } from "./permission-steps.ts";
import { PERMISSIONS, permissionText, type Permission } from "./permissions.ts";
import type { DashboardUser } from "./user.ts";

/** Each of the six permissions, too little and more than needed; last, what is granted beyond them. */
export async function* permissionSteps(
  client: Client,
  user: DashboardUser | AppError,
  signal: AbortSignal,
): AsyncGenerator<CheckStep> {
  if (!isAppError(user) && user.rights !== null) {
    yield* judgedRights(user.rights);
    return;
  }
  const blind = blindness(user);
  for (const permission of PERMISSIONS) yield await probed(client, { permission, blind }, signal);
  yield unknown(OTHERS, `what else the user may do is not known: ${blind.why}`, null);
}

/** Why nobody sees what the user may do, and what would show it. */
type Blindness = { readonly why: string; readonly advice: string | null };

const NEEDED = PERMISSIONS.map(permissionText).join(", ");

const UNSEEN: Readonly<Record<NonNullable<DashboardUser["unseen"]>, Blindness>> = {
  permission: {
    why: "this key may not see users",
    advice: "Give the user Users: Read, so that its permissions can be seen.",
  },
  list: {
    why: "this Dashboard does not list its users all at once",
    advice: `Look at the user (Dashboard: Users): Portico needs ${NEEDED}.`,
  },
  absent: {
    why: "none of the users that this key can see has it",
    advice: `Look at the user whose key it is (Dashboard: Users): Portico needs ${NEEDED}.`,
  },
  group: {
    why: "the user is in a group, and this key cannot see what groups may do",
    advice: `Look at the user's group (Dashboard: User Groups): Portico needs ${NEEDED}.`,
  },
};

/** Told of a user whose rights nobody sees. */
export function blindness(user: DashboardUser | AppError): Blindness {
  if (isAppError(user)) return { why: "the users cannot be read", advice: null };
  return UNSEEN[user.unseen ?? "permission"];
}

/** A cheap request for each that it decides about. */
const PROBES: Readonly<Record<string, string>> = {
  apis: "/api/apis",
  certs: "/api/certs",
  keys: "/api/keys/detailed",
  policies: "/api/portal/policies",
  analytics: "/api/activity/oauthid/portico-check-no-such-client/1/1/2020/1/1/2020",
  users: "/api/users",
};

type Probing = { readonly permission: Permission; readonly blind: Blindness };

/** Where permissions cannot be seen, a request shows what may be read; what may be written no harmless one does. */
async function probed(
  client: Client,
  { permission, blind }: Probing,
  signal: AbortSignal,
): Promise<CheckStep> {
  const id = permissionId(permission);
  const wanted = permissionText(permission);
  const path = PROBES[permission.key] ?? "";
  try {
    const answer = await client.ask(path, { query: { p: "1" }, signal });
    const error = answerError(answer, { path });
    if (error?.code === "PERMISSION_MISSING") return failed(id, error);
    // What is not there is looked for only once it may be: the list of keys, say, where that is switched off.
    const isLet = error === null || (answer.status === 404 && envelopeMessage(answer) !== null);
    if (isLet) return readable(permission, blind);
    const isElsewhere = error.code === "WRONG_SERVICE";
    const why = isElsewhere ? `this Dashboard does not serve GET ${path}` : error.message;
    return unknown(id, `${wanted} is not known: ${why}`, isElsewhere ? null : error.hint);
  } catch (error) {
    if (!isAppError(error) || error.code === "CANCELLED") throw error;
    return unknown(id, `${wanted} is not known: ${error.message}`, error.hint);
  }
}

function readable(permission: Permission, { why, advice }: Blindness): CheckStep {
  const id = permissionId(permission);
  if (permission.needs === "read") return ok(id, permissionText(permission));
  const seen = `${permission.label} can be read; whether they may be written is not known: ${why}`;
  return unknown(id, seen, advice);
}
