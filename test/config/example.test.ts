import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { EXAMPLE_CONFIG } from "../../src/config/example.ts";
import { configJsonSchema } from "../../src/config/json-schema.ts";
import { KEY_FACTS } from "../../src/config/key-facts.ts";
import { parseConfig, validateConfig } from "../../src/config/load.ts";
import { FACTS, problems, shown } from "./config-files.ts";

const root = join(import.meta.dirname, "../..");

async function judge(file: string) {
  const env = { DASHBOARD_KEY: "x", STAGING_HOST: "staging.example.com" };
  return validateConfig(await parseConfig(join(root, file)), { ...FACTS, env });
}

describe("the example config", () => {
  it("is the file in config/, and begins with the line that editors look for", async () => {
    expect(await readFile(join(root, "config/portico.yaml"), "utf8")).toBe(EXAMPLE_CONFIG);
    expect(EXAMPLE_CONFIG).toMatch(/^# yaml-language-server: \$schema=\.\/portico\.schema\.json\n/u);
  });

  it("is valid, and stays so with everything in it uncommented", async () => {
    expect(await problems(EXAMPLE_CONFIG, { env: { DASHBOARD_KEY: "x" } })).toEqual([]);
    const all = EXAMPLE_CONFIG.replaceAll(/^( *)# ([a-z]+:.*| {2}[a-z]+[.a-z]*: .*)$/gmu, "$1$2");
    const result = await problems(all.replace(/^yaml-language-server.*$/mu, ""), {
      env: { DASHBOARD_KEY: "x" },
    });
    expect(result).toEqual([]);
  });

  it("names every key", () => {
    const names = Object.keys(KEY_FACTS).map((key) => key.split(".").at(-1) ?? "");
    expect(names.filter((name) => name !== "*" && !EXAMPLE_CONFIG.includes(name))).toEqual([]);
  });
});

describe("the JSON Schema", () => {
  it("is the file in config/", async () => {
    const file: unknown = JSON.parse(await readFile(join(root, "config/portico.schema.json"), "utf8"));
    expect(configJsonSchema()).toEqual(file);
  });

  it("describes every key and forbids others", () => {
    expect(configJsonSchema()).toMatchObject({
      additionalProperties: false,
      properties: {
        refreshInterval: { description: KEY_FACTS.refreshInterval.description },
        providers: {
          anyOf: [
            {
              items: {
                additionalProperties: false,
                required: ["name"],
                properties: Object.fromEntries(
                  Object.entries(KEY_FACTS)
                    .filter(([key]) => key.startsWith("providers.*.") && !key.endsWith(".*"))
                    .map(([key, { description }]) => [key.slice("providers.*.".length), { description }]),
                ),
              },
            },
            { type: "null" },
          ],
        },
      },
    });
  });
});

describe("the sample configs", () => {
  it("are valid", async () => {
    const result = await judge("fixtures/configs/sample.yaml");
    expect(
      result.ok ? result.config.providers.map((one) => one.definition) : result.issues.map(shown),
    ).toMatchObject([
      { name: "Production EU", url: "https://dashboard.example.com/dashboard", environment: "production" },
      { name: "Staging", url: "http://staging.example.com:3000", policyTags: ["portal", "eu"] },
      { name: "Partners" },
    ]);
  });

  it("are broken in every way, all found at once, and no secret among the words", async () => {
    const result = await judge("fixtures/configs/broken.yaml");
    const found = result.ok ? [] : result.issues;
    expect(found.map((issue) => `${issue.line}:${issue.column} ${issue.key}`)).toEqual([
      "2:1 refreshIntervall",
      "3:18 refreshInterval",
      "4:22 sync.concurrency",
      "7:10 providers[0].url",
      "8:13 providers[0].secret",
      "9:24 providers[0].policyTags",
      "10:11 providers[1].name",
      "11:18 providers[1].url",
      "13:5 providers[1].polcyTags",
      "14:25 providers[1].insecureSkipVerify",
      "15:5 providers[2].name",
      "15:5 providers[2].secret",
      "15:39 providers[2].url",
      "16:5 providers[2].secrets",
      "17:22 providers[2].policyTags[1]",
      "17:26 providers[2].policyTags[2]",
      "18:18 providers[2].environment",
    ]);
    expect(found.map(shown).join("\n")).not.toMatch(/hunter2|12345678/u);
  });
});
