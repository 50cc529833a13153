import { symlink } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { locateConfig } from "../../src/config/locate.ts";
import { parseConfig, validateConfig } from "../../src/config/load.ts";
import { configFolder, FACTS, problems, provider } from "./config-files.ts";

/** The first line of each issue. */
async function heads(...given: Parameters<typeof problems>): Promise<readonly (string | undefined)[]> {
  return (await problems(...given)).map((text) => text.split("\n")[0]);
}

describe("a variable that is not set", () => {
  it.each([
    ["url: ${NOWHERE}", "url"],
    ["name: ${NOWHERE}", "name"],
    ["adapter: ${NOWHERE}", "adapter"],
    ["policyTags: ['${NOWHERE} ']", "policyTags[0]"],
    ["options: { timeout: '${NOWHERE}' }", "options.timeout"],
    ["enabled: ${NOWHERE}", "enabled"],
  ])("is the only thing said of the value: %s", async (line, key) => {
    const own = { url: "url: https://x.example", name: "name: One", secret: "secret: ${KEY}" };
    const lines = Object.values({ ...own, [key]: line });
    const found = await heads(`providers:\n  - ${lines.join("\n    ")}\n`);
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(`providers[0].${key}: the environment variable of \${NOWHERE} is not set`);
  });

  it("is the only thing said of a setting, and one that is set is judged by its value", async () => {
    const facts = { themes: ["dark"] };
    expect(await heads("theme: ${NOWHERE}\n", facts)).toEqual([
      "portico.yaml:1:8  theme: the environment variable of ${NOWHERE} is not set",
    ]);
    expect(await heads("theme: ${T}\n", { ...facts, env: { T: "dark" } })).toEqual([]);
  });
});

describe("a URL with several mistakes", () => {
  it("has an issue for each, at its own column, with or without quotes", async () => {
    for (const [quote, column] of [
      ["", 10],
      ["'", 11],
    ] as const) {
      const text = provider().replace("https://dash.example.com", `${quote}https://x.example/?a#b${quote}`);
      expect(await heads(text)).toEqual([
        `portico.yaml:3:${column + 18}  providers[0].url: "https://x.example/?***" has a query`,
        `portico.yaml:3:${column + 20}  providers[0].url: "https://x.example/?***" has a fragment`,
      ]);
    }
  });

  it("points at its beginning where a part of it comes from the environment", async () => {
    const text = provider("baselineUrl: https://${HOST}/?a");
    expect((await heads(text))[0]).toContain("portico.yaml:5:18  providers[0].baselineUrl");
  });
});

describe("what is not closed", () => {
  it.each([
    ["a list, before further keys", "ignore: [a,\nproviders:\n  - name: A\n", "1:9  this [ is not closed"],
    [
      "a list within a Provider",
      provider("policyTags: [a, b") + "  - name: B\n    adapter: file\n",
      "5:17  this [ is not closed",
    ],
    ["a mapping", "sync: { concurrency: 3\ntheme: x\n", "1:7  this { is not closed"],
    ["JSON", '{"theme": "dark", "providers": [{"name": "A"}]\n', "1:1  this { is not closed"],
    ["a list closed as a mapping", "ignore: [a, b}\nproviders: []\n", "1:9  this [ is not closed"],
    ["a list within a mapping", provider("options: { a: [1, 2 }"), "5:19  this [ is not closed"],
    ["double quotes", 'theme: "dark\nproviders: []\n', '1:8  this " is not closed'],
    ["quotes, with others further down", 'theme: "dark\nx-a: "b"\n', '1:8  this " is not closed'],
    ["single quotes", provider("description: 'open") + "  - name: B\n", "5:18  this ' is not closed"],
  ])("is pointed at where it begins, and nothing else is said: %s", async (_, text, expected) => {
    expect(await heads(text)).toEqual([`portico.yaml:${expected}`]);
  });

  it("is told of once for each", async () => {
    expect(await heads("ignore: [a\ntheme: x\nsync: {concurrency: 3\nproviders: []\n")).toEqual([
      "portico.yaml:1:9  this [ is not closed",
      "portico.yaml:3:7  this { is not closed",
    ]);
  });
});

