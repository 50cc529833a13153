import { describe, expect, it } from "vitest";
import { classify, hasSelectedTags, skipAdvice } from "../../src/core/classify.ts";
import { aPolicy } from "../helpers/policies.ts";

const ANY = { tags: ["portal"], match: "any" } as const;
const NONE = { access: false, rate: false, quota: false, perApi: false, complexity: false };

describe("classify", () => {
  it.each([
    ["access alone is a Product", { access: true }, "product"],
    ["access with complexity is a Product", { access: true, complexity: true }, "product"],
    ["rate alone is a Plan", { rate: true }, "plan"],
    ["quota alone is a Plan", { quota: true }, "plan"],
    ["rate and quota with complexity are a Plan", { rate: true, quota: true, complexity: true }, "plan"],
    ["access with rate is skipped as mixed", { access: true, rate: true }, "mixed"],
    ["access with quota is skipped as mixed", { access: true, quota: true }, "mixed"],
    ["limits per API are skipped", { perApi: true }, "per-api"],
    ["limits per API come before mixed", { perApi: true, access: true, rate: true }, "per-api"],
    ["complexity alone is skipped", { complexity: true }, "complexity-only"],
    ["nothing told apart is skipped", {}, "not-partitioned"],
  ])("%s", (_title, controls, expected) => {
    const result = classify(aPolicy("p", { controls: { ...NONE, ...controls } }), ANY);
    expect(result.outcome === "skipped" ? result.reason : result.outcome).toBe(expected);
  });

  it.each([
    [{ rate: true }, "It controls access and rate in one policy."],
    [{ quota: true }, "It controls access and quota in one policy."],
    [{ rate: true, quota: true }, "It controls access, rate and quota in one policy."],
  ])("tells what is mixed: access with %j", (limits, detail) => {
    const controls = { ...NONE, access: true, ...limits };
    expect(classify(aPolicy("p", { controls }), ANY)).toMatchObject({ detail });
  });

  it("looks at the tags before anything else, and at the adapter's exclusion next", () => {
    const excluded = { reason: "mcp", detail: "It grants access to an MCP server." };
    const controls = { ...NONE, perApi: true };
    expect(classify(aPolicy("p", { tags: [], excluded, controls }), ANY)).toMatchObject({
      reason: "no-matching-tag",
    });
    expect(classify(aPolicy("p", { excluded, controls }), ANY)).toMatchObject({ reason: "mcp" });
  });

  it.each([
    [["portal"], { tags: [], match: "any" } as const, true],
    [[], { tags: [], match: "all" } as const, true],
    [["Portal"], ANY, false],
    [["eu"], { tags: ["portal", "eu"], match: "any" } as const, true],
    [["eu"], { tags: ["portal", "eu"], match: "all" } as const, false],
    [["eu", "portal", "x"], { tags: ["portal", "eu"], match: "all" } as const, true],
  ])("tags %j under %j: %s", (tags, selection, expected) => {
    expect(hasSelectedTags(tags, selection)).toBe(expected);
  });

  it.each([
    "no-matching-tag",
    "mcp",
    "per-api",
    "mixed",
    "complexity-only",
    "not-partitioned",
    "something else",
  ])("has advice for %s", (reason) => {
    expect(skipAdvice(reason, ANY)).toMatch(/\w{4,}.*\.$/u);
  });
});
