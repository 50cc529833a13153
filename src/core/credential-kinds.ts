/** The kinds of credential that an adapter may issue; `jwt` is never issued, only explained. */
export const CREDENTIAL_KINDS = ["apiKey", "basic", "hmac", "mtls", "oauth2", "jwt"] as const;
export type CredentialKind = (typeof CREDENTIAL_KINDS)[number];
