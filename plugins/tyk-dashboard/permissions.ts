import { recordOf, textOf, type JsonRecord } from "../tyk-policy/record.ts";

/** One of the six permissions that the Dashboard user behind a Provider needs; `label` is what the Dashboard shows. */
export type Permission = {
  readonly key: string;
  readonly label: string;
  readonly needs: "read" | "write";
  /** A cheap request that the permission decides about. */
  readonly probe: string;
};

/** The six, in the order of the Dashboard's documentation of its portal. */
export const PERMISSIONS: readonly Permission[] = [
  { key: "apis", label: "APIs", needs: "write", probe: "/api/apis" },
  { key: "certs", label: "Certificates", needs: "write", probe: "/api/certs" },
  { key: "keys", label: "Keys", needs: "write", probe: "/api/keys/detailed" },
  { key: "policies", label: "Policies", needs: "write", probe: "/api/portal/policies" },
  { key: "analytics", label: "Analytics", needs: "read", probe: "/api/usage" },
  { key: "users", label: "Users", needs: "read", probe: "/api/users" },
];

/** What a user may do in a section. */
export type Grant = "none" | "read" | "write";

/** What `user_permissions` allow; `isAdmin` also for an empty map, which means everything. */
export type Rights = { readonly isAdmin: boolean; readonly grantOf: (key: string) => Grant };

/** Reads `user_permissions`: `admin`, `write`, `read`, `deny` or absence. An explicit `deny` holds for admins, too. */
export function rightsOf(value: unknown): Rights {
  const map = recordOf(value);
  const isAdmin = Object.keys(map).length === 0 || ["admin", "true"].includes(textOf(map["IsAdmin"]));
  return { isAdmin, grantOf: (key) => grantOf(map, key, isAdmin) };
}

/** `Policies: Write`: a permission as the Dashboard's user form shows it. */
export function permissionText({ label, needs }: Permission): string {
  return `${label}: ${needs === "write" ? "Write" : "Read"}`;
}

/** The permission that decides about a path, when it is one of the six. */
export function permissionFor(path: string): Permission | undefined {
  const plain = path.replace(/\/+$/u, "");
  return PERMISSIONS.find(({ probe }) => plain === probe || plain.startsWith(`${probe}/`));
}

/** True when a grant is enough for what is needed. */
export function suffices(grant: Grant, needs: Permission["needs"]): boolean {
  return grant === "write" || grant === needs;
}

function grantOf(map: JsonRecord, key: string, isAdmin: boolean): Grant {
  // One page of the documentation calls the section `policy`.
  const value = map[key] ?? (key === "policies" ? map["policy"] : undefined);
  if (value === "deny") return "none";
  if (isAdmin || value === "write" || value === "admin") return "write";
  return value === "read" ? "read" : "none";
}
