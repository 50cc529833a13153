import { everyCapability, type Capabilities, type CapabilityName } from "../../src/plugin/index.ts";
import { PERMISSIONS, permissionText, suffices, type Rights } from "./permissions.ts";
import type { DashboardUser } from "./user.ts";

const NEEDED: Readonly<Record<CapabilityName, string>> = {
  writeProducts: "policies",
  writePlans: "policies",
  deletePolicies: "policies",
  tagPolicies: "policies",
  issueCredentials: "keys",
  listCredentials: "keys",
  readUsage: "analytics",
  readUsers: "users",
};

/** What can be done with this key: each thing that cannot carries the permission that is missing, or what is. */
export function measure(user: DashboardUser): Capabilities {
  return {
    identity: {
      product: "Tyk Dashboard",
      version: null,
      organisationId: user.organisationId,
      user: user.email,
    },
    origin: { products: "derived", plans: "derived" },
    can: everyCapability((name) => ({ available: false, reason: reason(name, user.rights) })),
  };
}

function reason(name: CapabilityName, rights: Rights | null): string {
  const permission = PERMISSIONS.find(({ key }) => key === NEEDED[name]);
  if (
    permission !== undefined &&
    rights !== null &&
    !suffices(rights.grantOf(permission.key), permission.needs)
  ) {
    return `The Dashboard user lacks the permission ${permissionText(permission)}.`;
  }
  return "This adapter only reads policies and APIs.";
}
