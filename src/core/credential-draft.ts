import type { Catalog } from "./catalog.ts";
import type { CredentialRequest } from "./credential-change.ts";
import { markOf, type Credential, type CredentialKind, type PolicyName } from "./credential.ts";
import type { CredentialIntent } from "./credential-intent.ts";
import { exactSeconds, type Period } from "./period.ts";
import type { Plan } from "./plan.ts";

/** When a credential issued then ends, by its Plan's key lifetime: an instant, or null for never. */
export function expiryOf(issuedAt: string, lifetime: Period | null): string | null {
  if (lifetime === null || lifetime.unit === "forever") return null;
  const seconds = exactSeconds(lifetime);
  const start = new Date(issuedAt);
  if (seconds !== null) return instant(start.getTime() + seconds * 1000);
  const months = lifetime.every * (lifetime.unit === "year" ? 12 : 1);
  const end = new Date(start);
  end.setUTCMonth(end.getUTCMonth() + months);
  // The 31st of a month that has none: the last day of it.
  if (end.getUTCDate() !== start.getUTCDate()) end.setUTCDate(0);
  return instant(end.getTime());
}

function instant(ms: number): string {
  return new Date(ms).toISOString();
}

export type DraftGround = {
  readonly catalog: Catalog;
  readonly id: string;
  readonly now: string;
  readonly kind: CredentialKind;
};

type Issue = Extract<CredentialRequest, { op: "issue" }>;
type Drafted = { readonly draft: Credential; readonly intent: Extract<CredentialIntent, { op: "issue" }> };

/** A new credential as it will be stored, and what the Provider is asked for. All rules are kept already. */
export function issueDraft(request: Issue, ground: DraftGround): Drafted {
  const { catalog, id, now, kind } = ground;
  const products = request.products.flatMap((policyId) => nameOf(policyId, catalog.products));
  const plan = catalog.plans.find(({ policyId }) => policyId === request.plan) ?? null;
  const { alias, owner, labels } = request;
  const base = { kind, alias, owner, labels, products, rotatedFrom: null };
  return drafted({ ...base, plan, planName: planName(plan), chosen: request.chosen }, { catalog, id, now });
}

/** The one that takes a credential's place: the same policies, owner, alias and labels, and a lifetime of its own. */
export function rotationDraft(
  old: Credential,
  { chosen }: Extract<CredentialRequest, { op: "rotate" }>,
  { catalog, id, now }: Omit<DraftGround, "kind">,
): Drafted {
  const plan = catalog.plans.find(({ policyId }) => policyId === old.plan?.policyId) ?? null;
  const { kind, alias, owner, labels } = old;
  const products = old.products.map((product) => nameOf(product.policyId, catalog.products)[0] ?? product);
  const base = { kind, alias, owner, labels, products, rotatedFrom: old.id };
  const again = { ...keptOf(old.kept), ...chosen };
  return drafted(
    { ...base, plan, planName: planName(plan) ?? old.plan, chosen: again },
    { catalog, id, now },
  );
}

type Parts = Pick<Credential, "kind" | "alias" | "owner" | "labels" | "products" | "rotatedFrom"> & {
  readonly plan: Plan | null;
  readonly planName: PolicyName | null;
  readonly chosen: Issue["chosen"];
};

function drafted(parts: Parts, { catalog, id, now }: Omit<DraftGround, "kind">): Drafted {
  const { kind, alias, owner, labels, products, rotatedFrom, plan, planName: planRef, chosen } = parts;
  const expiresAt = expiryOf(now, plan?.keyLifetime ?? null);
  const ids = new Set(products.map(({ policyId }) => policyId));
  const granted = catalog.products.filter(({ policyId }) => ids.has(policyId)).flatMap(({ apis }) => apis);
  const apis = [...new Set(granted.map((grant) => grant.id))];
  const mark = markOf(id);
  const draft: Credential = {
    id,
    kind,
    mark,
    alias,
    owner,
    labels,
    products,
    apis,
    expiresAt,
    rotatedFrom,
    origin: "issued",
    plan: planRef,
    issuedAt: now,
    status: "issuing",
    statusAt: now,
    kept: keptOf(chosen),
    handle: null,
    tail: null,
    revokeAt: null,
    rotatedTo: null,
    isSecretLost: false,
  };
  const policies = [...products, ...(planRef === null ? [] : [planRef])];
  const metadata = plan?.metadata ?? {};
  const intent = { op: "issue", kind, mark, policies, apis, alias, owner, labels, metadata } as const;
  return { draft, intent: { ...intent, expiresAt, chosen } };
}

function keptOf({ certificateId, redirectUri }: Credential["kept"]) {
  return {
    ...(certificateId === undefined ? {} : { certificateId }),
    ...(redirectUri === undefined ? {} : { redirectUri }),
  };
}

function planName(plan: Plan | null): PolicyName | null {
  return plan === null ? null : (nameOf(plan.policyId, [plan])[0] ?? null);
}

/** The policy of an item as a credential names it; nothing when it is not among them. */
export function nameOf(
  policyId: string,
  among: readonly Pick<Plan, "policyId" | "referenceId" | "name">[],
): readonly PolicyName[] {
  const item = among.find((one) => one.policyId === policyId);
  return item === undefined ? [] : [{ policyId, reference: item.referenceId, name: item.name }];
}

/** What is to become of a stored credential at the Provider: its end. */
export function revocation(credential: Credential, secret?: string): CredentialIntent {
  const given = secret === undefined ? {} : { secret };
  return { op: "revoke", target: targetOf(credential), apis: credential.apis, ...given };
}

/** What is to become of a stored credential at the Provider: the same Products under another Plan. */
export function moving(
  credential: Credential,
  { plan, secret }: Extract<CredentialRequest, { op: "move" }>,
  { plans }: Pick<Catalog, "plans">,
): CredentialIntent {
  const { apis, labels, products, plan: old } = credential;
  const policies = [...products, ...nameOf(plan, plans)];
  const metadata = metadataOf(plan, plans);
  const former = metadataOf(old?.policyId ?? null, plans);
  const given = secret === undefined ? {} : { secret };
  return { op: "move", target: targetOf(credential), apis, policies, labels, metadata, former, ...given };
}

function metadataOf(policyId: string | null, plans: readonly Plan[]): Plan["metadata"] {
  return plans.find((one) => one.policyId === policyId)?.metadata ?? {};
}

/** How the Provider finds a credential again. */
export function targetOf({ kind, mark, handle, alias }: Credential) {
  return { kind, mark, handle, alias };
}
