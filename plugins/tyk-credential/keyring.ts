import type {
  AppError,
  Certificate,
  CredentialsOptions,
  HttpAnswer,
  HttpRequest,
} from "../../src/plugin/index.ts";
import type { JsonRecord } from "../tyk-policy/record.ts";
import type { Registry } from "../tyk-policy/registry.ts";
import type { ClientDesk } from "./client-desk.ts";
import type { CredentialCall } from "./credential-draft.ts";
import type { KeyAddress, KeyEntry, KeyPlace } from "./key-place.ts";
import type { PemContent } from "./pem.ts";

/**
 * How keys are kept; null where it cannot be told. `deletesByHash` and `updatesByHash` are whether a hashed key can be
 * ended and moved by whoever has no more than its hash.
 */
export type KeyRules = {
  readonly hashing: "hashed" | "plain" | null;
  readonly isListing: boolean | null;
  readonly deletesByHash: boolean | null;
  readonly updatesByHash: boolean | null;
};

/** What a reading of all keys is told. */
export type KeyReading = Pick<CredentialsOptions, "signal"> & Partial<Pick<CredentialsOptions, "onProgress">>;

/** The call that was answered. */
export type AnsweredCall = { readonly answer: HttpAnswer; readonly call: CredentialCall };

/** What breaks without a certificate: in words, as what a deletion is built on, and what deletes it; never a key. */
export type CertificateUsers = {
  readonly notes: readonly string[];
  readonly basis: JsonRecord;
  readonly calls: readonly CredentialCall[];
};

/** Where certificates are kept. */
export type CertificateStore = {
  /** A certificate as it is now; null when there is none. */
  readonly find: (id: string, signal: AbortSignal) => Promise<Certificate | null>;
  readonly users: (id: string, signal: AbortSignal) => Promise<CertificateUsers>;
  /** Whether there is a key that a certificate makes. */
  readonly isBound: (id: string, signal: AbortSignal) => Promise<boolean>;
  readonly upload: (content: PemContent) => CredentialCall;
  readonly removal: (id: string) => CredentialCall;
};

/** Where credentials are kept, as writing one needs it: everything in which a Dashboard and a gateway differ. */
export type Keyring = Pick<Registry, "called" | "shown" | "find"> & {
  /** The one that new keys belong to; null when it is for the Provider to know. */
  readonly organisation: string | null;
  readonly rules: KeyRules;
  /** The file that its switches are in, and what to do where keys are not listed. */
  readonly config: string;
  /** Why hashed keys are not listed, without full stop. */
  readonly listingOff: string;
  readonly listingHint: string;
  /** False where the secret of a key that signs is for the caller to make. */
  readonly makesSigningSecrets: boolean;
  readonly addressOf: (place: KeyPlace) => KeyAddress;
  /** Where a new key is sent; a null place is for one that is named there. */
  readonly creationAt: (place: KeyPlace | null) => KeyAddress;
  /** The key at a place; null when there is none. Rejects where nobody who knows has spoken. */
  readonly read: (place: KeyPlace, signal: AbortSignal) => Promise<KeyEntry | null>;
  /** All keys; null where they are not listed. */
  readonly list: (reading: KeyReading) => Promise<readonly KeyEntry[] | null>;
  /** The definition of an API. Rejects with NOT_FOUND when there is none. */
  readonly definition: (apiId: string, signal: AbortSignal) => Promise<JsonRecord>;
  /** Writes, once, and never again. Rejects with OUTCOME_UNKNOWN when it left and no answer came. */
  readonly send: (call: CredentialCall, signal: HttpRequest["signal"]) => Promise<HttpAnswer>;
  /** The new key of an answer to a creation, or null. */
  readonly madeIn: (answered: AnsweredCall) => KeyEntry | null;
  /** True when it says that a change or deletion of a key is done. */
  readonly isDone: (answer: HttpAnswer) => boolean;
  /** True when it says itself that there is nothing of the kind. */
  readonly isAbsence: (answer: HttpAnswer) => boolean;
  /** Its own words; empty when somebody else speaks. */
  readonly messageOf: (answer: HttpAnswer) => string;
  /** What is wrong with the answer to a write that is not done. */
  readonly unfinished: (answered: AnsweredCall, signal: AbortSignal) => Promise<AppError>;
  readonly certificates: CertificateStore;
  readonly clients: ClientDesk;
};
