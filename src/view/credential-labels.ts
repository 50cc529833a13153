import type { CredentialField, CredentialText } from "./credential-form.ts";

/** What the fields of forms about credentials are called. */
export const CREDENTIAL_LABELS: Readonly<Record<Exclude<CredentialField, "submit">, string>> = {
  provider: "Provider",
  products: "Products",
  kind: "Kind",
  plan: "Plan",
  force: "All the same",
  owner: "Owner",
  alias: "Alias",
  labels: "Labels",
  username: "User name",
  password: "Password",
  key: "Key",
  certificate: "Certificate",
  redirect: "Redirect URI",
  grace: "Old one lasts",
  secret: "The key",
  pem: "Certificate",
};

/** What stands in a field that is empty: what may be written there. */
export const CREDENTIAL_EXAMPLES: Readonly<Record<CredentialText, string>> = {
  owner: "who uses it: a name, or an e-mail address",
  alias: "what it is called at the Provider",
  labels: "team=pay, tier=gold",
  username: "made up when left empty",
  password: "made up when left empty; else never shown here",
  key: "made up when left empty",
  redirect: "https://app.example.com/callback",
  grace: "24h, 7d, or none",
  secret: "paste it; it is never shown",
  pem: "paste the PEM, or write the path of its file",
};
