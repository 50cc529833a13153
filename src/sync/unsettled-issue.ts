import { hasOwnName, ISSUE_ABILITIES } from "../core/credential-abilities.ts";
import type { CredentialRequest } from "../core/credential-change.ts";
import { credentialName } from "../core/credential-text.ts";
import type { Credential, CredentialBook } from "../core/credential.ts";
import { AppError } from "../core/errors.ts";
import { excerpt } from "../core/plain-text.ts";
import { shellWord } from "../core/shell-word.ts";
import type { Connection } from "../plugin/contract.ts";
import { foundAlone } from "./found-alone.ts";

/** Whether it was asked for without an answer: nobody was given its key, and where nothing lists it nobody sees it either. */
function isUnanswered({ handle, origin }: Credential): boolean {
  return origin === "issued" && handle === null;
}

/** Whether nothing will ever find it at the Provider, whoever looks for it. */
export function isBeyondReach(
  credential: Credential,
  { connection, book }: { readonly connection: Connection; readonly book: CredentialBook },
): boolean {
  const { can } = connection.capabilities;
  // What can be issued can be reached, with all permissions: it is the keys that do not tell.
  const isReached = can[ISSUE_ABILITIES[credential.kind]].available;
  const isFound = can.listCredentials.available || foundAlone(connection, book, "revoke").available;
  return isUnanswered(credential) && !hasOwnName(credential.kind) && isReached && !isFound;
}

/** What is to be said of one that is beyond reach. */
export function beyondReachText(provider: string): string {
  return `It is not known whether it was made, and nobody was given its key: if ${excerpt(provider)} has it, it stays there.`;
}

/** What to do about an issue whose answer never came, at a Provider that lists nothing. */
export function unlistedHint({ id }: Credential, provider: string): string {
  return `${excerpt(provider)} does not list its credentials, so nothing tells whether it was made; its key is with nobody. Before issuing it again take it out of the list here: portico credentials revoke ${shellWord(id)} -p ${shellWord(provider)} --force`;
}

/** Throws RULE_BROKEN for a second key under an alias whose first one may be there, where no listing settles that. */
export function refuseUnsettled(
  { alias, provider }: Extract<CredentialRequest, { op: "issue" }>,
  { credentials }: CredentialBook,
  { capabilities }: Pick<Connection, "capabilities">,
): void {
  if (alias === null || capabilities.can.listCredentials.available) return;
  const first = credentials.find(
    (one) => one.status === "issuing" && one.statusAt === null && one.alias === alias,
  );
  if (first === undefined) return;
  const what = `"${excerpt(credentialName(first))}" was asked for already at ${excerpt(provider)}, as ${first.id}, and no answer came.`;
  throw new AppError("RULE_BROKEN", what, { hint: unlistedHint(first, provider) });
}
