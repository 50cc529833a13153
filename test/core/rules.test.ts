import { describe, expect, it } from "vitest";
import type { AuthMethod } from "../../src/core/api.ts";
import { authConflict } from "../../src/core/rules.ts";
import { anApi } from "../helpers/policies.ts";

function conflict(...methods: readonly (readonly AuthMethod[])[]): string | null {
  const apis = methods.map((list, index) => anApi(`api${index}`, list));
  const grants = apis.map(({ id, name }) => ({ id, name, versions: [] }));
  return authConflict({ apis: grants }, new Map(apis.map((api) => [api.id, api])));
}

describe("one auth method per Product", () => {
  it("holds for APIs that share it", () => {
    expect(conflict(["apiKey"], ["apiKey"])).toBeNull();
    expect(conflict()).toBeNull();
  });

  it("lets mutual TLS join an API key or JWT", () => {
    expect(conflict(["apiKey"], ["apiKey", "mtls"])).toBeNull();
    expect(conflict(["jwt", "mtls"], ["jwt"])).toBeNull();
  });

  it("does not let mutual TLS alone stand beside an API key", () => {
    expect(conflict(["mtls"], ["apiKey"])).toContain("do not share one auth method");
  });

  it("names which API uses what when they differ", () => {
    expect(conflict(["apiKey"], ["jwt"])).toBe(
      "Its APIs do not share one auth method: API api0 uses apiKey, API api1 uses jwt.",
    );
  });

  it("does not count APIs that are unknown", () => {
    const api = anApi("known");
    const grants = [api, anApi("unknown", ["jwt"])].map(({ id, name }) => ({ id, name, versions: [] }));
    expect(authConflict({ apis: grants }, new Map([["known", api]]))).toBeNull();
  });
});
