import { excerpt } from "../../src/plugin/index.ts";
import type { Client } from "./client.ts";
import { answerError, userInactive } from "./errors.ts";
import { rightsOf, type Rights } from "./permissions.ts";
import { isRecord, textOf, type JsonRecord } from "./record.ts";

/** The Dashboard user behind the access key, as far as the key may know: null rights and e-mail when it may not. */
export type DashboardUser = {
  readonly email: string | null;
  readonly organisationId: string | null;
  readonly rights: Rights | null;
};

const USERS = "/api/users";
const UNKNOWN: DashboardUser = { email: null, organisationId: null, rights: null };

/**
 * Finds the user behind the key in one call: the list of users shows each caller its own `access_key`, even where
 * those of others are hidden. Without the permission (403) nothing is known, which is no error; all users of a list
 * share the caller's organisation. Throws for a key that is refused, an inactive user, and whatever is no Dashboard.
 */
export async function findUser(client: Client, secret: string, signal: AbortSignal): Promise<DashboardUser> {
  const answer = await client.ask(USERS, { query: { p: "-1" }, signal });
  const error = answerError(answer, { path: USERS });
  if (error?.code === "PERMISSION_MISSING") return UNKNOWN;
  const { items } = await usersOf(client, answer.json, signal);
  const own = items.find((user) => user["access_key"] === secret);
  if (own === undefined) return { ...UNKNOWN, organisationId: sharedOrganisation(items) };
  const email = textOf(own["email_address"]) || null;
  if (own["active"] === false)
    throw userInactive(email === null ? "The user behind the secret" : excerpt(email));
  return { email, organisationId: textOf(own["org_id"]) || null, rights: ownRights(own) };
}

/** Asks again through the client's list when the first answer is not plainly a list of users: it tells errors apart. */
async function usersOf(
  client: Client,
  json: unknown,
  signal: AbortSignal,
): Promise<{ readonly items: readonly JsonRecord[] }> {
  const users = isRecord(json) ? json["users"] : undefined;
  if (Array.isArray(users)) return { items: users.filter(isRecord) };
  const { items } = await client.list(USERS, "users", { query: { p: "-1" }, signal });
  return { items: items.filter(isRecord) };
}

/** A user in a group has the group's permissions, which this key may not read: they are unknown, not missing. */
function ownRights(user: JsonRecord): Rights | null {
  return textOf(user["group_id"]) === "" ? rightsOf(user["user_permissions"]) : null;
}

function sharedOrganisation(users: readonly JsonRecord[]): string | null {
  const ids = new Set(users.map((user) => textOf(user["org_id"])));
  const [id] = ids;
  return ids.size === 1 && id !== undefined && id !== "" ? id : null;
}
