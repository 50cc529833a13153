import {
  everyCapability,
  type Capabilities,
  type Capability,
  type CapabilityName,
} from "../../src/plugin/index.ts";
import { PERMISSIONS, permissionText, suffices, type Rights } from "./permissions.ts";
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
  readUsage: "analytics",
  readUsers: "users",
};

/** What this adapter does not do whoever asks. */
const NOT_DONE: ReadonlySet<CapabilityName> = new Set([
  "issueApiKeys",
  "chooseKeys",
  "issueBasicAuth",
  "issueHmacKeys",
  "issueCertificateKeys",
  "issueOAuthClients",
  "explainTokens",
  "listCredentials",
  "revokeCredentials",
  "moveCredentials",
  "manageCertificates",
  "readUsage",
  "readUsers",
]);

/**
 * What can be done with this key: each thing that cannot carries the permission that is missing, or what is. Where the
 * permissions cannot be seen the Dashboard decides when it is asked.
 */
export function measure(user: DashboardUser): Capabilities {
  return {
    identity: {
      product: "Tyk Dashboard",
      version: null,
      organisationId: user.organisationId,
      user: user.email,
    },
    origin: { products: "derived", plans: "derived" },
    can: everyCapability((name) => capability(name, user.rights)),
  };
}

function capability(name: CapabilityName, rights: Rights | null): Capability {
  const permission = PERMISSIONS.find(({ key }) => key === NEEDED[name]);
  const isMissing =
    permission !== undefined &&
    rights !== null &&
    !suffices(rights.grantOf(permission.key), permission.needs);
  if (isMissing) {
    return {
      available: false,
      reason: `The Dashboard user lacks the permission ${permissionText(permission)}.`,
    };
  }
  if (!NOT_DONE.has(name)) return { available: true };
  return { available: false, reason: "This adapter handles policies and APIs only." };
}
