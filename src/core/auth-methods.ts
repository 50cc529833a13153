/** How consumers can authenticate at an API; mutual TLS may join an API key or JWT. */
export const AUTH_METHODS = [
  "keyless",
  "apiKey",
  "jwt",
  "oauth2",
  "oidc",
  "basic",
  "hmac",
  "mtls",
  "custom",
] as const;
export type AuthMethod = (typeof AUTH_METHODS)[number];