describe("broken YAML", () => {
  it.each([
    ["a bracket too many", "ignore: [a]]\nproviders: []\n", "1:12  this ] closes nothing"],
    ["a quote within quotes", "theme: 'it's'\n", "1:12  something stands behind a closing quote"],
    ["a comma too many", "ignore: [a,,b]\n", "1:12  a comma too many"],
    [
      "a dash without a blank",
      "providers:\n  -name: A\n   adapter: x\n",
      "2:10  a blank is missing behind the dash",
    ],
    ["a line too far to the right", "sync:\n  a: b\n    c: d\n", "2:6  the next line is indented as if"],
    ["text behind a block's beginning", "theme: |x\n  y\n", "1:9  something stands behind | or >"],
    ["a star", "ignore: [*, a]\n", "1:10  this alias is malformed"],
    ["merging what is not there", "x-a: { <<: *none }\n", "1:12  this alias stands for nothing"],
  ])("is told of once, by its cause: %s", async (_, text, expected) => {
    const found = await heads(text);
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(`portico.yaml:${expected}`);
  });

  it("names a missing blank behind the colon", async () => {
    expect((await problems("theme:dark\n")).join()).toContain('Write "key: value", with a blank behind');
  });
});

describe("an option that its adapter refuses", () => {
  const option = (schema: z.ZodType, value: string) =>
    problems(`providers:\n  - name: A\n    adapter: own\n    options: ${value}\n`, {
      adapters: new Map([["own", { requires: [], options: z.strictObject({ it: schema }) }]]),
    });

  it.each([
    [z.int().min(0), "{ it: -1 }", "expected a number of at least 0, got -1", "Write 0 or more."],
    [z.int().max(10), "{ it: 11 }", "expected a number of at most 10, got 11", "Write 10 or less."],
    [z.int(), "{ it: 1.5 }", "expected a whole number, got 1.5", "See the options"],
    [z.number(), "{ it: '5' }", 'expected a number, got "5"', "Write it without quotes."],
    [z.string(), "{ it: 5 }", "expected a text, got 5", "Put it in quotes."],
    [z.boolean(), "{ it: ja }", 'expected true or false, got "ja"', "Write true or false, without quotes."],
    [z.string().min(1), "{ it: '' }", 'expected a text that is not empty, got ""', "See the options"],
    [z.array(z.string()).max(1), "{ it: [a, b] }", "expected a list of at most 1 items, got a list", ""],
    [z.enum(["a", "b", "c"]), "{ it: d }", 'expected a, b or c, got "d"', ""],
    [z.union([z.string(), z.number()]), "{ it: [] }", "expected a text or a number, got a list", ""],
    [z.url(), "{ it: x }", 'expected a URL, got "x"', ""],
    [z.string().startsWith("/"), "{ it: x }", 'expected a text that begins with "/", got "x"', ""],
    [z.string().regex(/^a$/u, "must be an a"), "{ it: b }", '"b" is refused: must be an a', ""],
    [
      z.string().describe("Where it is."),
      "{}",
      "is missing: expected a text",
      "Add it below options. About it: Where it is.",
    ],
  ])(
    "is told of in our words unless the adapter has its own (%#)",
    async (...[schema, value, message, hint]) => {
      const [found = ""] = await option(schema, value);
      expect(found).toContain(`providers[0].options.it: ${message}`);
      expect(found).toContain(hint);
      expect(found).toContain("^");
    },
  );

  it("is pointed at inside the one alternative that it nearly is", async () => {
    const schema = z.union([z.string(), z.array(z.string())]);
    expect((await option(schema, "{ it: [a, 5] }"))[0]).toContain(
      "portico.yaml:4:24  providers[0].options.it[1]: expected a text, got 5",
    );
  });

  it("keeps a secret to itself", async () => {
    const found = await problems(provider("options: { apiToken: hunter2 }"));
    expect(found[0]).toContain("providers[0].options.apiToken: expected a number");
    expect(found.join()).not.toContain("hunter2");
  });
});

describe("an item of a list", () => {
  it.each([
    ["include: [a*, 5]", "include[1]: expected a file pattern, got 5"],
    ["ignore: [1]", "ignore[0]: expected a warning id, got 1"],
    [provider("policyTags: [a, 5]"), "providers[0].policyTags[1]: expected a tag, which is a text, got 5"],
  ])("is told of at its own place: %s", async (text, expected) => {
    expect((await heads(text))[0]).toContain(expected);
  });
});

describe("a reference to a secret", () => {
  it.each([
    [
      "{ command: pass show x }",
      "secret.command: expected a list of texts: the program and its arguments, got a text",
    ],
    [
      "{ command: [] }",
      "secret.command: expected a list of texts: the program and its arguments, got an empty list",
    ],
    ["{ env: 5 }", "secret.env: expected the name of an environment variable, got a number"],
    ["{ env: A, file: b }", "secret: expected one of env, file and command, got env and file"],
    ["{}", "secret: expected one of env, file and command, got none"],
    ["{ ev: A }", "secret.ev: unknown key"],
  ])("says what is wrong inside it: %s", async (written, expected) => {
    const found = await heads(provider().replace("${KEY}", written));
    expect(found).toEqual([expect.stringContaining(`providers[0].${expected}`)]);
  });
});

