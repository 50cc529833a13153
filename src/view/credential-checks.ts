import { ISSUE_ABILITIES } from "../core/credential-abilities.ts";
import type { Credential } from "../core/credential.ts";
import type { Act } from "./act.ts";
import type { ActionId } from "./action-table.ts";
import { chosenRows, rowInQuestion } from "./chosen-items.ts";
import type { ConsoleState } from "./console-data.ts";
import type { CredentialRow } from "./credential-rows.ts";
import { missingAbility } from "./credential-watch.ts";
import { scopeOf } from "./listing.ts";
import { ALL_SCOPE } from "./rows.ts";
import { providerOf, whyNotReached } from "./writable.ts";

/** Why nothing can be done with credentials now. */
export const CREDENTIAL_CHECKS: Readonly<Partial<Record<ActionId, (act: Act) => string | null>>> = {
  "credential.issue": issueCheck,
  "credential.rotate": (act) => onCredential(act, rotateCheck),
  "credential.move": (act) => onCredential(act, moveCheck),
  "certificates.open": certificatesCheck,
};

const NO_CREDENTIAL = "no credential is under the cursor";

/** The Provider that issuing and certificates are about: of what is under the cursor, or the one that is listed. */
export function credentialProvider(act: Act): string | null {
  const scope = scopeOf(act.view);
  if (scope !== ALL_SCOPE) return scope;
  const row = rowInQuestion(act);
  if (row !== null) return row.provider;
  const [only, second] = act.data.providers;
  return only !== undefined && second === undefined ? only.definition.name : null;
}

/** The Providers at which something can be issued now, in config order. */
export function issuingProviders(data: ConsoleState): readonly string[] {
  return data.providers
    .map(({ definition }) => definition.name)
    .filter((name) => whyNotIssuing(data, name) === null);
}

/** Why no credential of any kind can be issued at a Provider now; null when one can. */
function whyNotIssuing(data: ConsoleState, provider: string): string | null {
  const why = whyNotReached(data, provider);
  if (why !== null) return why;
  const view = providerOf(data, provider);
  const reasons = Object.values(ISSUE_ABILITIES).map((ability) => missingAbility(view, ability));
  const [first] = reasons;
  return first === undefined || reasons.includes(null) ? null : `${provider}: ${first ?? ""}`;
}

/** Why nothing can be issued now; null when it can. */
export function issueCheck(act: Act): string | null {
  const { data } = act;
  const provider = credentialProvider(act);
  if (provider !== null) return whyNotIssuing(data, provider);
  return issuingProviders(data).length > 0 ? null : "no Provider issues credentials now";
}

/** The credentials that revoking is about: those that are marked, else the one under the cursor. */
export function chosenCredentials(act: Act): readonly CredentialRow[] {
  return chosenRows(act).filter((row) => row.kind === "credential");
}

/** Why the credentials chosen cannot be revoked now; null when they can, be it here alone until the Provider is up. */
export function revokeCheck(act: Act): string | null {
  const rows = chosenCredentials(act);
  const [first] = rows;
  if (first === undefined) return NO_CREDENTIAL;
  if (rows.every(({ item }) => item.status === "revoked")) {
    return rows.length === 1 ? "it is revoked already" : "they are revoked already";
  }
  const disabled = rows.find(({ provider }) => providerOf(act.data, provider)?.definition.enabled !== true);
  return disabled === undefined ? null : whyNotReached(act.data, disabled.provider);
}

function onCredential(
  act: Act,
  check: (row: CredentialRow, data: ConsoleState) => string | null,
): string | null {
  const row = credentialUnderCursor(act);
  if (row === null) return NO_CREDENTIAL;
  return whyNotReached(act.data, row.provider) ?? check(row, act.data);
}

/** The credential under the cursor; null for anything else, and for one that has vanished. */
export function credentialUnderCursor(act: Act): CredentialRow | null {
  const row = rowInQuestion(act);
  return row?.kind === "credential" ? row : null;
}

function rotateCheck({ item, provider }: CredentialRow, data: ConsoleState): string | null {
  const gone = goneText(item);
  if (gone !== null) return gone;
  if (item.products.length === 0 || item.plan === null) {
    return "it has no Product and Plan of which another one could be issued";
  }
  return missingAt(data, provider, ISSUE_ABILITIES[item.kind]);
}

/** Where it is not found without its key, the form asks for that. */
function moveCheck({ item }: CredentialRow): string | null {
  return goneText(item);
}

function goneText({ status }: Credential): string | null {
  return status === "active" || status === "inactive" ? null : `it is ${status}`;
}

function missingAt(data: ConsoleState, provider: string, ability: string): string | null {
  const why = missingAbility(providerOf(data, provider), ability);
  return why === null ? null : `${provider}: ${why}`;
}

function certificatesCheck(act: Act): string | null {
  const provider = credentialProvider(act);
  if (provider === null) return "choose a Provider first";
  return whyNotReached(act.data, provider) ?? missingAt(act.data, provider, "manageCertificates");
}
