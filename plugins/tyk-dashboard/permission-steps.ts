import type { CheckStep } from "../../src/plugin/index.ts";
import { ok } from "../tyk-policy/check-steps.ts";
import { PERMISSIONS, permissionText, suffices, type Permission, type Rights } from "./permissions.ts";

/** What a user may do beyond what is needed. */
export const OTHERS = "permission-others";

/** The id of the step about one of the six. */
export function permissionId({ key }: Permission): string {
  return `permission-${key}`;
}

/** What is to be said of rights that were seen: too little and more than needed, of each of the six and beyond them. */
export function judgedRights(rights: Rights): readonly CheckStep[] {
  return [...PERMISSIONS.map((permission) => judged(permission, rights)), othersStep(rights)];
}

function judged(permission: Permission, rights: Rights): CheckStep {
  const id = permissionId(permission);
  const wanted = permissionText(permission);
  const grant = rights.grantOf(permission.key);
  if (!suffices(grant, permission.needs)) {
    const advice = `Give the Dashboard user ${wanted} (Dashboard: Users).`;
    const seen = `too little: ${permission.label}: ${grant}, where ${wanted} is needed`;
    return { id, outcome: "fail", seen, advice };
  }
  if (rights.isAdmin || grant === permission.needs) return ok(id, wanted);
  return {
    id,
    outcome: "warn",
    seen: `more than needed: ${permission.label}: Write, where ${wanted} is enough`,
    advice: `Lower it to ${wanted} (Dashboard: Users).`,
    practice: "extra-permissions",
  };
}

function othersStep(rights: Rights): CheckStep {
  const id = OTHERS;
  if (rights.isAdmin) {
    return {
      id,
      outcome: "warn",
      seen: "more than needed: the user is an administrator",
      advice: `Make a user of its own with ${PERMISSIONS.map(permissionText).join(", ")}, and use its key.`,
      practice: "admin-user",
    };
  }
  if (rights.beyond.length === 0) return ok(id, "nothing beyond what is needed");
  return {
    id,
    outcome: "warn",
    seen: `more than needed: ${rights.beyond.join(", ")}`,
    advice: "Take these sections from the user (Dashboard: Users).",
    practice: "extra-permissions",
  };
}
