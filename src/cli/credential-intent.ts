import type { CredentialKind } from "../core/credential-kinds.ts";
import type { ChangeFlags } from "./change-intent.ts";

/** What every command about credentials takes; `provider` null is any, or the only one. */
type At = { readonly provider: string | null } & ChangeFlags;

/** The words of an issue, as typed; names are still to be looked up. */
export type IssueWords = {
  readonly products: readonly string[];
  readonly plan: string;
  readonly kind: CredentialKind | null;
  readonly owner: string | null;
  readonly alias: string | null;
  readonly labels: Readonly<Record<string, string>>;
  readonly username: string | null;
  /** A PEM file, still to be read. */
  readonly certificate: string | null;
  readonly certificateId: string | null;
  readonly redirectUri: string | null;
};

export type CredentialsIntent = { readonly command: "credentials" } & At &
  (
    | ({
        readonly verb: "issue";
        readonly keyFromInput: boolean;
        readonly out: string | null;
        readonly force: boolean;
      } & IssueWords)
    | { readonly verb: "list"; readonly all: boolean }
    | { readonly verb: "show"; readonly id: string }
    | {
        readonly verb: "rotate";
        readonly id: string;
        readonly graceMs: number | null;
        readonly keyFromInput: boolean;
        readonly username: string | null;
        /** A PEM file, still to be read. */
        readonly certificate: string | null;
        readonly certificateId: string | null;
        readonly out: string | null;
      }
    | {
        readonly verb: "revoke";
        readonly id: string;
        readonly force: boolean;
        readonly keyFromInput: boolean;
      }
    | { readonly verb: "move"; readonly id: string; readonly plan: string; readonly keyFromInput: boolean }
  );

export type CertificatesIntent = { readonly command: "certificates" } & At &
  (
    | { readonly verb: "list" }
    | { readonly verb: "add"; readonly file: string }
    | { readonly verb: "remove"; readonly id: string }
  );
