import type {
  AppError,
  CredentialIntent,
  FieldChange,
  HttpAnswer,
  HttpRequest,
  WriteRequest,
  WriteStep,
} from "../../src/plugin/index.ts";
import { withQuery } from "./key-place.ts";
import type { Keyring } from "./keyring.ts";
import { digestOf } from "../tyk-policy/ground.ts";
import type { JsonRecord } from "../tyk-policy/record.ts";

/** A request as it leaves, and as it may be shown: without keys, passwords and private keys. */
export type CredentialCall = Pick<HttpRequest, "path" | "query" | "content" | "secrets"> & {
  readonly method: "POST" | "PUT" | "DELETE";
  /** Sent as JSON. */
  readonly body?: JsonRecord;
  readonly shown: WriteRequest;
};

export type Notes = { readonly affects: readonly string[]; readonly loses: readonly string[] };

/**
 * A write of credentials as it would be made now. Without calls there is nothing to do. `refusal` tells what is wrong with
 * an answer, null when it is done; `finish` reads back what is there afterwards.
 */
export type CredentialDraft = Notes & {
  readonly calls: readonly CredentialCall[];
  readonly fields: readonly FieldChange[];
  readonly basis: JsonRecord;
  readonly refusal: (
    answer: HttpAnswer,
    call: CredentialCall,
    signal: AbortSignal,
  ) => Promise<AppError | null>;
  readonly finish: (answers: readonly HttpAnswer[], signal: AbortSignal) => Promise<WriteStep>;
};

/** The credential is there no more. */
export const GONE: WriteStep = { step: "credential", credential: null, secret: null };

/** A write that has nothing to do. */
export function nothingToDo(step: WriteStep, affects: readonly string[]): CredentialDraft {
  const rest = { calls: [], fields: [], basis: {}, loses: [], refusal: async () => null };
  return { ...rest, affects, finish: async () => step };
}

/** Reads what is there now and builds the write. Writes nothing; throws what `Connection.prepare` may throw. */
export async function draftCredential(
  keyring: Keyring,
  intent: CredentialIntent,
  signal: AbortSignal,
): Promise<CredentialDraft> {
  switch (intent.op) {
    case "issue":
      return (await import("./issue.ts")).draftIssue(keyring, intent, signal);
    case "revoke":
      return (await import("./revoke.ts")).draftRevoke(keyring, intent, signal);
    case "move":
      return (await import("./move.ts")).draftMove(keyring, intent, signal);
    case "addCertificate":
      return (await import("./certificate-writes.ts")).draftAdd(keyring, intent, signal);
    case "removeCertificate":
      return (await import("./certificate-writes.ts")).draftRemove(keyring, intent, signal);
  }
}

/** A digest of the requests as they are shown: one of a chosen key or password itself could be guessed from. */
export function callsDigest({ calls }: CredentialDraft): string {
  return digestOf(calls.map(({ shown }) => shown));
}

/** A request without a body and without secrets. */
export function plainCall(
  method: CredentialCall["method"],
  path: string,
  query: CredentialCall["query"] = {},
): CredentialCall {
  return { method, path, query, secrets: [], shown: { method, path: withQuery(path, query), body: null } };
}
