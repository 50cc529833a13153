import { credentialName, standingOf, type Standing } from "../core/credential-text.ts";
import type { Credential, CredentialBook } from "../core/credential.ts";
import { plainText } from "../core/plain-text.ts";
import { rowId } from "./row-id.ts";
import type { Row } from "./rows.ts";

export type CredentialRow = Extract<Row, { kind: "credential" }>;

/** Where an operator should look: what stands so will not work, or not for long, or is not done yet. */
const PROBLEMS: ReadonlySet<Standing> = new Set([
  "expired",
  "expiring",
  "inactive",
  "issuing",
  "missing",
  "revoking",
]);

/** The rows of a Provider's credentials; those that are revoked are hidden. */
export function credentialRowsOf({ provider, credentials }: CredentialBook): readonly Row[] {
  return credentials.map((item) => ({
    id: rowId(provider, item.id),
    provider,
    name: plainText(credentialName(item)),
    hidden: item.status === "revoked",
    problem: item.isSecretLost ? "Its secret was lost with the answer: rotate it to get a new one." : null,
    kind: "credential",
    item,
  }));
}

/** Whether it should be looked at now. */
export function isCredentialProblem(credential: Credential, now: number): boolean {
  return PROBLEMS.has(standingOf(credential, now));
}

/** Everything of a credential that a filter without a column looks at. */
export function credentialWords({ item }: CredentialRow): string {
  const { id, kind, owner, alias, labels, products, plan, tail, mark, handle } = item;
  const named = [...products, ...(plan === null ? [] : [plan])].map(({ name }) => name);
  const labelled = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
  return [id, kind, owner, alias, tail, mark, handle, ...named, ...labelled]
    .filter((text) => text !== null)
    .join("\n");
}
