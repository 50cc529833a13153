import type { AuthMethod } from "./auth-methods.ts";
import { isVisible, type Catalog } from "./catalog.ts";
import { chosenProblems } from "./chosen-parts.ts";
import type { CredentialRequest } from "./credential-change.ts";
import type { CredentialFix } from "./credential-fix.ts";
import { credentialKindOf, type Credential, type CredentialBook, type CredentialKind } from "./credential.ts";
import { isUnprintable } from "./item-name.ts";
import { excerpt } from "./plain-text.ts";
import { isPublished, type Product } from "./product.ts";
import { authConflict } from "./rules.ts";

/** A rule that a request breaks: the field, what is wrong with the value seen, and what to do instead. */
export type CredentialProblem = {
  readonly field: string;
  readonly message: string;
  readonly fix: CredentialFix;
};

/** What a request about credentials is judged by. */
export type CredentialGround = { readonly catalog: Catalog; readonly book: CredentialBook };

/** Every rule that a request breaks, all at once. Policy ids and the credential's id may be unknown: that is one, too. */
export function credentialProblems(
  request: CredentialRequest,
  ground: CredentialGround,
): readonly CredentialProblem[] {
  switch (request.op) {
    case "issue":
      return issueProblems(request, ground);
    case "rotate":
      return onStored(request.id, ground, (credential) => [
        ...rotateProblems(credential),
        ...chosenProblems(credential.kind, request.chosen),
      ]);
    case "revoke":
      return onStored(request.id, ground, () => []);
    case "move":
      return [
        ...onStored(request.id, ground, moveProblems),
        ...planProblems(request.plan, ground.catalog, false),
      ];
    case "addCertificate":
    case "removeCertificate":
      return [];
  }
}

/** The kind that an issue comes to: as chosen, or as the Products' auth method calls for; null when nothing is issued. */
export function issuedKind(
  { kind, products, chosen }: Pick<Issue, "kind" | "products" | "chosen">,
  catalog: Catalog,
): CredentialKind | null {
  if (kind !== null) return kind;
  const methods = methodsOf(productsOf(products, catalog));
  const called = credentialKindOf(methods);
  // A key with a certificate bound to it serves both.
  return methods.includes("mtls") && chosen.certificateId !== undefined ? "mtls" : called;
}

type Issue = Extract<CredentialRequest, { op: "issue" }>;

function issueProblems(request: Issue, { catalog, book }: CredentialGround): readonly CredentialProblem[] {
  const products = productsOf(request.products, catalog);
  return [
    ...productProblems(request, catalog),
    ...planProblems(request.plan, catalog, request.force),
    ...methodProblems(products, catalog),
    ...kindProblems(request, products, catalog),
    ...textProblems(request),
    ...lostProblems(request, book),
  ];
}

function productProblems(
  { products, provider, force }: Issue,
  catalog: Catalog,
): readonly CredentialProblem[] {
  if (products.length === 0) {
    return [
      {
        field: "products",
        message: "a Plan alone gives access to nothing",
        fix: "Name at least one Product of the same Provider.",
      },
    ];
  }
  return products.flatMap((policyId) => {
    const product = catalog.products.find((one) => one.policyId === policyId);
    if (product === undefined) return [elsewhere("Product", policyId, provider)];
    return force || (isVisible(product) && isPublished(product)) ? [] : [unpublished("Product", product)];
  });
}

function planProblems(policyId: string, catalog: Catalog, force: boolean): readonly CredentialProblem[] {
  const plan = catalog.plans.find((one) => one.policyId === policyId);
  if (plan === undefined) return [elsewhere("Plan", policyId, catalog.provider)];
  return force || isVisible(plan) ? [] : [unpublished("Plan", plan)];
}

function elsewhere(noun: string, policyId: string, provider: string): CredentialProblem {
  return {
    field: noun === "Plan" ? "plan" : "products",
    message: `${excerpt(provider)} has no ${noun} of the policy ${excerpt(policyId)}`,
    fix: "Product and Plan have to be of one Provider: a credential of one is worth nothing at another.",
  };
}

function unpublished(noun: string, item: Pick<Product, "name" | "state">): CredentialProblem {
  const why = item.state === "hidden" ? "is hidden" : "is not published";
  return {
    field: noun === "Plan" ? "plan" : "products",
    message: `${noun} "${excerpt(item.name)}" ${why}`,
    fix: { way: "publish-or-force" },
  };
}

function methodProblems(products: readonly Product[], catalog: Catalog): readonly CredentialProblem[] {
  const apis = new Map(catalog.apis.map((api) => [api.id, api]));
  const conflict = authConflict({ apis: products.flatMap((product) => product.apis) }, apis);
  if (conflict === null) return [];
  return [
    {
      field: "products",
      message: `one credential cannot serve these Products: ${conflict.replace(/^Its /u, "their ").replace(/\.$/u, "")}`,
      fix: "Issue one for the Products of each auth method.",
    },
  ];
}

