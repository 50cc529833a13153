import { describe, expect, it } from "vitest";
import { emptyCatalog, type Catalog } from "../../src/core/catalog.ts";
import type { CredentialRequest } from "../../src/core/credential-change.ts";
import { expiryOf, issueDraft } from "../../src/core/credential-draft.ts";
import { fixForCommand } from "../../src/core/credential-fix.ts";
import { credentialProblems, issuedKind } from "../../src/core/credential-rules.ts";
import { standingOf } from "../../src/core/credential-text.ts";
import { emptyBook, type CredentialBook } from "../../src/core/credential.ts";
import { sampleCredential } from "../contract/store-samples.ts";
import { api, plan, product } from "../helpers/catalog-items.ts";

const AT = "2026-03-01T10:00:00.000Z";

function catalogWith(part: Partial<Catalog> = {}): Catalog {
  return {
    ...emptyCatalog("EU", { url: null, organisationId: null }),
    apis: [
      api("pay", "Pay", { authMethods: ["apiKey"] }),
      api("auth", "Auth", { authMethods: ["jwt"] }),
      api("open", "Open", { authMethods: ["keyless"] }),
      api("own", "Own", { authMethods: ["custom"] }),
    ],
    products: [
      product("p-pay", "Pay", { published: true, authMethods: ["apiKey"], apis: grants("pay") }),
      product("p-auth", "Auth", { published: true, authMethods: ["jwt"], apis: grants("auth") }),
      product("p-open", "Open", { published: true, authMethods: ["keyless"], apis: grants("open") }),
      product("p-own", "Own", { published: true, authMethods: ["custom"], apis: grants("own") }),
      product("p-draft", "Draft", { published: false, authMethods: ["apiKey"], apis: grants("pay") }),
    ],
    plans: [plan("gold", "Gold", { keyLifetime: { every: 90, unit: "day" }, metadata: { tier: "gold" } })],
    ...part,
  };
}

/** One whose Product wants a key with a certificate bound to it. */
function both(): Catalog {
  return catalogWith({
    products: [
      product("p-both", "Both", { published: true, authMethods: ["apiKey", "mtls"], apis: grants("pay") }),
    ],
  });
}

function grants(id: string) {
  return [{ id, name: id, versions: [] }];
}

type Issue = Extract<CredentialRequest, { op: "issue" }>;

function anIssue(part: Partial<Issue> = {}): Issue {
  return {
    op: "issue",
    provider: "EU",
    products: ["p-pay"],
    plan: "gold",
    kind: null,
    owner: null,
    alias: "app-7",
    labels: {},
    chosen: {},
    force: false,
    ...part,
  };
}

function problemsOf(request: CredentialRequest, book: CredentialBook = emptyBook("EU")): string {
  return credentialProblems(request, { catalog: catalogWith(), book })
    .map(({ message, fix }) => `${message}. ${fixForCommand(fix)}`)
    .join("\n");
}

