import fc from "fast-check";
import type { Api } from "../../src/core/api.ts";
import type { Catalog } from "../../src/core/catalog.ts";
import { api, plan, product } from "./catalog-items.ts";
import { catalog } from "./console-stub.ts";

const NAMES = ["Pay", "Loans", "Search", "Gold", "決済"] as const;
const TAGS = ["portal", "eu", "fast", "slow"] as const;

const limit = fc.option(
  fc.record({
    count: fc.integer({ min: 1, max: 3 }),
    per: fc.record({
      every: fc.integer({ min: 1, max: 2 }),
      unit: fc.constantFrom("minute", "hour", "month"),
    }),
  }),
);

const shared = {
  name: fc.constantFrom(...NAMES),
  tags: fc.uniqueArray(fc.constantFrom(...TAGS)),
  displayName: fc.option(fc.constantFrom("", "Shown")),
  description: fc.option(fc.constantFrom("", "# Told")),
  labels: fc.dictionary(fc.constantFrom("team", "tier"), fc.constantFrom("a", "b")),
  metadata: fc.dictionary(fc.constantFrom("owner"), fc.constantFrom<unknown>("me", 7)),
  state: fc.constantFrom("visible" as const, "visible" as const, "hidden" as const),
};

/** Any catalog of a few Products, Plans and APIs, with names, slugs and paths that several of them share. */
export function anyCatalog(provider = "any"): fc.Arbitrary<Catalog> {
  return anyApis().chain((apis) =>
    fc
      .record({
        products: fc.array(fc.record({ ...shared, apis: fc.subarray([...apis]) }), { maxLength: 5 }),
        plans: fc.array(fc.record({ ...shared, rate: limit, quota: limit }), { maxLength: 5 }),
      })
      .map(({ products, plans }) =>
        catalog(provider, {
          apis,
          products: products.map((one, at) => {
            const grants = one.apis.map(({ id, name, versions }) => ({ id, name, versions }));
            return product(`p${at}`, one.name, { ...one, apis: grants });
          }),
          plans: plans.map((one, at) => plan(`l${at}`, one.name, one)),
        }),
      ),
  );
}

function anyApis(): fc.Arbitrary<readonly Api[]> {
  const one = fc.record({
    name: fc.constantFrom(...NAMES),
    slug: fc.constantFrom("pay", "loans", null),
    listenPath: fc.constantFrom("/pay/", "/loans", "/", null),
    authMethods: fc.constantFrom<Api["authMethods"]>(["apiKey"], ["jwt"]),
  });
  return fc
    .array(one, { maxLength: 5 })
    .map((list) =>
      list.map(({ slug, name, ...part }, at) =>
        api(`a${at}`, name, { ...part, ...(slug === null ? {} : { slug }) }),
      ),
    );
}
