import { describe, expect, it } from "vitest";
import { emptyCatalog, type Catalog } from "../../src/core/catalog.ts";
import { explain, type ExplainInput } from "../../src/core/explain.ts";
import type { Plan } from "../../src/core/plan.ts";
import type { Product } from "../../src/core/product.ts";
import { nothingShown } from "../../src/core/nothing-shown.ts";
import { UNKNOWN_STATUS, type ProviderDefinition, type ProviderStatus } from "../../src/core/provider.ts";

const definition: ProviderDefinition = {
  name: "EU",
  adapter: "any",
  url: "http://localhost:1",
  organisationId: null,
  insecureSkipVerify: false,
  policyTags: ["portal"],
  policyTagMatch: "any",
  baselineUrl: null,
  environment: null,
  description: null,
  enabled: true,
  options: {},
};

const up: ProviderStatus = { ...UNKNOWN_STATUS, state: "up", lastSuccessAt: "2026-01-01T10:00:00.000Z" };

const base = {
  policyId: "p1",
  referenceId: "ref-1",
  name: "Payments",
  tags: ["portal"],
  policyState: "active",
  metadata: {},
  displayName: "Pay with us",
  description: null,
  labels: {},
  published: false,
  placeholder: true,
  state: "visible",
  hiddenAt: null,
  hiddenReason: null,
  firstSeenAt: "2026-01-01T10:00:00.000Z",
} as const;

const product: Product = {
  ...base,
  apis: [{ id: "a1", name: "Pay", versions: [] }],
  authMethods: ["apiKey"],
};
const plan: Plan = {
  ...base,
  policyId: "p2",
  referenceId: "p2",
  name: "Gold",
  displayName: null,
  rate: { count: 500, per: { every: 1, unit: "minute" } },
  quota: null,
  keyLifetime: null,
};
const pay = {
  id: "a1",
  name: "Pay",
  authMethods: ["apiKey"],
  listenPath: "/pay/",
  address: null,
  versions: [],
  state: "active",
  categories: [],
} as const;
const mixed = {
  policyId: "p3",
  referenceId: "p3",
  name: "Everything",
  tags: ["portal"],
  reason: "mixed",
  detail: "It controls access and rate in one policy.",
};
const untagged = {
  ...mixed,
  policyId: "p4",
  name: "Other",
  tags: ["x"],
  reason: "no-matching-tag",
  detail: "no",
};

const catalog: Catalog = {
  ...emptyCatalog("EU", { url: null, organisationId: null }),
  products: [product],
  plans: [plan],
  apis: [pay],
  skipped: [mixed, untagged],
};

function ask(query: string | null, change: Partial<ExplainInput> = {}) {
  return explain({
    definition,
    status: up,
    catalog,
    query,
    tellTime: (instant) => `at ${instant}`,
    ...change,
  });
}

function one(query: string | null, change: Partial<ExplainInput> = {}) {
  const [first, ...rest] = ask(query, change);
  expect(rest).toEqual([]);
  if (first === undefined) throw new Error("nothing explained");
  return first;
}

