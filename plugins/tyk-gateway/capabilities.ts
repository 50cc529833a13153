import {
  everyCapability,
  type Capabilities,
  type Capability,
  type CapabilityName,
} from "../../src/plugin/index.ts";

const POLICY_WRITES: ReadonlySet<CapabilityName> = new Set([
  "writeProducts",
  "writePlans",
  "deletePolicies",
  "tagPolicies",
]);

/** What no gateway does, whoever asks. */
const NEVER: Partial<Readonly<Record<CapabilityName, string>>> = {
  readUsage: "A gateway keeps no analytics: it hands them to a pump.",
  readUsers: "A gateway has no users: whoever has its secret may do everything.",
};

/** What was measured: `refusal` is why policies cannot be written, null when they can. */
export type Measured = {
  readonly version: string | null;
  readonly organisation: string | null;
  readonly refusal: string | null;
};

/** What can be done at this gateway; each thing that cannot carries its reason. */
export function capabilitiesOf({ version, organisation, refusal }: Measured): Capabilities {
  return {
    identity: { product: "Tyk Gateway", version, organisationId: organisation, user: null },
    origin: { products: "derived", plans: "derived" },
    can: everyCapability((name) => capability(name, refusal)),
  };
}

function capability(name: CapabilityName, refusal: string | null): Capability {
  if (!POLICY_WRITES.has(name)) {
    return { available: false, reason: NEVER[name] ?? "This adapter handles policies and APIs only." };
  }
  return refusal === null ? { available: true } : { available: false, reason: refusal };
}
