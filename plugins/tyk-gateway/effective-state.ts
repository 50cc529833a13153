import type { Policy } from "../../src/plugin/index.ts";

/**
 * The policy in the state that it is in for a gateway, which looks at `is_inactive` and never at `active`
 * (internal/policy/apply.go): that is false in many a file, for it does not say it, and the policy works all the same. Of
 * one that grants nothing yet it tells that it is a draft.
 */
export function effective(policy: Policy): Policy {
  const isEmpty = policy.controls.access && policy.apis.length === 0;
  return policy.state === "draft" && !isEmpty ? { ...policy, state: "active" } : policy;
}
