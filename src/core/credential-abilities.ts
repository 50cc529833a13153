import type { CredentialKind } from "./credential.ts";

/** What an adapter has to be able to do to issue a kind, by the name it has among its abilities. */
export const ISSUE_ABILITIES = {
  apiKey: "issueApiKeys",
  basic: "issueBasicAuth",
  hmac: "issueHmacKeys",
  mtls: "issueCertificateKeys",
  oauth2: "issueOAuthClients",
  jwt: "explainTokens",
} as const satisfies Readonly<Record<CredentialKind, string>>;

/** What a Provider does that has an ability, after "cannot". */
export const DEEDS = {
  issueApiKeys: "issue API keys",
  chooseKeys: "take a key that was chosen",
  issueBasicAuth: "issue users of basic auth",
  issueHmacKeys: "issue keys that sign requests",
  issueCertificateKeys: "issue keys bound to a certificate",
  issueOAuthClients: "issue OAuth clients",
  explainTokens: "tell what a token needs",
  manageCertificates: "keep certificates",
} as const;

/** Whether a credential is found again by a name of its own, whatever the Provider lists. */
export function hasOwnName(kind: CredentialKind): boolean {
  return kind === "oauth2" || kind === "basic";
}
