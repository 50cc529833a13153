import type { Catalog } from "../core/catalog.ts";
import { ISSUE_ABILITIES } from "../core/credential-abilities.ts";
import {
  CREDENTIAL_KINDS,
  credentialKindOf,
  type Certificate,
  type Credential,
  type CredentialKind,
} from "../core/credential.ts";
import type { Plan } from "../core/plan.ts";
import { isPublished, type Product } from "../core/product.ts";
import { authConflict } from "../core/rules.ts";
import type { ConsoleState } from "./console-data.ts";
import { missingAbility, needsKeyToEnd, needsKeyToMove } from "./credential-watch.ts";
import { EMPTY_INPUT, selectedInput, type TextInput } from "./text-input.ts";
import { providerOf } from "./writable.ts";

/** The fields that are written. `password`, `key`, `secret` and `pem` are secrets: they are never drawn as they are. */
export type CredentialText =
  | "owner"
  | "alias"
  | "labels"
  | "username"
  | "password"
  | "key"
  | "redirect"
  | "grace"
  | "secret"
  | "pem";
export type CredentialField =
  | CredentialText
  | "provider"
  | "products"
  | "kind"
  | "plan"
  | "certificate"
  | "force"
  | "submit";

/** What a Provider told of its certificates; `reason` says why it did not. */
export type KnownCertificates = {
  readonly provider: string;
  readonly certificates: readonly Certificate[];
  readonly reason: string | null;
};

/**
 * A request about credentials being written. Chosen Products and Plan are policy ids, by Provider; `chosenKind` null
 * takes the one that the Products call for. `notice` says why the form is here. Like any form it depends on no data, so
 * that no synchronization takes anything away; it holds what is typed, secrets too, until it is closed.
 */
export type CredentialForm = {
  readonly kind: "credential";
  readonly op: "issue" | "rotate" | "move" | "revoke" | "addCertificate";
  readonly provider: string;
  readonly target: Credential | null;
  readonly texts: Readonly<Record<CredentialText, TextInput>>;
  readonly products: Readonly<Record<string, readonly string[]>>;
  readonly plans: Readonly<Record<string, string>>;
  readonly chosenKind: CredentialKind | null;
  /** Issue for what is not published, or hidden. */
  readonly isForced: boolean;
  readonly certificate: string | null;
  readonly certificates: KnownCertificates | null;
  readonly filter: TextInput;
  readonly cursor: string | null;
  readonly field: CredentialField;
  readonly left: ReadonlySet<CredentialField>;
  readonly problems: ReadonlyMap<CredentialField, string>;
  readonly asking: { readonly choice: "keep" | "throw"; readonly openedAt: number } | null;
  readonly isEdited: boolean;
  readonly notice: string | null;
};

const NO_TEXTS: CredentialForm["texts"] = {
  owner: EMPTY_INPUT,
  alias: EMPTY_INPUT,
  labels: EMPTY_INPUT,
  username: EMPTY_INPUT,
  password: EMPTY_INPUT,
  key: EMPTY_INPUT,
  redirect: EMPTY_INPUT,
  grace: selectedInput("24h"),
  secret: EMPTY_INPUT,
  pem: EMPTY_INPUT,
};

type Start = Pick<CredentialForm, "op" | "provider"> &
  Partial<Pick<CredentialForm, "target" | "notice" | "products" | "plans">>;

/** A form with nothing written yet; the first field that is not filled in has the focus. */
export function credentialForm({ op, provider, ...part }: Start, data: ConsoleState): CredentialForm {
  const target = part.target ?? null;
  // Nobody could end the old one later.
  const isGraceless = target !== null && needsKeyToEnd(providerOf(data, provider), target.kind);
  const form: CredentialForm = {
    kind: "credential",
    op,
    provider,
    target: null,
    texts: isGraceless ? { ...NO_TEXTS, grace: selectedInput("none") } : NO_TEXTS,
    products: {},
    plans: {},
    chosenKind: null,
    isForced: false,
    certificate: target?.kept.certificateId ?? null,
    certificates: null,
    filter: EMPTY_INPUT,
    cursor: null,
    field: "submit",
    left: new Set(),
    problems: new Map(),
    asking: null,
    isEdited: false,
    notice: null,
    ...part,
  };
  return { ...form, field: firstField(form, data) };
}

