import {
  everyCapability,
  type Capabilities,
  type Capability,
  type CapabilityName,
} from "../../src/plugin/index.ts";
import { LISTING_OFF } from "./key-listing.ts";
import type { KeyRules } from "../tyk-credential/keyring.ts";
import { judgedRights } from "./permission-steps.ts";
import { OAUTH_PERMISSION, PERMISSIONS, permissionText, suffices, type Rights } from "./permissions.ts";
import { byHashDoubt, byHashProblem, type HashUse } from "../tyk-credential/by-hash.ts";
import type { DashboardUser } from "./user.ts";

const NEEDED: Readonly<Record<CapabilityName, string>> = {
  writeProducts: "policies",
  writePlans: "policies",
  deletePolicies: "policies",
  tagPolicies: "policies",
  issueApiKeys: "keys",
  chooseKeys: "keys",
  issueBasicAuth: "keys",
  issueHmacKeys: "keys",
  issueCertificateKeys: "keys",
  issueOAuthClients: "oauth",
  explainTokens: "policies",
  listCredentials: "keys",
  revokeCredentials: "keys",
  moveCredentials: "keys",
  manageCertificates: "certs",
  readTokens: "oauth",
  readUsage: "analytics",
  readUsers: "users",
};

/** What this adapter does not do whoever asks. */
const NOT_DONE: ReadonlySet<CapabilityName> = new Set(["readUsers"]);
/** What is done to hashed keys by their hash, where nobody has them. */
const BY_HASH: Partial<Readonly<Record<CapabilityName, HashUse>>> = {
  revokeCredentials: "delete",
  moveCredentials: "update",
};
/** For these it is enough to read. */
const READING: ReadonlySet<CapabilityName> = new Set([
  "explainTokens",
  "listCredentials",
  "readTokens",
  "readUsage",
]);

/**
 * What can be done with this key: each thing that cannot carries the permission that is missing, or what is. Where the
 * permissions cannot be seen the Dashboard decides when it is asked.
 */
export function measure(user: DashboardUser, keys: KeyRules): Capabilities {
  return {
    identity: {
      product: "Tyk Dashboard",
      version: null,
      organisationId: user.organisationId,
      user: user.email,
    },
    origin: { products: "derived", plans: "derived" },
    can: everyCapability((name) => {
      const reason = permissionProblem(name, user.rights) ?? switchProblem(name, keys);
      return reason === null ? offered(name, keys) : { available: false, reason };
    }),
    ...(user.rights !== null && { findings: judgedRights(user.rights) }),
  };
}

function offered(name: CapabilityName, keys: KeyRules): Capability {
  if (NOT_DONE.has(name)) return { available: false, reason: "This adapter does not handle users." };
  const what = BY_HASH[name];
  const doubt = what === undefined ? null : byHashDoubt(keys, { what, called: "Dashboard" });
  return doubt === null ? { available: true } : { available: true, doubt };
}

function permissionProblem(name: CapabilityName, rights: Rights | null): string | null {
  const known = [...PERMISSIONS, OAUTH_PERMISSION].find(({ key }) => key === NEEDED[name]);
  if (known === undefined || rights === null) return null;
  const permission = READING.has(name) ? { ...known, needs: "read" as const } : known;
  if (suffices(rights.grantOf(permission.key), permission.needs)) return null;
  return `The Dashboard user lacks the permission ${permissionText(permission)}.`;
}

/** What a switch in the Dashboard's own configuration forbids. */
function switchProblem(name: CapabilityName, keys: KeyRules): string | null {
  if (name === "listCredentials") return keys.isListing === false ? `${LISTING_OFF}.` : null;
  const what = BY_HASH[name];
  return what === undefined ? null : byHashProblem(keys, { what, called: "Dashboard" });
}