describe("explain", () => {
  it("walks a Product through every question", () => {
    expect(one("p1")).toEqual({
      provider: "EU",
      policyId: "p1",
      name: "Payments",
      outcome: "product",
      steps: [
        {
          question: "Is the Provider up?",
          answer: "Yes, last synchronized at 2026-01-01T10:00:00.000Z.",
          ok: true,
        },
        { question: "Was it found at the Provider?", answer: "Yes, as policy p1.", ok: true },
        { question: "Is it visible to this user?", answer: "Yes: it was returned.", ok: true },
        {
          question: "Do its tags match?",
          answer: 'Yes: it has "portal"; this Provider selects "portal".',
          ok: true,
        },
        { question: "Is it about ordinary APIs?", answer: "Yes: about no MCP server.", ok: true },
        { question: "What does it control?", answer: "Access only, to 1 API: a Product.", ok: true },
        { question: "Is the policy active?", answer: "Yes.", ok: true },
        { question: "Are its APIs known?", answer: "Yes, all of them.", ok: true },
        { question: "Do its APIs share one auth method?", answer: "Yes: apiKey.", ok: true },
        { question: "Is it shown?", answer: "Yes, as a Product.", ok: true },
      ],
      advice:
        "It is on show, but not published yet; consumers see it after: portico publish product -p EU p1",
      adoption: null,
      advisesAdoption: false,
    });
  });

  it.each(["p1", "ref-1", "Payments", "Pay with us", "payments", "REF-1"])(
    "finds a policy by %s",
    (query) => {
      expect(one(query).policyId).toBe("p1");
    },
  );

  it("says what a Plan limits", () => {
    const { outcome, steps } = one("Gold");
    expect(outcome).toBe("plan");
    expect(steps.map((step) => step.answer)).toContain(
      "Limits only (rate 500 / min, quota unlimited, keys expire: never): a Plan.",
    );
  });

  it("names the reason and the fix of a skipped policy", () => {
    const { outcome, steps, advice } = one("Everything");
    expect(outcome).toBe("skipped");
    expect(steps.find((step) => step.question === "What does it control?")).toEqual({
      question: "What does it control?",
      answer: "It controls access and rate in one policy. (mixed)",
      ok: false,
    });
    expect(advice).toContain("Split it in two");
  });

  it("does not ask what a policy controls that its tags leave out", () => {
    const steps = one("Other").steps;
    expect(steps.find((step) => step.question === "Do its tags match?")?.ok).toBe(false);
    expect(steps.find((step) => step.question === "What does it control?")?.ok).toBeNull();
  });

  it("explains all that is skipped or hidden when nothing is asked for", () => {
    const hidden: Product = {
      ...product,
      policyId: "p9",
      name: "Old",
      state: "hidden",
      hiddenAt: "2026-01-01T09:00:00.000Z",
      hiddenReason: "not-retrieved",
    };
    const all = ask(null, { catalog: { ...catalog, products: [product, hidden] } });
    expect(all.map(({ name, outcome }) => [name, outcome])).toEqual([
      ["Everything", "skipped"],
      ["Old", "missing"],
      ["Other", "skipped"],
    ]);
    expect(all[1]?.steps.at(-1)).toEqual({
      question: "Is it shown?",
      answer: "No: it was hidden at 2026-01-01T09:00:00.000Z (not-retrieved).",
      ok: false,
    });
  });

  it("explains a policy once that was a Product and is a Plan now", () => {
    const former: Product = { ...product, policyId: "p2", state: "hidden", hiddenReason: "changed-kind" };
    const { outcome, steps } = one("p2", { catalog: { ...catalog, products: [former] } });
    expect(outcome).toBe("plan");
    expect(steps.at(-1)?.answer).toContain("Its other form was hidden some time ago (changed-kind).");
  });

  it("explains each of several policies of one name", () => {
    const twin = { ...product, policyId: "p5", referenceId: "p5", displayName: null };
    const both = ask("Payments", { catalog: { ...catalog, products: [product, twin] } });
    expect(both.map((entry) => entry.policyId)).toEqual(["p1", "p5"]);
  });

  it("prefers an id over a policy that carries it as a name", () => {
    const named = { ...product, policyId: "p6", referenceId: "p6", name: "p1" };
    expect(one("p1", { catalog: { ...catalog, products: [product, named] } }).policyId).toBe("p1");
  });

  it("answers for a policy that nobody knows, with similar names", () => {
    const { outcome, policyId, advice, steps } = one("pay");
    expect({ outcome, policyId, advice }).toEqual({
      outcome: "missing",
      policyId: null,
      advice: 'Did you mean "Payments"?',
    });
    expect(steps.at(-1)?.ok).toBe(false);
  });

  it("says of nothing that it is known which the last reading has not told", () => {
    const stepsOf = (changes: Parameters<typeof one>[1]): Record<string, boolean | null> =>
      Object.fromEntries(one("p1", changes).steps.map(({ question, ok }) => [question, ok]));
    expect(stepsOf({ status: { ...up, held: { products: 1, plans: 1 } } })).toMatchObject({
      "Was it found at the Provider?": null,
      "Is it visible to this user?": null,
    });
    const unlisted = one("p1", { catalog: { ...catalog, apis: [] } });
    expect(unlisted.steps).toContainEqual({
      question: "Is it about ordinary APIs?",
      answer: "Not known: it is about something that the Provider does not list as an API.",
      ok: null,
    });
    expect(unlisted.advice).toContain("if they are MCP servers");
    expect(one("p1", { status: UNKNOWN_STATUS, catalog: null }).steps.at(-1)).toMatchObject({
      answer: "Not known: nothing has been read yet.",
      ok: null,
    });
  });

  it("blames the Provider first when it is down, disabled, unknown or held", () => {
    const error = { code: "CONNECTION_REFUSED", message: "connection refused", hint: "Start it." } as const;
    expect(one("p1", { status: { ...up, state: "down", error } }).advice).toBe("Start it.");
    expect(one("p1", { definition: { ...definition, enabled: false } }).advice).toContain("enabled: true");
    expect(one("x", { status: UNKNOWN_STATUS, catalog: null }).advice).toBe("Synchronize EU first.");
    expect(one("p1", { status: { ...up, held: { products: 1, plans: 1 } } }).advice).toContain("no policies");
  });

  it.each(["connection refused (ECONNREFUSED)", "connection refused (ECONNREFUSED)."])(
    "tells in whole sentences why a Provider is down: %s",
    (message) => {
      const error = { code: "CONNECTION_REFUSED", message, hint: null } as const;
      expect(one("p1", { status: { ...up, state: "down", error } }).steps[0]?.answer).toBe(
        "No: connection refused (ECONNREFUSED). It was last synchronized at 2026-01-01T10:00:00.000Z.",
      );
    },
  );

  it.each([
    ["a denied policy", { ...product, policyState: "denied" as const }, "active at the Provider"],
    ["an unknown API", { ...product, apis: [{ id: "zz", name: "Gone", versions: [] }] }, "unknown APIs"],
  ])("advises on %s", (_what, changed, advice) => {
    expect(one("p1", { catalog: { ...catalog, products: [changed] } }).advice).toContain(advice);
  });

  it("advises to split a Product whose APIs need different credentials", () => {
    const jwt = { ...pay, id: "a2", name: "Tok", authMethods: ["jwt"] as const };
    const both = { ...product, apis: [...product.apis, { id: "a2", name: "Tok", versions: [] }] };
    const { advice } = one("p1", { catalog: { ...catalog, products: [both], apis: [pay, jwt] } });
    expect(advice).toContain("Split the policy by auth method");
  });
});

