import type {
  AppError,
  CredentialIntent,
  FieldChange,
  HttpAnswer,
  WriteRequest,
  WriteStep,
} from "../../src/plugin/index.ts";
import type { SendOptions } from "./client.ts";
import type { CredentialWriter } from "./credential-writer.ts";
import { digestOf } from "./ground.ts";
import type { JsonRecord } from "./record.ts";

/** A request as it leaves, and as it may be shown: without keys, passwords and private keys. */
export type CredentialCall = Omit<SendOptions, "signal"> & {
  readonly path: string;
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
  writer: CredentialWriter,
  intent: CredentialIntent,
  signal: AbortSignal,
): Promise<CredentialDraft> {
  switch (intent.op) {
    case "issue":
      return (await import("./issue.ts")).draftIssue(writer, intent, signal);
    case "revoke":
      return (await import("./revoke.ts")).draftRevoke(writer, intent, signal);
    case "move":
      return (await import("./move.ts")).draftMove(writer, intent, signal);
    case "addCertificate":
      return (await import("./certificate-writes.ts")).draftAdd(writer, intent, signal);
    case "removeCertificate":
      return (await import("./certificate-writes.ts")).draftRemove(writer, intent, signal);
  }
}

/** A digest of the requests as they are shown: one of a chosen key or password itself could be guessed from. */
export function callsDigest({ calls }: CredentialDraft): string {
  return digestOf(calls.map(({ shown }) => shown));
}