/** The first field that is not filled in. */
function firstField(form: CredentialForm, data: ConsoleState): CredentialField {
  const { op, provider } = form;
  const filled: ReadonlySet<CredentialField> = new Set([
    ...(provider === "" ? [] : (["provider"] as const)),
    ...(chosenProducts(form).length === 0 ? [] : (["products", "kind"] as const)),
    ...(chosenPlan(form) === null || op === "move" ? [] : (["plan"] as const)),
  ]);
  return credentialFields(form, data).find((one) => !filled.has(one)) ?? "submit";
}

/** The fields of the form from top to bottom: those of its kind of credential among them. */
export function credentialFields(form: CredentialForm, data: ConsoleState): readonly CredentialField[] {
  const key = needsKey(form, data) ? (["secret"] as const) : [];
  switch (form.op) {
    case "issue":
      return ["provider", "products", "kind", ...issueFields(form, data), "submit"];
    case "rotate":
      return ["grace", ...rotatedFields(form), ...key, "submit"];
    case "move":
      return ["plan", ...key, "submit"];
    case "revoke":
      return ["secret", "submit"];
    case "addCertificate":
      return ["pem", "submit"];
  }
}

/** Nothing but what counts for the kind: what is only explained has no owner, and what is not issued no Plan. */
function issueFields(form: CredentialForm, data: ConsoleState): readonly CredentialField[] {
  const kind = kindOf(form, data);
  if (kind === null && chosenProducts(form).length > 0) return [];
  const force = needsForce(form, data) ? (["force"] as const) : [];
  if (kind === "jwt") return ["plan", ...force];
  return ["plan", ...force, "owner", "alias", "labels", ...kindFields(form, data)];
}

function kindFields(form: CredentialForm, data: ConsoleState): readonly CredentialField[] {
  switch (kindOf(form, data)) {
    case "apiKey":
      return missingAbility(providerOf(data, form.provider), "chooseKeys") === null ? ["key"] : [];
    case "basic":
      return ["username", "password"];
    case "mtls":
      return ["certificate"];
    case "oauth2":
      return ["redirect"];
    case "hmac":
    case "jwt":
    case null:
      return [];
  }
}

/** What may be chosen anew for the one that takes a credential's place. */
function rotatedFields({ target }: CredentialForm): readonly CredentialField[] {
  if (target?.kind === "basic") return ["username", "password"];
  return target?.kind === "mtls" ? ["certificate"] : [];
}

/** Whether something is chosen that is issued for by force alone: a Product or Plan that consumers do not see. */
function needsForce(form: CredentialForm, data: ConsoleState): boolean {
  const catalog = data.catalogs.get(form.provider);
  const ids = new Set<string | null>([...chosenProducts(form), chosenPlan(form)]);
  const isUnseen = (one: Product | Plan): boolean => ids.has(one.policyId) && one.state !== "visible";
  return (
    catalog?.products.some((one) => isUnseen(one) || (ids.has(one.policyId) && !isPublished(one))) === true ||
    catalog?.plans.some(isUnseen) === true
  );
}

/** Whether nothing but the key itself finds the credential there. */
function needsKey(form: CredentialForm, data: ConsoleState): boolean {
  return form.target !== null && noticeOf(form, data) !== null;
}

