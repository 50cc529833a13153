import type { Catalog } from "./catalog.ts";
import {
  ISSUE_SETTLED_MS,
  type Credential,
  type CredentialBook,
  type CredentialKind,
  type PolicyName,
  type RemoteCredential,
} from "./credential.ts";

/** A complete listing of a Provider, when it began, and what this process itself is at. */
export type Listing = {
  readonly listed: readonly RemoteCredential[];
  readonly catalog: Catalog;
  readonly startedAt: string;
  /** Kinds that this listing leaves out: what is known of them stays. */
  readonly unlisted: ReadonlySet<CredentialKind>;
  /** Ids of those being issued by a process that lives: nothing is decided about them. */
  readonly underWay: ReadonlySet<string>;
};

/**
 * What is known after a listing: ours are brought up to date, those that are gone are `missing`, and those made elsewhere
 * with our policies are `foreign`. One whose answer never came is adopted when it is there, its secret lost, and given up
 * when it is not within five minutes. What changed here after the listing began is left as it is.
 */
export function withListing(book: CredentialBook, listing: Listing): CredentialBook {
  const index = indexOf(listing.catalog);
  const byMark = new Map(listing.listed.flatMap((one) => (one.mark === null ? [] : [[one.mark, one]])));
  const byHandle = new Map(listing.listed.flatMap((one) => (one.handle === null ? [] : [[one.handle, one]])));
  const taken = new Set<RemoteCredential>();
  const ours = book.credentials.filter(({ origin }) => origin === "issued");
  const kept = ours.flatMap((credential) => {
    const { mark, handle } = credential;
    const seen = (mark === null ? undefined : byMark.get(mark)) ?? byHandle.get(handle ?? "");
    if (seen !== undefined) taken.add(seen);
    return isNewer(credential, listing)
      ? [credential]
      : settled(credential, seen, { index, now: listing.startedAt });
  });
  const known = new Map(book.credentials.map((one) => [one.id, one]));
  const foreign = listing.listed
    .filter((one) => !taken.has(one) && one.policies.some((reference) => index.has(reference)))
    .flatMap((one) => foreignOf(one, known, { index, now: listing.startedAt }));
  return { ...book, credentials: [...kept, ...foreign], listedAt: listing.startedAt };
}

function isNewer({ id, kind, statusAt }: Credential, { startedAt, underWay, unlisted }: Listing): boolean {
  return underWay.has(id) || unlisted.has(kind) || (statusAt !== null && statusAt > startedAt);
}

type Known = { readonly index: Index; readonly now: string };

function settled(
  credential: Credential,
  seen: RemoteCredential | undefined,
  known: Known,
): readonly Credential[] {
  if (seen !== undefined) return [settledSeen(credential, seen, known)];
  const isGivenUp = credential.status === "issuing" && age(credential, known.now) > ISSUE_SETTLED_MS;
  return isGivenUp ? [] : [standingAs(credential, UNSEEN[credential.status], known.now)];
}

/** What becomes of one that is not listed. */
const UNSEEN: Readonly<Record<Credential["status"], Credential["status"]>> = {
  issuing: "issuing",
  active: "missing",
  inactive: "missing",
  retiring: "missing",
  missing: "missing",
  revoking: "revoked",
  revoked: "revoked",
};

function settledSeen(credential: Credential, seen: RemoteCredential, { index, now }: Known): Credential {
  const known = { ...credential, ...seenParts(seen, credential, index) };
  const stands = seen.isActive ? "active" : "inactive";
  switch (credential.status) {
    case "issuing":
      return { ...known, status: stands, statusAt: now, isSecretLost: true };
    case "revoked":
      // Somebody has put it back, or it never went: what was revoked is to stay so.
      return { ...known, status: "revoking", statusAt: now };
    case "revoking":
    case "retiring":
      return known;
    case "active":
    case "inactive":
    case "missing":
      return standingAs(known, stands, now);
  }
}

function standingAs(credential: Credential, status: Credential["status"], statusAt: string): Credential {
  return credential.status === status ? credential : { ...credential, status, statusAt };
}

function age({ issuedAt }: Credential, now: string): number {
  return issuedAt === null ? 0 : Date.parse(now) - Date.parse(issuedAt);
}

function seenParts(seen: RemoteCredential, credential: Credential, index: Index): Partial<Credential> {
  const { products, plan } = namesOf(seen.policies, index);
  return {
    handle: seen.handle ?? credential.handle,
    tail: seen.tail ?? credential.tail,
    alias: seen.alias,
    expiresAt: seen.expiresAt,
    ...(seen.labels === undefined ? {} : { labels: ownLabels(seen, index) }),
    ...(products.length > 0 ? { products } : {}),
    ...(plan === null ? {} : { plan }),
  };
}

function foreignOf(
  seen: RemoteCredential,
  stored: ReadonlyMap<string, Credential>,
  { index, now }: Known,
): readonly Credential[] {
  const key = seen.handle ?? seen.mark ?? seen.alias;
  if (key === null) return [];
  const id = `foreign-${key}`;
  const { products, plan } = namesOf(seen.policies, index);
  const { kind, mark, handle, alias, tail, apis, owner, issuedAt, expiresAt } = seen;
  const before = stored.get(id) ?? { ...NEVER_SEEN, statusAt: now };
  const { kept, statusAt, revokeAt, rotatedTo, endRefused } = before;
  const isEnding = before.status === "revoking" || before.status === "retiring";
  const status = isEnding ? before.status : seen.isActive ? "active" : "inactive";
  return [
    {
      id,
      kind,
      mark,
      handle,
      alias,
      tail,
      apis,
      owner,
      issuedAt,
      expiresAt,
      products,
      plan,
      origin: "foreign",
      labels: ownLabels(seen, index),
      rotatedFrom: null,
      isSecretLost: false,
      kept,
      status,
      statusAt,
      revokeAt,
      rotatedTo,
      endRefused,
    },
  ];
}

const NEVER_SEEN = {
  kept: {},
  revokeAt: null,
  rotatedTo: null,
  endRefused: undefined,
  status: null,
} as const;

/** Products and Plans by what credentials name them by. */
type Index = ReadonlyMap<
  string,
  {
    readonly kind: "product" | "plan";
    readonly name: PolicyName;
    readonly tags: readonly string[];
  }
>;

/** What it is tagged with but for what it has from its policies, whose tags go to their keys. */
function ownLabels({ labels = {}, policies }: RemoteCredential, index: Index): Credential["labels"] {
  const inherited = new Set(policies.flatMap((reference) => index.get(reference)?.tags ?? []));
  return Object.fromEntries(
    Object.entries(labels).filter(([key, value]) => !inherited.has(value === "" ? key : `${key}:${value}`)),
  );
}

function indexOf({ products, plans }: Catalog): Index {
  const entries = [
    ...products.map((item) => ({ kind: "product", item }) as const),
    ...plans.map((item) => ({ kind: "plan", item }) as const),
  ].flatMap(({ kind, item: { policyId, referenceId, name, tags } }) => {
    const entry = { kind, tags, name: { policyId, reference: referenceId, name } };
    return [[policyId, entry] as const, [referenceId, entry] as const];
  });
  return new Map(entries);
}

function namesOf(
  references: readonly string[],
  index: Index,
): { readonly products: readonly PolicyName[]; readonly plan: PolicyName | null } {
  const named = references.flatMap((reference) => index.get(reference) ?? []);
  const of = (wanted: "product" | "plan"): readonly PolicyName[] =>
    named.flatMap(({ kind, name }) => (kind === wanted ? [name] : []));
  return { products: of("product"), plan: of("plan").at(-1) ?? null };
}
