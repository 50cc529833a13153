import { describe, expect, it } from "vitest";
import { emptyCatalog } from "../../src/core/catalog.ts";
import { withListing } from "../../src/core/credential-listing.ts";
import {
  emptyBook,
  type Credential,
  type CredentialBook,
  type RemoteCredential,
} from "../../src/core/credential.ts";
import { sampleCredential } from "../contract/store-samples.ts";
import { plan, product } from "../helpers/catalog-items.ts";

const NOTHING = new Set<never>();
const NOW = "2026-03-02T10:00:00.000Z";
const CATALOG = {
  ...emptyCatalog("EU", { url: null, organisationId: null }),
  products: [product("p-pay", "Pay")],
  plans: [plan("gold", "Gold")],
};

function listed(part: Partial<RemoteCredential> = {}): RemoteCredential {
  return {
    kind: "apiKey",
    mark: "portico-c-1",
    handle: "41c5cb1e",
    alias: "app 1",
    tail: "…82e5",
    policies: ["p-pay", "gold"],
    owner: null,
    apis: [],
    metadata: {},
    issuedAt: NOW,
    expiresAt: null,
    isActive: true,
    ...part,
  };
}

function after(
  credentials: readonly Credential[],
  seen: readonly RemoteCredential[],
  ...[under = [], catalog = CATALOG]: readonly [string[]?, typeof CATALOG?]
) {
  const book: CredentialBook = { ...emptyBook("EU"), credentials };
  const listing = {
    listed: seen,
    catalog,
    startedAt: NOW,
    underWay: new Set(under),
    unlisted: NOTHING,
  };
  return withListing(book, listing).credentials;
}

function stored(part: Partial<Credential> = {}): Credential {
  return { ...sampleCredential("c-1"), ...part };
}

describe("a listing", () => {
  it("finds ours by the mark, and brings handle, Products and Plan up to date", () => {
    const [found] = after([stored({ handle: null })], [listed({ handle: "new" })]);
    expect(found).toMatchObject({ id: "c-1", handle: "new", status: "active", plan: { name: "Gold" } });
    expect(found?.products.map(({ name }) => name)).toEqual(["Pay"]);
  });

  it("shows ours that vanished as missing, and as active once they are back", () => {
    const [gone] = after([stored()], []);
    expect(gone?.status).toBe("missing");
    expect(after([gone ?? stored()], [listed()])[0]?.status).toBe("active");
  });

  it("shows keys made elsewhere with our policies as foreign, and no others", () => {
    const seen = [
      listed({ mark: null, handle: "f1" }),
      listed({ mark: null, handle: "f2", policies: ["others"] }),
    ];
    expect(after([], seen).map(({ id, origin }) => [id, origin])).toEqual([["foreign-f1", "foreign"]]);
  });

  it("takes over labels, without the tags that come from the policies", () => {
    const tags = { team: "pay", shared: "", env: "eu" };
    const catalog = { ...CATALOG, products: [{ ...product("p-pay", "Pay"), tags: ["shared", "env:eu"] }] };
    const seen = [listed({ labels: tags }), listed({ mark: null, handle: "f1", labels: { "app-7": "" } })];
    expect(after([stored({ labels: { old: "x" } })], seen, [], catalog).map(({ labels }) => labels)).toEqual([
      { team: "pay" },
      { "app-7": "" },
    ]);
    expect(after([stored({ labels: { kept: "x" } })], [listed()])[0]?.labels).toEqual({ kept: "x" });
  });

  it("adopts one whose answer never came, with its secret lost", () => {
    const issuing = stored({ status: "issuing", statusAt: null, issuedAt: NOW });
    expect(after([issuing], [listed()])[0]).toMatchObject({ status: "active", isSecretLost: true });
  });

  it("waits five minutes for one whose answer never came, and then gives it up", () => {
    const at = (issuedAt: string) => after([stored({ status: "issuing", statusAt: null, issuedAt })], []);
    expect(at("2026-03-02T09:56:00.000Z")[0]?.status).toBe("issuing");
    expect(at("2026-03-02T09:54:00.000Z")).toEqual([]);
  });

  it("decides nothing about one that is being issued right now", () => {
    const issuing = stored({ status: "issuing", statusAt: null, issuedAt: NOW });
    expect(after([issuing], [listed()], ["c-1"])[0]).toBe(issuing);
  });

  it("leaves alone what changed here after it began", () => {
    const later = stored({ statusAt: "2026-03-02T10:00:01.000Z" });
    expect(after([later], [])[0]).toBe(later);
  });

  it("knows that what was to be revoked is gone, and revokes again what was put back", () => {
    expect(after([stored({ status: "revoking" })], [])[0]?.status).toBe("revoked");
    expect(after([stored({ status: "revoked" })], [listed()])[0]?.status).toBe("revoking");
    expect(after([stored({ status: "revoked" })], [])[0]?.status).toBe("revoked");
  });

  it("leaves the grace of a retiring one as it is", () => {
    const retiring = stored({ status: "retiring", revokeAt: "2026-03-03T10:00:00.000Z" });
    expect(after([retiring], [listed()])[0]).toMatchObject({
      status: "retiring",
      revokeAt: "2026-03-03T10:00:00.000Z",
    });
  });

  it("changes nothing the second time", () => {
    const once = after([stored()], [listed(), listed({ mark: null, handle: "f1" })]);
    expect(after(once, [listed(), listed({ mark: null, handle: "f1" })])).toEqual(once);
  });
});
