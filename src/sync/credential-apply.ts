import type {
  Certificate,
  Credential,
  CredentialBook,
  IssuedSecret,
  RemoteCredential,
} from "../core/credential.ts";
import type { CredentialWrite } from "../core/credential-change.ts";
import type { CredentialIntent } from "../core/credential-intent.ts";
import { AppError, isAppError } from "../core/errors.ts";
import type { Connection } from "../plugin/contract.ts";

/** What a Provider made of an intent; nulls where there is nothing of that. */
export type AppliedCredential = {
  readonly credential: RemoteCredential | null;
  readonly secret: IssuedSecret | null;
  readonly certificate: Certificate | null;
};

/** Applies what was proposed. Rejects as `Connection.apply` does. */
export async function applyProposed(
  connection: Connection,
  { intent, proposal }: CredentialWrite,
  signal: AbortSignal,
): Promise<AppliedCredential> {
  if (connection.apply === undefined) throw new Error("An adapter that prepares has no apply.");
  let seen = false;
  try {
    for await (const step of connection.apply(intent, proposal, signal)) {
      if (step.step === "sent" || step.step === "answered") seen = true;
      if (step.step === "credential")
        return { credential: step.credential, secret: step.secret, certificate: null };
      if (step.step === "certificate")
        return { credential: null, secret: null, certificate: step.certificate };
    }
    throw new Error("The adapter ended without saying what became of it.");
  } catch (error) {
    if (isAppError(error) || !seen) throw error;
    const detail = error instanceof Error ? error.message : String(error);
    throw new AppError("OUTCOME_UNKNOWN", `It is not known what became of it: ${detail}`, { cause: error });
  }
}

/** What became of a write; `already` where the Provider had nothing to do for it any more. */
type Fulfilled = AppliedCredential & { readonly already: boolean };

/**
 * Applies what was proposed, and takes for done what somebody else has done since: the credential is gone, the certificate
 * is there. Not for what makes a secret. Rejects as `Connection.apply` does.
 */
export async function fulfilled(
  connection: Connection,
  write: CredentialWrite,
  signal: AbortSignal,
): Promise<Fulfilled> {
  try {
    return { ...(await applyProposed(connection, write, signal)), already: false };
  } catch (error) {
    if (!isAppError(error) || (error.code !== "WRITE_CONFLICT" && error.code !== "NOT_FOUND")) throw error;
    const now = await prepared(connection, write.intent, signal);
    if (now.proposal.requests.length > 0) throw error;
    return { ...(await applyProposed(connection, now, signal)), already: true };
  }
}

/** Asks the adapter what it would do. */
export async function prepared(
  connection: Connection,
  intent: CredentialIntent,
  signal: AbortSignal,
): Promise<CredentialWrite> {
  if (connection.prepare === undefined) throw new Error("An adapter with such a capability has no prepare.");
  return { intent, proposal: await connection.prepare(intent, signal) };
}

/** The book with this credential in the place of the one with its id, or as a new one. */
export function withCredential(book: CredentialBook, credential: Credential): CredentialBook {
  const { credentials } = book;
  const isKnown = credentials.some(({ id }) => id === credential.id);
  return {
    ...book,
    credentials: isKnown
      ? credentials.map((one) => (one.id === credential.id ? credential : one))
      : [...credentials, credential],
  };
}

/** The book without it. */
export function withoutCredential(book: CredentialBook, id: string): CredentialBook {
  return { ...book, credentials: book.credentials.filter((one) => one.id !== id) };
}