describe("when nothing is on show", () => {
  const hidden = { ...product, state: "hidden", hiddenAt: null, hiddenReason: null } as const;
  const lacking = ["a", "b", "c"].map((name) => ({
    ...untagged,
    policyId: name,
    name,
    tags: name === "a" ? ["x"] : ["old", "y"],
    withTags: { outcome: "product", detail: "" } as const,
  }));
  const nothing = { ...catalog, products: [hidden], plans: [], skipped: lacking };

  it("looks at the tags first where policies are there and none has them, and says which they have", () => {
    const { advice, adoption, advisesAdoption } = one("a", { catalog: nothing });
    expect(advice).toMatch(
      /^None of 3 policies has the tag "portal", 2 have "old": look first whether policyTags/u,
    );
    expect(advice).toMatch(/then, .* at ownership and permissions, with: portico check EU$/u);
    expect({ has: adoption !== null, advisesAdoption }).toEqual({ has: true, advisesAdoption: false });
  });

  it("looks at ownership first where no policy is there, whatever is asked for", () => {
    const empty = { ...nothing, skipped: [] };
    for (const query of ["p1", null]) {
      expect(one(query, { catalog: empty }).advice).toMatch(
        /^The Provider returns no policy at all: look first whether they are owned by other users, then at organisation and permissions/u,
      );
    }
    const bare = { ...empty, products: [] };
    expect(one("no such", { catalog: bare }).advice).toContain("returns no policy at all");
    expect(nothingShown(bare, definition)).toContain("portico check EU");
  });

  it("leaves a policy its own reason, and one alone its own tag", () => {
    expect(one("Everything", { catalog: { ...nothing, skipped: [...lacking, mixed] } }).advice).toContain(
      "Split it",
    );
    const alone = one("a", { catalog: { ...nothing, skipped: lacking.slice(0, 1) } });
    expect(alone).toMatchObject({
      advice: 'Add the tag "portal" to the policy at the Provider, then sync.',
      advisesAdoption: true,
    });
  });

  it("is not so while something is", () => {
    expect(nothingShown(catalog, definition)).toBeNull();
    expect(nothingShown(null, definition)).toBeNull();
  });
});

it("says that capitals count where a tag differs in nothing else", () => {
  const near = { ...untagged, tags: ["Portal"] };
  const { steps } = one("Other", { catalog: { ...catalog, skipped: [near] } });
  expect(steps.find(({ question }) => question === "Do its tags match?")?.answer).toBe(
    'No: it has "Portal"; this Provider selects "portal", and capitals count.',
  );
});
