import { recordOf, textOf, type JsonRecord } from "./record.ts";

/** One of the six permissions that the Dashboard user behind a Provider needs; `label` is what the Dashboard shows. */
export type Permission = {
  readonly key: string;
  readonly label: string;
  readonly needs: "read" | "write";
  /** What it decides about: paths that begin with one of these, unless a longer one of another begins them, too. */
  readonly paths: readonly string[];
};

/** The six, in the order of the Dashboard's documentation of its portal. */
export const PERMISSIONS: readonly Permission[] = [
  { key: "apis", label: "APIs", needs: "write", paths: ["/api/apis"] },
  { key: "certs", label: "Certificates", needs: "write", paths: ["/api/certs"] },
  { key: "keys", label: "Keys", needs: "write", paths: ["/api/keys", "/api/apis/keys"] },
  { key: "policies", label: "Policies", needs: "write", paths: ["/api/portal/policies"] },
  { key: "analytics", label: "Analytics", needs: "read", paths: ["/api/usage", "/api/activity"] },
  { key: "users", label: "Users", needs: "read", paths: ["/api/users"] },
];

/** Not among the six: only clients of the Dashboard's own OAuth need it. */
export const OAUTH_PERMISSION: Permission = {
  key: "oauth",
  label: "OAuth",
  needs: "write",
  paths: ["/api/apis/oauth"],
};

/** What a user may do in a section. */
export type Grant = "none" | "read" | "write";

/** What `user_permissions` allow; `isAdmin` also for an empty map, which means everything. */
export type Rights = {
  readonly isAdmin: boolean;
  readonly grantOf: (key: string) => Grant;
  /** Sections beyond the six that it may read or write, and that nothing here asks for. */
  readonly beyond: readonly string[];
};

/** Sections that are none of the six, and yet of use: MCP proxies are told from APIs by one, OAuth clients need the other. */
const USEFUL: ReadonlySet<string> = new Set(["mcp", "oauth"]);
const FLAGS: ReadonlySet<string> = new Set(["IsAdmin", "ResetPassword", "policy"]);

/** Reads `user_permissions`: `admin`, `write`, `read`, `deny` or absence. An explicit `deny` holds for admins, too. */
export function rightsOf(value: unknown): Rights {
  const map = recordOf(value);
  const isAdmin = Object.keys(map).length === 0 || ["admin", "true"].includes(textOf(map["IsAdmin"]));
  const beyond = Object.keys(map).filter((key) => !isKnown(key) && grantOf(map, key, false) !== "none");
  return { isAdmin, grantOf: (key) => grantOf(map, key, isAdmin), beyond };
}

/** `Policies: Write`: a permission as the Dashboard's user form shows it. */
export function permissionText({ label, needs }: Permission): string {
  return `${label}: ${needs === "write" ? "Write" : "Read"}`;
}

/** The permission that decides about a path, when it is one that Portico knows. */
export function permissionFor(path: string): Permission | undefined {
  const plain = path.replace(/\/+$/u, "");
  const lengthOf = ({ paths }: Permission): number =>
    Math.max(...paths.map((start) => (plain === start || plain.startsWith(`${start}/`) ? start.length : -1)));
  const [closest] = [...PERMISSIONS, OAUTH_PERMISSION].toSorted((a, b) => lengthOf(b) - lengthOf(a));
  return closest !== undefined && lengthOf(closest) >= 0 ? closest : undefined;
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

function isKnown(key: string): boolean {
  return USEFUL.has(key) || FLAGS.has(key) || PERMISSIONS.some((permission) => permission.key === key);
}
