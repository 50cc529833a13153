import type { ConsoleState } from "../../src/console.ts";
import {
  isCredentialRequest,
  type CredentialProposal,
  type CredentialRequest,
  type CredentialResult,
} from "../../src/core/credential-change.ts";
import type { Credential, IssuedSecret } from "../../src/core/credential.ts";
import type { Abilities } from "../../src/core/provider.ts";
import { credentialFormText } from "../../src/view/credential-form-lines.ts";
import { UNICODE_GLYPHS } from "../../src/view/glyphs.ts";
import { lineText } from "../../src/view/line.ts";
import { api, plan, product } from "../helpers/catalog-items.ts";
import {
  catalog,
  consoleStub,
  definition,
  providerView,
  SYNCED_AT,
  upStatus,
} from "../helpers/console-stub.ts";
import { answer, effectOf } from "./write-samples.ts";
import type { Driver } from "./sample-console.ts";

const grant = (id: string) => ({ id, name: id, versions: [] });

/** Two Products by API key and one for each method that is not issued so; two Plans. */
export const SHOP = catalog("EU", {
  products: [
    product("p1", "Payments", { published: true, apis: [grant("a1")], authMethods: ["apiKey"] }),
    product("p2", "Orders", { published: true, apis: [grant("a2")], authMethods: ["apiKey"] }),
    product("p3", "Open data", { published: true, apis: [grant("a3")], authMethods: ["keyless"] }),
    product("p4", "Reports", { published: true, apis: [grant("a4")], authMethods: ["basic"] }),
    product("p5", "Drafts", { apis: [grant("a1")], authMethods: ["apiKey"] }),
  ],
  plans: [
    plan("l1", "Gold", { keyLifetime: { every: 30, unit: "day" } }),
    plan("l2", "Silver", { rate: { count: 5, per: { every: 1, unit: "second" } } }),
  ],
  apis: [
    api("a1", "Pay"),
    api("a2", "Order"),
    api("a3", "Open", { authMethods: ["keyless"] }),
    api("a4", "Report", { authMethods: ["basic"] }),
  ],
});

const name = (policyId: string, text: string) => ({ policyId, reference: policyId, name: text });

export function credential(id: string, part: Partial<Credential> = {}): Credential {
  return {
    id,
    kind: "apiKey",
    mark: `portico-${id}`,
    handle: `h-${id}`,
    alias: id,
    tail: "…a9f2",
    origin: "issued",
    products: [name("p1", "Payments")],
    plan: name("l1", "Gold"),
    apis: ["a1"],
    owner: "ops@example.com",
    labels: { team: "pay" },
    kept: {},
    issuedAt: "2026-08-01T12:00:00.000Z",
    expiresAt: "2026-12-31T12:00:00.000Z",
    status: "active",
    statusAt: SYNCED_AT,
    revokeAt: null,
    rotatedTo: null,
    rotatedFrom: null,
    isSecretLost: false,
    ...part,
  };
}

export const BOOK = {
  provider: "EU",
  listedAt: SYNCED_AT,
  credentials: [
    credential("app-1"),
    credential("app-2", { expiresAt: "2026-08-24T12:00:00.000Z", plan: name("l2", "Silver") }),
    credential("batch", { status: "retiring", revokeAt: "2026-08-22T12:00:00.000Z", rotatedTo: "app-1" }),
    credential("gone", { status: "revoked" }),
    credential("lost", { status: "missing" }),
    credential("stranger", { origin: "foreign", mark: null, owner: null, labels: {}, expiresAt: null }),
  ],
};

export function able(without: Readonly<Record<string, string>> = {}): Abilities {
  const names = ["issueApiKeys", "chooseKeys", "issueBasicAuth", "listCredentials", "revokeCredentials"];
  const rest = ["moveCredentials", "manageCertificates", "readUsage", ...Object.keys(without)];
  const all = [...names, ...rest];
  return Object.fromEntries(
    all.map((one) => {
      const reason = without[one];
      return [one, reason === undefined ? { available: true } : { available: false, reason }];
    }),
  );
}

