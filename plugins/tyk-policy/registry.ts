import type { HttpRequest, Policy, WriteIntent } from "../../src/plugin/index.ts";
import type { Shown } from "./as-read.ts";
import type { ReadPolicy } from "./policy-edit.ts";
import type { GrantedApi } from "./policy-wire.ts";
import type { JsonRecord } from "./record.ts";

/** The one request that a write makes. */
export type DraftRequest = {
  readonly method: "POST" | "PUT" | "DELETE";
  readonly path: string;
  readonly body?: JsonRecord;
};

/** A request about to leave, with the policy as it was read before; null for one that is new. */
export type Sending = {
  readonly request: DraftRequest;
  readonly read: ReadPolicy | null;
  readonly signal: HttpRequest["signal"];
};

/** Where policies are kept, as writing one needs it: everything in which a Dashboard and a gateway differ. */
export type Registry = {
  /** What sentences call it. */
  readonly called: "Dashboard" | "gateway";
  /** What may be behind a write that is said to be done and cannot be seen, as a sentence; null when there is nothing to suspect. */
  readonly suspicion: string | null;
  /** What to look at when it says that a write is done, and nothing of it can be seen. */
  readonly doubt: string;
  readonly shown: Shown;
  /** What a record means in Portico's words; its numbers rounded as in a reading. */
  readonly meaningOf: (record: unknown) => Policy;
  /** Where a policy is addressed; null for the collection that takes new ones. */
  readonly pathOf: (policyId: string | null) => string;
  /** A policy as it is now, with every number exact. Null when there is none. */
  readonly find: (policyId: string, signal: AbortSignal) => Promise<ReadPolicy | null>;
  /** The definitions of APIs that are to be granted. Rejects with NOT_FOUND naming one that is not there. */
  readonly apis: (ids: readonly string[], signal: AbortSignal) => Promise<readonly GrantedApi[]>;
  /** Rejects with NAME_TAKEN when another policy has the name already. */
  readonly refuseTaken: (
    taken: { readonly name: string; readonly policyId: string | null },
    signal: AbortSignal,
  ) => Promise<void>;
  /**
   * The members of a new record that nobody asks for: whose it is, and its id where that is ours to give. `earlier` is
   * what the proposal was built on, when it is built again.
   */
  readonly identity: (
    apis: readonly GrantedApi[],
    earlier: JsonRecord | null,
    signal: AbortSignal,
  ) => Promise<JsonRecord>;
  /** The record that puts a deleted one in again. Rejects when it cannot be. */
  readonly restored: (record: JsonRecord, signal: AbortSignal) => Promise<JsonRecord>;
  /** What of a deleted record's identity does not come back with it, in sentences. */
  readonly identityLosses: (record: JsonRecord) => readonly string[];
  /** The record as it leaves: without what is not kept there. */
  readonly outgoing: (record: JsonRecord) => JsonRecord;
  /** Makes sure, before a write is built for the last time, that what can be read is what would be written over. */
  readonly settle: (intent: WriteIntent, signal: AbortSignal) => Promise<void>;
  /** Writes. Resolves with the id of a new policy (null when it was not told), or rejects unless it is done. */
  readonly send: (sending: Sending) => Promise<string | null>;
  /** Makes what was written take effect, and reads it until it is as expected, or cannot be hoped to become so. */
  readonly readBack: (
    policyId: string,
    isExpected: (now: ReadPolicy | null) => boolean,
    signal: AbortSignal,
  ) => Promise<ReadPolicy | null>;
};
