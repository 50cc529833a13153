import type { CredentialProposal, CredentialRequest, CredentialResult } from "./credential-change.ts";
import type { Certificate, ClientToken, CredentialBook, Usage } from "./credential.ts";

/** What can be done with credentials. Secrets are in the result of an issue or a rotation, once, and nowhere else. */
export interface CredentialsDoor {
  /** What the store knows of a Provider's credentials; contacts nobody. */
  read(provider: string): Promise<CredentialBook>;
  /**
   * Lists them at the Provider, and stores what was found. Rejects with CANNOT_WRITE where listing is not possible,
   * naming why.
   */
  refresh(provider: string, signal?: AbortSignal): Promise<CredentialBook>;
  /**
   * Builds the proposal of an issue, rotation, revocation or move; writes nothing. Rejects with RULE_BROKEN (naming every
   * rule), UNKNOWN_PROVIDER, UNKNOWN_ITEM, CANNOT_WRITE, KEY_NEEDED (nothing but the key itself finds it there),
   * GATEWAY_UNREACHABLE, or with what keeps the Provider from being reached.
   */
  propose(request: CredentialRequest, signal?: AbortSignal): Promise<CredentialProposal>;
  /**
   * Carries it out. Rejects with WRITE_CONFLICT when what it was built on has moved. When no answer says what became of
   * an issue, the Provider is asked by its mark at once: rejects with OUTCOME_UNKNOWN, saying whether it is there. What a
   * rotation or revocation leaves undone at the Provider is a warning, and later synchronizations do it. A secret that was
   * made is always in the result: that the store could not be written to since is a warning, too.
   */
  carryOut(proposal: CredentialProposal, signal?: AbortSignal): Promise<CredentialResult>;
  /** Hits and errors by day of the last `days` days, by credential id; without those that nothing is known of. */
  usage(
    provider: string,
    ids: readonly string[],
    options: { readonly days: number; readonly signal?: AbortSignal },
  ): Promise<ReadonlyMap<string, Usage>>;
  /**
   * The tokens that an OAuth client was given, as the Provider lists them now; null where it does not, or for another
   * kind.
   */
  tokens(provider: string, id: string, signal?: AbortSignal): Promise<readonly ClientToken[] | null>;
  certificates(provider: string, signal?: AbortSignal): Promise<readonly Certificate[]>;
}
