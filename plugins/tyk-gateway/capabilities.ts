import { everyCapability, type Capabilities, type CapabilityName } from "../../src/plugin/index.ts";
import type { KeyRules } from "../tyk-credential/keyring.ts";
import { LISTING_OFF } from "./key-listing.ts";

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
  readonly keys: KeyRules;
};

/** What can be done at this gateway; each thing that cannot carries its reason. */
export function capabilitiesOf({ version, organisation, refusal, keys }: Measured): Capabilities {
  return {
    identity: { product: "Tyk Gateway", version, organisationId: organisation, user: null },
    origin: { products: "derived", plans: "derived" },
    can: everyCapability((name) => {
      const reason = problem(name, { refusal, keys });
      return reason === null ? { available: true } : { available: false, reason };
    }),
  };
}

function problem(name: CapabilityName, { refusal, keys }: Pick<Measured, "refusal" | "keys">): string | null {
  if (POLICY_WRITES.has(name)) return refusal;
  if (name === "listCredentials" && keys.isListing === false) return `${LISTING_OFF}.`;
  return NEVER[name] ?? null;
}