describe("an issue", () => {
  it("of a published Product and a Plan breaks no rule", () => {
    expect(problemsOf(anIssue())).toBe("");
  });

  it("of a Plan alone is impossible", () => {
    expect(problemsOf(anIssue({ products: [] }))).toContain("a Plan alone gives access to nothing");
  });

  it("of what another Provider has is refused with that reason", () => {
    expect(problemsOf(anIssue({ products: ["elsewhere"] }))).toContain(
      "a credential of one is worth nothing at another",
    );
  });

  it("of an unpublished Product needs force", () => {
    expect(problemsOf(anIssue({ products: ["p-draft"] }))).toContain("is not published");
    expect(problemsOf(anIssue({ products: ["p-draft"], force: true }))).toBe("");
  });

  it("of Products with different auth methods is refused", () => {
    expect(problemsOf(anIssue({ products: ["p-pay", "p-auth"] }))).toContain(
      "one credential cannot serve these Products",
    );
  });

  it.each([
    ["p-open", "a keyless API takes requests without any credential"],
    ["p-own", "an API with an authentication of its own has credentials that only its makers can issue"],
  ])("of %s is documentation only, and says so whatever kind is asked for", (id, why) => {
    const told = `there is nothing to issue: ${why}. Tell consumers so in the description of the Product.`;
    for (const kind of [null, "apiKey"] as const)
      expect(problemsOf(anIssue({ products: [id], kind }))).toBe(told);
  });

  it("is of the kind that the auth method calls for, and of no other", () => {
    expect(issuedKind(anIssue(), catalogWith())).toBe("apiKey");
    expect(issuedKind(anIssue({ products: ["p-both"], chosen: { certificateId: "c" } }), both())).toBe(
      "mtls",
    );
    expect(problemsOf(anIssue({ kind: "basic" }))).toContain("the Products take apiKey, not basic");
  });

  it.each([
    [
      "a user name",
      { username: "bob" },
      "a user name was given, and a credential of the kind apiKey takes none",
    ],
    ["a certificate", { certificateId: "c" }, "a certificate was given"],
    ["a redirect address", { redirectUri: "https://app.example" }, "a redirect address was given"],
  ])("says that %s has no place in it, instead of dropping it", (_, chosen, message) => {
    const told = problemsOf(anIssue({ chosen }));
    expect(told).toContain(message);
    expect(told).toContain("Leave it out: of apiKey, a key may be chosen.");
  });

  it("of a token takes nothing that was chosen", () => {
    expect(problemsOf(anIssue({ products: ["p-auth"], chosen: { key: "chosen-key-1" } }))).toBe(
      "a key was given, and a credential of the kind jwt takes none. Leave it out: of jwt, nothing may be chosen.",
    );
  });

  it("is refused while one of the same alias waits for its lost secret to be replaced", () => {
    const lost = {
      ...sampleCredential("c-1"),
      alias: "app-7",
      isSecretLost: true,
      products: [{ policyId: "p-pay", reference: "p-pay", name: "Pay" }],
      plan: { policyId: "gold", reference: "gold", name: "Gold" },
    };
    expect(problemsOf(anIssue(), { ...emptyBook("EU"), credentials: [lost] })).toContain(
      "portico credentials rotate c-1",
    );
  });

  it("takes owner, alias, labels and the Plan's metadata along, Products before the Plan", () => {
    const request = anIssue({ owner: "dev@example.org", labels: { team: "data" } });
    const { draft, intent } = issueDraft(request, {
      catalog: catalogWith(),
      id: "c-9",
      now: AT,
      kind: "apiKey",
    });
    expect(intent).toMatchObject({
      mark: "portico-c-9",
      alias: "app-7",
      owner: "dev@example.org",
      labels: { team: "data" },
      metadata: { tier: "gold" },
      apis: ["pay"],
      expiresAt: "2026-05-30T10:00:00.000Z",
    });
    expect(intent.policies.map(({ policyId }) => policyId)).toEqual(["p-pay", "gold"]);
    expect(draft).toMatchObject({
      status: "issuing",
      origin: "issued",
      expiresAt: "2026-05-30T10:00:00.000Z",
    });
  });
});

describe("a rotation, revocation or move", () => {
  it("of what is not known here is refused", () => {
    expect(problemsOf({ op: "revoke", provider: "EU", id: "c-0", force: false })).toContain(
      "EU has no credential c-0 here",
    );
  });

  it("of a revoked credential is refused, but revoking it again is not", () => {
    const revoked = { ...sampleCredential("c-1"), status: "revoked" as const };
    const book = { ...emptyBook("EU"), credentials: [revoked] };
    const rotate = { op: "rotate", provider: "EU", id: "c-1", graceMs: null, chosen: {} } as const;
    expect(problemsOf(rotate, book)).toContain("is revoked and cannot be rotated");
    expect(problemsOf({ op: "revoke", provider: "EU", id: "c-1", force: false }, book)).toBe("");
  });
});

describe("a rotation", () => {
  it("takes nothing that its kind has no place for", () => {
    const book = { ...emptyBook("EU"), credentials: [sampleCredential("c-1")] };
    const chosen = { username: "bob" };
    expect(problemsOf({ op: "rotate", provider: "EU", id: "c-1", graceMs: null, chosen }, book)).toContain(
      "a user name was given, and a credential of the kind apiKey takes none",
    );
  });
});

describe("an expiry", () => {
  it.each([
    [{ every: 90, unit: "day" }, "2026-05-30T10:00:00.000Z"],
    [{ every: 12, unit: "hour" }, "2026-03-01T22:00:00.000Z"],
    [{ every: 1, unit: "year" }, "2027-03-01T10:00:00.000Z"],
    [{ every: 1, unit: "forever" }, null],
    [null, null],
  ] as const)("of a lifetime of %j is %s", (lifetime, expected) => {
    expect(expiryOf(AT, lifetime)).toBe(expected);
  });

  it("a month after the 31st is the last day of the next month", () => {
    expect(expiryOf("2026-01-31T10:00:00.000Z", { every: 1, unit: "month" })).toBe(
      "2026-02-28T10:00:00.000Z",
    );
  });

  it("is pointed out seven days before, and once it is over", () => {
    const ends = { ...sampleCredential("c-1"), expiresAt: "2026-03-08T10:00:00.000Z" };
    const standing = (now: string) => standingOf(ends, Date.parse(now));
    expect(standing("2026-03-01T09:59:00.000Z")).toBe("active");
    expect(standing("2026-03-01T10:00:00.000Z")).toBe("expiring");
    expect(standing("2026-03-08T10:00:00.000Z")).toBe("expired");
  });
});