/** What is to be said before all fields: why the form is here, or why it asks for the key itself; null for nothing. */
export function noticeOf(
  { op, target, provider, notice }: CredentialForm,
  data: ConsoleState,
): string | null {
  if (notice !== null || target === null) return notice;
  const view = providerOf(data, provider);
  const isNeeded = (op === "move" ? needsKeyToMove : needsKeyToEnd)(view, target.kind);
  const reason = missingAbility(view, op === "move" ? "moveCredentials" : "revokeCredentials");
  return isNeeded ? `Its key alone finds it there: ${reason ?? ""}` : null;
}

export function chosenProducts({ products, provider }: CredentialForm): readonly string[] {
  return products[provider] ?? [];
}

export function chosenPlan({ plans, provider }: CredentialForm): string | null {
  return plans[provider] ?? null;
}

/** The kinds that the Products chosen can be served by, the one that they call for first. */
export function kindsOffered(form: CredentialForm, data: ConsoleState): readonly CredentialKind[] {
  const methods = methodsOf(form, data);
  const called = credentialKindOf(methods);
  if (called === null) return [];
  const others = CREDENTIAL_KINDS.filter((kind) => kind !== called && methods.some((one) => one === kind));
  return [called, ...others];
}

/** The kind that would be issued; null while no Product is chosen, or where there is nothing to issue. */
export function kindOf(form: CredentialForm, data: ConsoleState): CredentialKind | null {
  const [called = null, ...others] = kindsOffered(form, data);
  const { chosenKind } = form;
  return chosenKind !== null && [called, ...others].includes(chosenKind) ? chosenKind : called;
}

/** Why a kind cannot be issued at the Provider; null when it can. */
export function whyNotIssued(data: ConsoleState, provider: string, kind: CredentialKind): string | null {
  return missingAbility(providerOf(data, provider), ISSUE_ABILITIES[kind]);
}

/** The auth methods of the Products chosen. */
export function methodsOf(form: CredentialForm, data: ConsoleState) {
  const ids = new Set(chosenProducts(form));
  const products = data.catalogs.get(form.provider)?.products ?? [];
  return [
    ...new Set(
      products.filter(({ policyId }) => ids.has(policyId)).flatMap(({ authMethods }) => authMethods),
    ),
  ];
}

/**
 * The Products to choose from: published ones, once one is chosen those alone that one credential serves with it; what is
 * chosen stays, so that it can be taken out.
 */
export function productsListed(form: CredentialForm, data: ConsoleState): readonly Product[] {
  const catalog = data.catalogs.get(form.provider);
  if (catalog === undefined) return [];
  const chosen = new Set(chosenProducts(form));
  const apis = new Map(catalog.apis.map((api) => [api.id, api]));
  const granted = catalog.products.filter(({ policyId }) => chosen.has(policyId)).flatMap((one) => one.apis);
  const fits = (product: Product): boolean =>
    authConflict({ apis: [...granted, ...product.apis] }, apis) === null;
  return catalog.products.filter(
    (product) =>
      chosen.has(product.policyId) ||
      (isPublished(product) && matches(product, form) && (granted.length === 0 || fits(product))),
  );
}

/** The Plans to choose from, but for the one that a credential has already. */
export function plansListed(form: CredentialForm, data: ConsoleState): readonly Plan[] {
  const plans: Catalog["plans"] = data.catalogs.get(form.provider)?.plans ?? [];
  const current = form.op === "move" ? form.target?.plan?.policyId : undefined;
  return plans.filter((plan) => plan.state === "visible" && plan.policyId !== current && matches(plan, form));
}

/** What a Product or Plan is called here. */
export function itemLabel({ name, displayName }: Pick<Plan, "name" | "displayName">): string {
  return displayName ?? name;
}

function matches(item: Pick<Plan, "name" | "displayName">, { filter }: CredentialForm): boolean {
  return squeezed(`${item.name}${item.displayName ?? ""}`).includes(squeezed(filter.text));
}

/** Space chooses in the list, so that a filter is written without: spaces do not count. */
function squeezed(text: string): string {
  return text.toLowerCase().replaceAll(" ", "");
}