describe("mistakes of every kind", () => {
  it("are all told of together, in the order of their lines", async () => {
    const text = [
      "refreshInterval: ten",
      "sync: { concurrency: 99 }",
      "theme: pink",
      "bogus: 1",
      "keys: { nope: x, quit: q }",
      "providers:",
      "  - name: A",
      "    url: ftp://x.example",
      "    secret: ${KEY}",
      "  - name: A",
      "    adapter: pigeon",
      "  - name: C",
      "    url: https://x.example",
      "    secret: { ev: X }",
      "    policyTags: a, b",
      "    options: { retries: many }",
      "  - 5",
      "ignore: nope",
    ].join("\n");
    const found = await heads(text, {
      themes: ["dark"],
      actions: new Set(["quit"]),
      keyProblems: () => [
        { action: "quit", message: "the key q is taken by go.back", hint: "Choose another." },
      ],
    });
    expect(found.map((line) => line?.replace(/^portico\.yaml:(\d+):\d+ {2}([^:]*):.*$/u, "$1 $2"))).toEqual([
      "1 refreshInterval",
      "2 sync.concurrency",
      "3 theme",
      "4 bogus",
      "5 keys.nope",
      "5 keys.quit",
      "8 providers[0].url",
      "10 providers[1].name",
      "11 providers[1].adapter",
      "14 providers[2].secret.ev",
      "15 providers[2].policyTags",
      "16 providers[2].options.retries",
      "17 providers[3]",
      "18 ignore",
    ]);
  });

  it("beyond a hundred are counted", async () => {
    const found = await problems("a: 1\n".repeat(5_000));
    expect(found).toHaveLength(101);
    expect(found.at(-1)).toContain("there are 4900 more errors");
  });

  it("name a key once", async () => {
    expect(await heads("refreshIntervall: 10m\n")).toEqual([
      "portico.yaml:1:1  refreshIntervall: unknown key",
    ]);
  });
});

describe("an included file", () => {
  it("that is empty is told of by its own name; one with remarks only is none at all", async () => {
    const found = await problems({
      "portico.yaml": "include: ['d/*.yaml']\n",
      "d/e.yaml": "",
      "d/f.yaml": "# later\n",
    });
    expect(found).toEqual([
      expect.stringMatching(/^d\/e\.yaml {2}the file is empty\n {2}Begin it with name: Production/u),
    ]);
  });
});

describe("a file that is no YAML text", () => {
  it.each([
    ["UTF-16", Buffer.from("\uFEFFtheme: x\n", "utf16le"), "is UTF-16, not UTF-8 text"],
    [
      "UTF-16 without a mark",
      Buffer.from("theme: x\n", "utf16le"),
      "is not plain text: a NUL character is in line 1",
    ],
    ["a NUL character", "theme: x\nignore: [\0]\n", "is not plain text: a NUL character is in line 2"],
    ["lines of old Macs", "theme: x\rproviders: []\r", "ends its lines with CR alone"],
  ])("is refused in words: %s", async (_, content, expected) => {
    expect(await heads(content)).toEqual([`portico.yaml  ${expected}`]);
  });

  it("but a link that leads nowhere says so, when it is named", async () => {
    const folder = await configFolder({});
    await symlink("gone", join(folder, "link.yaml"));
    const file = await locateConfig({ cwd: folder, flag: "link.yaml", env: {} });
    const result = validateConfig(await parseConfig(file ?? ""), FACTS);
    expect(result.ok ? [] : result.issues).toMatchObject([
      { message: "is a symbolic link that leads nowhere" },
    ]);
  });
});

describe("a file made to be slow", () => {
  it.each([
    ["one long value", `theme: ${"a".repeat(1_900_000)}\n`],
    ["one long URL", provider(`baselineUrl: https://${"a:".repeat(900_000)}`)],
    ["one long line of items", `ignore: [${"${A}, ".repeat(20_000)}]\n`],
    ["many keys", Array.from({ length: 20_000 }, (_, index) => `k${index}: 1`).join("\n")],
    ["many tags", provider(`policyTags: ${"a, ".repeat(60_000)}`)],
    ["many brackets", `x-a: ${"[".repeat(1_900_000)}`],
    ["many brackets on lines of their own", `x-a: ${"[\n".repeat(900_000)}`],
    ["many wrong items", `providers:\n${"  - a\n".repeat(130_000)}`],
  ])("is judged all the same: %s", { timeout: 15_000 }, async (_, text) => {
    expect((await problems(text, { themes: ["dark"] })).length).toBeGreaterThan(0);
  });
});