/** What is written instead of a credential, for methods that know none. */
const DOCUMENTED: Readonly<Partial<Record<AuthMethod, string>>> = {
  keyless: "a keyless API takes requests without any credential",
  custom: "an API with an authentication of its own has credentials that only its makers can issue",
  oidc: "an API with OpenID Connect takes tokens of its identity provider",
};

function kindProblems(
  request: Issue,
  products: readonly Product[],
  catalog: Catalog,
): readonly CredentialProblem[] {
  if (products.length === 0) return [];
  const methods = methodsOf(products);
  const kind = issuedKind(request, catalog);
  // Whatever kind is asked for: there is none to say instead.
  if (kind === null || (methods.length > 0 && credentialKindOf(methods) === null)) {
    const why = methods.flatMap((method) => DOCUMENTED[method] ?? [])[0];
    const message = `there is nothing to issue: ${why ?? "its Products have no API, so no auth method"}`;
    return [{ field: "kind", message, fix: "Tell consumers so in the description of the Product." }];
  }
  if (methods.length > 0 && !methods.includes(kind)) {
    const message = `the Products take ${methods.join(" + ")}, not ${kind}`;
    const kinds = methods.filter((method) => credentialKindOf([method]) !== null);
    return [{ field: "kind", message, fix: `Leave the kind out, or say one of ${kinds.join(", ")}.` }];
  }
  const strays = chosenProblems(kind, request.chosen);
  return kind === "mtls" && request.chosen.certificateId === undefined
    ? [
        {
          field: "certificate",
          message: "a credential by certificate needs the certificate that it is bound to",
          fix: { way: "give-certificate" },
        },
        ...strays,
      ]
    : strays;
}

const LONGEST = 200;

function textProblems({ owner, alias, labels }: Issue): readonly CredentialProblem[] {
  const texts = [
    ["owner", owner ?? ""],
    ["alias", alias ?? ""],
    ...Object.entries(labels).flatMap(([key, value]) => [
      ["labels", key] as const,
      ["labels", value] as const,
    ]),
  ] as const;
  return texts.flatMap(([field, text]) => {
    const fix = `Give it one line of at most ${LONGEST} characters.`;
    if (text.length > LONGEST) return [{ field, message: `${field} is ${text.length} characters long`, fix }];
    return isUnprintable(text) || text.includes("\n")
      ? [{ field, message: `${field} "${excerpt(text)}" holds control characters`, fix }]
      : [];
  });
}

/** One whose secret was lost is rotated, not made a second time. */
function lostProblems(
  { alias, plan, products }: Issue,
  { credentials }: CredentialBook,
): readonly CredentialProblem[] {
  if (alias === null) return [];
  const lost = credentials.find(
    (one) =>
      one.isSecretLost &&
      one.status === "active" &&
      one.alias === alias &&
      one.plan?.policyId === plan &&
      products.every((id) => one.products.some(({ policyId }) => policyId === id)),
  );
  if (lost === undefined) return [];
  return [
    {
      field: "alias",
      message: `"${excerpt(alias)}" was issued already as ${lost.id}, and its secret was lost with the answer`,
      fix: { way: "rotate-lost", id: lost.id },
    },
  ];
}

function onStored(
  id: string,
  { book }: CredentialGround,
  judge: (credential: Credential) => readonly CredentialProblem[],
): readonly CredentialProblem[] {
  const stored = book.credentials.find((one) => one.id === id);
  if (stored !== undefined) return judge(stored);
  const message = `${excerpt(book.provider)} has no credential ${excerpt(id)} here`;
  return [{ field: "id", message, fix: { way: "list-them" } }];
}

function rotateProblems(credential: Credential): readonly CredentialProblem[] {
  const gone = goneProblems(credential, "rotated");
  if (gone.length > 0 || (credential.products.length > 0 && credential.plan !== null)) return gone;
  return [
    {
      field: "id",
      message: `${credential.id} has no Product and Plan of which another one could be issued`,
      fix: "Issue a new one, and revoke this one.",
    },
  ];
}

function moveProblems(credential: Credential): readonly CredentialProblem[] {
  return goneProblems(credential, "moved");
}

function goneProblems({ id, status }: Credential, what: string): readonly CredentialProblem[] {
  if (status === "active" || status === "inactive") return [];
  return [{ field: "id", message: `${id} is ${status} and cannot be ${what}`, fix: "Issue a new one." }];
}

function productsOf(ids: readonly string[], { products }: Catalog): readonly Product[] {
  return ids.flatMap((id) => products.find(({ policyId }) => policyId === id) ?? []);
}

function methodsOf(products: readonly Product[]): readonly AuthMethod[] {
  return [...new Set(products.flatMap(({ authMethods }) => authMethods))].toSorted();
}
