import { excerpt, isAppError } from "../../src/plugin/index.ts";
import type { Client } from "./client.ts";
import { userInactive } from "./errors.ts";
import { rightsOf, type Rights } from "./permissions.ts";
import { isRecord, textOf, type JsonRecord } from "../tyk-policy/record.ts";

/**
 * The Dashboard user behind the access key, as far as the key may know: null rights and e-mail when it may not. `unseen`
 * is why rights are null: the `permission` to see users is missing, the Dashboard does not `list` them all at once, none of
 * them has this key (`absent`), or they are those of the user's `group`.
 */
export type DashboardUser = {
  readonly email: string | null;
  readonly organisationId: string | null;
  readonly rights: Rights | null;
  readonly unseen?: "permission" | "list" | "absent" | "group";
};

const USERS = "/api/users";
/** Nothing is known of the user. */
export const UNKNOWN_USER: DashboardUser = { email: null, organisationId: null, rights: null };

/**
 * Finds the user behind the key in one call: the list of users shows each caller its own `access_key`, even where
 * those of others are hidden. Without the permission (403) nothing is known, which is no error; all users of a list
 * share the caller's organisation. Throws for a key that is refused, an inactive user, and whatever is no Dashboard.
 */
export async function findUser(client: Client, secret: string, signal: AbortSignal): Promise<DashboardUser> {
  const users = await readUsers(client, signal);
  if (typeof users === "string") return { ...UNKNOWN_USER, unseen: users };
  const own = users.find((user) => user["access_key"] === secret);
  if (own === undefined)
    return { ...UNKNOWN_USER, organisationId: sharedOrganisation(users), unseen: "absent" };
  const email = textOf(own["email_address"]) || null;
  if (own["active"] === false)
    throw userInactive(email === null ? "The user behind the secret" : excerpt(email));
  const known = { email, organisationId: textOf(own["org_id"]) || null };
  // A group's permissions hold for its users, and this key may not read them: they are unknown, not missing.
  if (textOf(own["group_id"]) !== "") return { ...known, rights: null, unseen: "group" };
  return { ...known, rights: rightsOf(own["user_permissions"]) };
}

/** Or why there is no list: reading does without. */
async function readUsers(
  client: Client,
  signal: AbortSignal,
): Promise<readonly JsonRecord[] | "permission" | "list"> {
  try {
    const answer = await client.listIfTaken(USERS, "users", { query: { p: "-1" }, signal });
    return answer === null ? "list" : answer.items.filter(isRecord);
  } catch (error) {
    if (isAppError(error) && error.code === "PERMISSION_MISSING") return "permission";
    throw error;
  }
}

function sharedOrganisation(users: readonly JsonRecord[]): string | null {
  const ids = new Set(users.map((user) => textOf(user["org_id"])));
  const [id] = ids;
  return ids.size === 1 && id !== undefined && id !== "" ? id : null;
}
