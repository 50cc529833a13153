import type { FieldChange } from "../../src/plugin/index.ts";
import type { Issue } from "./key-session.ts";

/** What a kind adds to see: never a secret. */
export type KindFields = {
  readonly username?: string | undefined;
  readonly key?: string | undefined;
  readonly certificate?: string | undefined;
  readonly redirectUri?: string | undefined;
};

/** What a new credential will be, field by field; what is nothing is left out. */
export function issueFields(intent: Issue, more: KindFields): readonly FieldChange[] {
  const { kind, policies, alias, owner, labels, metadata, expiresAt, chosen } = intent;
  const after: Readonly<Record<string, unknown>> = {
    kind,
    policies: policies.map(({ name }) => name),
    alias,
    owner,
    labels,
    metadata,
    expiresAt,
    certificate: chosen.certificateId,
    ...more,
  };
  return Object.entries(after)
    .filter(([, value]) => !isNothing(value))
    .map(([field, value]) => ({ field, before: null, after: value }));
}

function isNothing(value: unknown): boolean {
  if (value === null || value === undefined) return true;
  return typeof value === "object" && Object.keys(value).length === 0;
}