/** EU is up and can do everything but what is missing, for the reason given. */
export function shopData(
  without: Readonly<Record<string, string>> = {},
  environment: string | null = null,
): ConsoleState {
  const eu = providerView("EU", {
    definition: definition("EU", { environment }),
    status: upStatus(SHOP),
    abilities: able(without),
  });
  return consoleStub({ providers: [eu], catalogs: [SHOP], books: [BOOK] }).state();
}

/** The same with a Product by token, and one by OAuth client. */
export function tokenShopData(without: Readonly<Record<string, string>> = {}): ConsoleState {
  const data = shopData(without);
  const products = [
    ...SHOP.products,
    product("p6", "Cards", { published: true, apis: [grant("a6")], authMethods: ["jwt"] }),
    product("p7", "Partner app", { published: true, apis: [grant("a7")], authMethods: ["oauth2"] }),
  ];
  const apis = [
    ...SHOP.apis,
    api("a6", "Card", { authMethods: ["jwt"] }),
    api("a7", "App", { authMethods: ["oauth2"] }),
  ];
  return { ...data, catalogs: new Map([["EU", { ...SHOP, products, apis }]]) };
}

export function credentialProposal(
  request: CredentialRequest,
  part: Partial<CredentialProposal> = {},
): CredentialProposal {
  return {
    request,
    definition: definition(request.provider),
    draft: credential("new", { status: "issuing" }),
    target: null,
    writes: [],
    title: 'Issue credential "app-9" at EU',
    fields: [{ field: "policies", side: "provider", before: null, after: ["Payments", "Gold"] }],
    requests: [{ method: "POST", path: "/api/keys", body: null }],
    affects: ["It expires at 2026-09-20T12:00:00.000Z."],
    loses: [],
    warnings: [],
    production: false,
    command: "portico credentials issue -p EU",
    ...part,
  };
}

/** The proposals have come for what was asked last. */
export function proposeCredentials(driver: Driver, part: Partial<CredentialProposal> = {}): void {
  const { run, wanted } = effectOf(driver, "propose");
  const requests = wanted === "undo" ? [] : wanted;
  const proposals = requests.flatMap((request) =>
    isCredentialRequest(request) ? [credentialProposal(request, part)] : [],
  );
  answer(driver, { type: "proposed", run, proposals });
}

export function done(part: Partial<CredentialResult> = {}): Omit<CredentialResult, "secret"> {
  return {
    provider: "EU",
    summary: 'Issued credential "app-1"',
    credential: credential("app-1"),
    certificate: null,
    warnings: [],
    ...part,
  };
}

export const SECRET: IssuedSecret = {
  value: "sekret-0123456789-planted",
  identifier: null,
  usage: "Authorization: KEY",
};

/** The proposal that is asked about is confirmed, and comes back with a secret. */
export function issued(driver: Driver, secret: IssuedSecret = SECRET): void {
  driver.press("right", "enter");
  const { run } = effectOf(driver, "carry-out");
  answer(driver, { type: "written", run, done: [done()], secret: () => secret });
}

/** The form about credentials that is open, as text; fails without one. */
export function credentialFormTexts({ view, data, now }: Driver): string {
  const form = view.overlay?.kind === "form" ? view.overlay.form : null;
  if (form?.kind !== "credential") throw new Error(`no form, but ${view.overlay?.kind ?? "bare panes"}`);
  const look = { data, now, glyphs: UNICODE_GLYPHS, width: 90, room: 26 };
  return credentialFormText(form, look).lines.map(lineText).join("\n");
}

/** What was asked about a credential last. */
export function credentialRequested(driver: Driver): CredentialRequest {
  const { wanted } = effectOf(driver, "propose");
  const [request] = wanted === "undo" ? [] : wanted;
  if (request === undefined || !isCredentialRequest(request)) throw new Error("nothing was asked for");
  return request;
}
