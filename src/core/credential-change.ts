import type { ChangeProposal } from "./change.ts";
import type { Certificate, Credential, CredentialKind, IssuedSecret } from "./credential.ts";
import type { ChosenParts, CredentialIntent } from "./credential-intent.ts";
import type { ProviderDefinition } from "./provider.ts";
import type { WriteProposal } from "./write.ts";

/**
 * What an operator asks for. Products and Plans are named by policy id, credentials by Portico's own id. `kind` null
 * takes the one that the Products' auth method calls for. `force` issues for what is not published, or revokes here what
 * cannot be revoked at the Provider now. `graceMs` null revokes the old one at once. `secret` is the key itself, where
 * nothing else finds it.
 */
export type CredentialRequest =
  | {
      readonly op: "issue";
      readonly provider: string;
      readonly products: readonly string[];
      readonly plan: string;
      readonly kind: CredentialKind | null;
      readonly owner: string | null;
      readonly alias: string | null;
      readonly labels: Readonly<Record<string, string>>;
      readonly chosen: ChosenParts;
      readonly force: boolean;
    }
  | {
      readonly op: "rotate";
      readonly provider: string;
      readonly id: string;
      readonly graceMs: number | null;
      readonly chosen: ChosenParts;
      readonly secret?: string;
    }
  | {
      readonly op: "revoke";
      readonly provider: string;
      readonly id: string;
      readonly force: boolean;
      readonly secret?: string;
    }
  | {
      readonly op: "move";
      readonly provider: string;
      readonly id: string;
      readonly plan: string;
      readonly secret?: string;
    }
  | { readonly op: "addCertificate"; readonly provider: string; readonly pem: string }
  | { readonly op: "removeCertificate"; readonly provider: string; readonly certificateId: string };

/**
 * The secrets that a request holds: what was chosen for a credential, the key itself where that finds it, and the private
 * keys that come with a certificate, each as a whole and by its lines.
 */
export function secretsIn(request: CredentialRequest): readonly string[] {
  const chosen = "chosen" in request ? [request.chosen.key, request.chosen.password] : [];
  const given = "secret" in request ? [request.secret] : [];
  const held = "pem" in request ? privateKeysIn(request.pem) : [];
  return [...chosen, ...given, ...held].filter((secret) => secret !== undefined);
}

const PRIVATE_KEY = /-----BEGIN [A-Z ]*PRIVATE KEY-----\s*([\s\S]*?)\s*(?:-----END|$)/gu;
/** Shorter lines tell nothing, and would be found in other texts. */
const TELLING_LINE = 16;

function privateKeysIn(pem: string): readonly string[] {
  return [...pem.matchAll(PRIVATE_KEY)].flatMap(([, body = ""]) => {
    const lines = body.split(/\s+/u).filter((text) => text.length >= TELLING_LINE);
    return lines.length === 0 ? [] : [body, ...lines];
  });
}

const CREDENTIAL_REQUESTS: ReadonlySet<string> = new Set<CredentialRequest["op"]>([
  "issue",
  "rotate",
  "revoke",
  "move",
  "addCertificate",
  "removeCertificate",
]);

/** Tells what is asked about credentials from what is asked about Products and Plans. */
export function isCredentialRequest<T extends { readonly op: string }>(
  request: T,
): request is Extract<T, CredentialRequest> {
  return CREDENTIAL_REQUESTS.has(request.op);
}

/** The part of a proposal that is shown and asked about, whatever it is about. */
export type ProposalFace = Pick<
  ChangeProposal,
  "title" | "fields" | "requests" | "affects" | "loses" | "warnings" | "production" | "command"
>;

/** One write of a proposal: what it is, and how the Provider would carry it out. */
export type CredentialWrite = { readonly intent: CredentialIntent; readonly proposal: WriteProposal };

/**
 * A write of credentials before it happens; the very same value is shown and carried out. `draft` is the credential that
 * an issue or a rotation makes, `target` the one that it is about, as stored then: carrying out refuses when it has moved.
 * `writes` is empty where nothing has to be done at the Provider.
 */
export type CredentialProposal = ProposalFace & {
  readonly request: CredentialRequest;
  readonly definition: ProviderDefinition;
  readonly draft: Credential | null;
  readonly target: Credential | null;
  readonly writes: readonly CredentialWrite[];
};

/**
 * What became of it. `secret` is there once, for an issue and a rotation: whoever gets it shows it and keeps it nowhere.
 * `credential` is the new one, or the one that was changed.
 */
export type CredentialResult = {
  readonly provider: string;
  readonly summary: string;
  readonly credential: Credential | null;
  readonly secret: IssuedSecret | null;
  readonly certificate: Certificate | null;
  readonly warnings: readonly string[];
};
