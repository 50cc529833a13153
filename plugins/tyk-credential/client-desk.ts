import type { Api, HttpAnswer, Policy } from "../../src/plugin/index.ts";
import type { JsonRecord } from "../tyk-policy/record.ts";
import type { CredentialCall } from "./credential-draft.ts";

/** A client of one API, as its OAuth server keeps it; its secret is in `record` and goes nowhere. */
export type OAuthClient = { readonly apiId: string; readonly id: string; readonly record: JsonRecord };

/** Where a client is kept: at one API. */
export type ClientPlace = Pick<OAuthClient, "apiId" | "id">;

/** The clients of an OAuth server of the Provider's own: everything in which a Dashboard and a gateway differ. */
export type ClientDesk = {
  /** A client as it is now; null when there is none. */
  readonly find: (place: ClientPlace, signal: AbortSignal) => Promise<OAuthClient | null>;
  readonly ofApi: (apiId: string, signal: AbortSignal) => Promise<readonly OAuthClient[]>;
  /** Every policy, as it is now. */
  readonly policies: (signal: AbortSignal) => Promise<readonly Policy[]>;
  readonly api: (apiId: string, signal: AbortSignal) => Promise<Api>;
  /** What tokens it has given out, by `code` and `expires`; null when that cannot be read. */
  readonly tokens: (place: ClientPlace, signal: AbortSignal) => Promise<readonly JsonRecord[] | null>;
  /** Where a new client of an API is sent, and what the body says of that. */
  readonly creationAt: (apiId: string) => { readonly path: string; readonly members: JsonRecord };
  /** Ends the tokens of a client, at all its APIs. */
  readonly revoking: (client: OAuthClient) => CredentialCall;
  readonly deletion: (place: ClientPlace) => CredentialCall;
  /** Gives a client another policy, leaving all else of the record; null where a client has one for life. */
  readonly change: ((client: OAuthClient, policy: string) => CredentialCall) | null;
  /** True when it says that an end is done. */
  readonly isDone: (answer: HttpAnswer) => boolean;
  /** What a missing permission is for. */
  readonly explained: (error: unknown) => unknown;
};
