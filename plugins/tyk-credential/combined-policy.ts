import { sameValue, type Policy } from "../../src/plugin/index.ts";

/**
 * The policy that alone does what several do together: it grants the same APIs and sets the same limits. Null when there is
 * none; one that is not partitioned controls everything. One policy that both grants and limits stands for itself.
 */
export function combinedPolicy(wanted: readonly Policy[], all: readonly Policy[]): Policy | null {
  const grants = apiIds(wanted.filter(({ controls }) => controls.access || isWhole(controls)));
  const limiting = wanted.findLast(({ controls }) => controls.rate || controls.quota || isWhole(controls));
  if (limiting === undefined) return null;
  const fits = (policy: Policy): boolean =>
    policy.state === "active" &&
    (isWhole(policy.controls) || (policy.controls.access && hasLimits(policy, limiting))) &&
    sameValue(apiIds([policy]), grants) &&
    sameValue(policy.rate, limiting.rate) &&
    sameValue(policy.quota, limiting.quota);
  return wanted.find((policy) => wanted.length === 1 && fits(policy)) ?? all.find(fits) ?? null;
}

function hasLimits({ controls }: Policy, { rate, quota }: Policy): boolean {
  return (
    (rate === null || controls.rate) &&
    (quota === null || controls.quota) &&
    (controls.rate || controls.quota)
  );
}

/** Not partitioned: it controls everything. */
function isWhole({ access, rate, quota, perApi, complexity }: Policy["controls"]): boolean {
  return !(access || rate || quota || perApi || complexity);
}

function apiIds(policies: readonly Policy[]): readonly string[] {
  return [...new Set(policies.flatMap(({ apis }) => apis.map(({ id }) => id)))].toSorted();
}
