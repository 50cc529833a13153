import { cleanValue } from "../core/clean-value.ts";
import {
  certificateSchema,
  clientTokenSchema,
  issuedSecretSchema,
  remoteCredentialSchema,
  usageSchema,
  type Certificate,
  type ClientToken,
  type IssuedSecret,
  type RemoteCredential,
  type Usage,
} from "../core/credential.ts";
import { checked, checkId, dataOnly, rubbish, type Context, type Place } from "./border-checks.ts";
import { seen } from "./plugin-shape.ts";

const MOST_ITEMS = 200_000;

/** Credentials as a Provider lists them; texts neutralised, what identifies them unchanged. */
export function checkedCredentials(value: unknown, context: Context): readonly RemoteCredential[] {
  return checkedItems(value, { ...context, place: "credentials" }, checkedCredential);
}

export function checkedCertificates(value: unknown, context: Context): readonly Certificate[] {
  return checkedItems(value, { ...context, place: "certificates" }, checkedCertificate);
}

/** One for each that was asked for; null for one that nothing is known of. */
export function checkedUsages(value: unknown, count: number, context: Context): readonly (Usage | null)[] {
  const place = { ...context, place: "usage" };
  const usages = checkedItems(value, place, (usage, at) =>
    usage === null ? null : checked(usageSchema, usage, at),
  );
  if (usages.length === count) return usages;
  throw rubbish(place, `usage holds ${usages.length} entries, though ${count} were asked for`);
}

/** The tokens of a client; null when nothing is known of them. */
export function checkedTokens(value: unknown, context: Context): readonly ClientToken[] | null {
  if (value === null) return null;
  return checkedItems(value, { ...context, place: "tokens" }, (item, place) => {
    const token = checked(clientTokenSchema, item, place);
    checkId(token.handle, "handle", place);
    return { ...token, tail: token.tail === null ? null : place.clean(token.tail) };
  });
}

export function checkedCredential(value: unknown, place: Place): RemoteCredential {
  const { clean } = place;
  const credential = checked(remoteCredentialSchema, value, place);
  for (const member of ["handle", "mark"] as const) {
    const id = credential[member];
    if (id !== null) checkId(id, member, place);
  }
  for (const reference of credential.policies) checkId(reference, "policies", place);
  const nullable = (text: string | null): string | null => (text === null ? null : clean(text));
  dataOnly(credential.metadata, "metadata", place);
  const members = Object.entries(credential.metadata);
  const { labels, ...rest } = credential;
  return {
    ...rest,
    ...(labels === undefined ? {} : { labels: cleanLabels(labels, clean) }),
    alias: nullable(credential.alias),
    owner: nullable(credential.owner),
    tail: nullable(credential.tail),
    metadata: Object.fromEntries(members.map(([key, member]) => [clean(key), cleanValue(member, clean)])),
  };
}

function cleanLabels(
  labels: NonNullable<RemoteCredential["labels"]>,
  clean: (text: string) => string,
): NonNullable<RemoteCredential["labels"]> {
  return Object.fromEntries(Object.entries(labels).map(([key, text]) => [clean(key), clean(text)]));
}

export function checkedCertificate(value: unknown, place: Place): Certificate {
  const { clean } = place;
  const certificate = checked(certificateSchema, value, place);
  checkId(certificate.id, "id", place);
  return {
    ...certificate,
    subject: clean(certificate.subject),
    issuer: clean(certificate.issuer),
    dnsNames: certificate.dnsNames.map(clean),
  };
}

/** Goes to the operator as it is: a secret that was changed on its way would not work. */
export function checkedSecret(value: unknown, place: Place): IssuedSecret | null {
  if (value === null) return null;
  const secret = checked(issuedSecretSchema, value, place);
  if (place.redactor.finds(secret.value)) throw rubbish(place, "an issued secret holds the Provider's own");
  return { ...secret, usage: secret.usage === null ? null : place.clean(secret.usage) };
}

function checkedItems<Item>(
  value: unknown,
  place: Place,
  check: (item: unknown, place: Place) => Item,
): readonly Item[] {
  if (!Array.isArray(value)) throw rubbish(place, `${place.place} is ${seen(value)}, not a list`);
  if (value.length > MOST_ITEMS)
    throw rubbish(place, `${place.place} holds ${value.length} items, more than the ${MOST_ITEMS} allowed`);
  return value.map((item: unknown, index) =>
    check(item, { ...place, place: `${place.place}[${String(index)}]` }),
  );
}
