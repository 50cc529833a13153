import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { KEY_FACTS } from "../../src/config/key-facts.ts";
import { parseConfig, validateConfig } from "../../src/config/load.ts";
import { addedProvider, editedProvider, removedProvider } from "../../src/config/provider-text.ts";
import { parseYaml } from "../../src/config/yaml-document.ts";
import { issueLines } from "../../src/core/config-issue.ts";
import { configFolder, FACTS } from "./config-files.ts";

const names = Object.keys(KEY_FACTS).map((key) => key.split(".").at(-1) ?? key);
const pieces = fc.constantFrom(
  ..."\n|  |- |: |, |{|}|[|]|#|&a |*a|<<: |!!x |'|\"|${KEY}|\t|\r\n|%|---\n|? |secret: |providers:\n  - name: a\n    ".split(
    "|",
  ),
  "|\n ",
  ...names,
);
const yamlText = fc.array(fc.oneof(pieces, fc.string({ unit: "binary", maxLength: 5 })), { maxLength: 60 });

const scalar = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.constantFrom(
    "${KEY}",
    "${NO}",
    "a, b",
    "https://x.example",
    "10m",
    "__proto__",
    null,
    true,
    0,
    -1.5,
    Infinity,
  ),
);
const key = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(...names) },
  { weight: 1, arbitrary: fc.string() },
);
const { tree } = fc.letrec((tie) => ({
  tree: fc.oneof(
    { maxDepth: 6 },
    scalar,
    fc.array(tie("tree"), { maxLength: 4 }),
    fc.dictionary(key, tie("tree"), { maxKeys: 8 }),
  ),
}));

/** What is wrong with the way a text is judged: it must end with a result whose issues can be shown. */
async function faults(folder: string, text: string | Uint8Array): Promise<readonly string[]> {
  const file = join(folder, "portico.yaml");
  await writeFile(file, text);
  const result = validateConfig(await parseConfig(file), { ...FACTS, actions: new Set(["quit"]) });
  const issues = result.ok ? [] : result.issues;
  const shown = [...issues, ...result.warnings].map((issue) => issueLines(issue).join(""));
  return [
    ...shown.filter((line) => /[\p{Cc}\p{Bidi_Control}]/u.test(line)),
    ...(!result.ok && issues.length === 0 ? ["refused without a reason"] : []),
    ...(JSON.stringify(result) === undefined ? ["not serialisable"] : []),
  ];
}

describe("whatever a config file holds", () => {
  it("judging it ends with a result: any pieces of YAML", async () => {
    const folder = await configFolder({});
    await fc.assert(
      fc.asyncProperty(yamlText, async (parts) => {
        expect(await faults(folder, parts.join(""))).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  it("judging it ends with a result: any bytes", async () => {
    const folder = await configFolder({});
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
        expect(await faults(folder, bytes)).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  it("judging it ends with a result: any values under any keys", async () => {
    const folder = await configFolder({});
    const mapping = fc.record(
      {
        providers: fc.array(tree, { maxLength: 4 }),
        include: tree,
        keys: tree,
        sync: tree,
        store: tree,
        "x-a": tree,
      },
      { requiredKeys: [] },
    );
    const property = fc.asyncProperty(fc.oneof(tree, mapping), async (value) => {
      expect(await faults(folder, stringify(value))).toEqual([]);
    });
    await fc.assert(property, { numRuns: 150 });
  });

  it("no literal secret is shown, however mistyped the file is", async () => {
    const folder = await configFolder({});
    const file = join(folder, "portico.yaml");
    const text = [
      "providers:",
      "  - name: One",
      "    url: https://dash.example.com",
      "    secret: hunter2secret",
      "    policyTags: [a]",
      "  - name: Two",
      "    secret: 'hunter2secret'",
      "    adapter: file\n",
    ].join("\n");
    const typed = fc.constantFrom(..."\n|:| |'|{|[|]|- |\t|#|x|,|&a |*a|? |  |".split("|"), '"', "|\n");
    const edits = fc.array(fc.tuple(fc.nat(text.length), fc.nat(3), typed), { minLength: 1, maxLength: 2 });
    const property = fc.asyncProperty(edits, async (all) => {
      const edited = all.reduce((now, [at, cut, put]) => now.slice(0, at) + put + now.slice(at + cut), text);
      await writeFile(file, edited);
      const result = validateConfig(await parseConfig(file), FACTS);
      const issues = [...(result.ok ? [] : result.issues), ...result.warnings];
      expect(issues.flatMap((issue) => issueLines(issue)).join("\n")).not.toContain("hunter2secret");
    });
    await fc.assert(property, { numRuns: 500, seed: 20 });
  });

  it("a Provider in them is edited, added and removed without failing, or that is refused", () => {
    fc.assert(
      fc.property(yamlText, (parts) => {
        const document = parseYaml("portico.yaml", parts.join(""));
        const edits = [
          editedProvider(document, ["providers", 0], { url: "https://new.example.com", secret: null }),
          addedProvider(document, { name: "New", enabled: false }),
          removedProvider(document, 0),
        ];
        for (const edit of edits) expect(edit.ok ? edit.text : edit.hint).toEqual(expect.any(String));
      }),
      { numRuns: 300 },
    );
  });
});
