import { chmod, mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { parseConfig, validateConfig } from "../../src/config/load.ts";
import type { Config } from "../../src/config/config.ts";
import { configFolder, FACTS, load, problems, provider, shown } from "./config-files.ts";

const SIGNAL = new AbortController().signal;

async function good(...given: Parameters<typeof load>): Promise<Config> {
  const result = await load(...given);
  if (!result.ok) throw new Error(result.issues.map(shown).join("\n"));
  return result.config;
}

describe("a config", () => {
  it("has defaults for everything", async () => {
    const config = await good(provider());
    expect(config).toMatchObject({
      refreshIntervalMs: 600_000,
      storePath: null,
      plugins: [],
      concurrency: 4,
      keys: {},
      theme: "dark",
      ignore: [],
      include: [],
    });
    expect(config.providers[0]).toMatchObject({
      definition: {
        name: "One",
        adapter: "dashboard",
        url: "https://dash.example.com",
        organisationId: null,
        insecureSkipVerify: false,
        policyTags: [],
        policyTagMatch: "any",
        baselineUrl: null,
        environment: null,
        description: null,
        enabled: true,
        options: {},
      },
      place: { file: config.file, line: 2 },
    });
  });

  it("takes every key", async () => {
    const config = await good(
      [
        "refreshInterval: 0",
        "store: { path: data }",
        "plugins: [./mine.ts]",
        "sync: { concurrency: 8 }",
        "keys: { sync.all: [S, F], quit: x }",
        "theme: light",
        "ignore: [literal-secret]",
        provider(
          "adapter: dashboard",
          "organisationId: abc",
          "insecureSkipVerify: true",
          "policyTags: a,b",
          "policyTagMatch: all",
          "baselineUrl: https://gw.example.com/base/",
          "environment: production",
          "description: Ours",
          "enabled: false",
          "options: { timeout: 5s }",
        ),
      ].join("\n"),
    );
    expect(config).toMatchObject({
      refreshIntervalMs: 0,
      storePath: join(config.folder, "data"),
      plugins: ["./mine.ts"],
      concurrency: 8,
      keys: { "sync.all": ["S", "F"], quit: ["x"] },
      theme: "light",
      ignore: ["literal-secret"],
    });
    expect(config.providers[0]?.definition).toMatchObject({
      organisationId: "abc",
      insecureSkipVerify: true,
      policyTags: ["a", "b"],
      policyTagMatch: "all",
      baselineUrl: "https://gw.example.com/base",
      environment: "production",
      description: "Ours",
      enabled: false,
      options: { timeout: "5s" },
    });
  });

  it.each([
    ["only comments", "# nothing yet\n"],
    ["an empty list of Providers", "providers: []\n"],
    ["a providers key without a list", "providers:\n  # - name: A\n"],
    ["only a document marker", "---\n"],
  ])("without Providers is valid: %s", async (_, text) => {
    expect((await good(text)).providers).toEqual([]);
  });

  it("may begin with a byte order mark and have Windows line ends", async () => {
    const config = await good(`\uFEFF${provider("policyTags: [a]").replaceAll("\n", "\r\n")}`);
    expect(config.providers[0]?.definition.policyTags).toEqual(["a"]);
  });

  it("expands anchors, aliases and merge keys; own keys win over merged ones", async () => {
    const config = await good(
      [
        "x-tags: &tags [a, b]",
        "x-one: &one { url: https://one.example.com, secret: '${KEY}' }",
        "x-two: &two { url: https://two.example.com, environment: staging }",
        "providers:",
        "  - { <<: [*one, *two], name: A, policyTags: *tags }",
        "  - { name: B, environment: mine, <<: [*one, *two] }",
      ].join("\n"),
    );
    expect(config.providers.map(({ definition }) => definition)).toMatchObject([
      { name: "A", url: "https://one.example.com", environment: "staging", policyTags: ["a", "b"] },
      { name: "B", url: "https://one.example.com", environment: "mine", policyTags: [] },
    ]);
  });

  it("replaces ${NAME} from the environment in any text but the name of the secret's variable", async () => {
    const config = await good(provider("baselineUrl: https://${HOST}/x", "policyTags: '${HOST},b'"));
    expect(config.providers[0]?.definition).toMatchObject({
      baselineUrl: "https://dash.example.com/x",
      policyTags: ["dash.example.com", "b"],
    });
  });

  it("accepts an adapter that nobody offers while a plugin that may offer it could not be loaded", async () => {
    const text = provider("adapter: other");
    expect(await problems(text)).toHaveLength(1);
    expect(await problems(text, { failed: new Set(["third"]) })).toHaveLength(1);
    for (const adapter of [null, "other"]) {
      const config = await good(text, { failed: new Set([adapter]) });
      expect(config.providers[0]?.definition.adapter).toBe("other");
    }
  });
});

describe("includes", () => {
  it("add one file per Provider, or a list, in the order of patterns and names", async () => {
    const config = await good({
      "portico.yaml": `include: ["providers.d/*.yaml", more.yaml]\n${provider()}`,
      "providers.d/b.yaml": "name: B\nadapter: file\n",
      "providers.d/a.yaml": "name: A\nadapter: file\n",
      "providers.d/empty.yaml": "# later\n",
      "more.yaml": "providers:\n  - name: C\n    adapter: file\n  - name: D\n    adapter: file\n",
    });
    expect(config.providers.map((one) => one.definition.name)).toEqual(["One", "A", "B", "C", "D"]);
    expect(config.files).toHaveLength(5);
    expect(config.providers.at(-1)?.place).toEqual({ file: join(config.folder, "more.yaml"), line: 4 });
  });

  it("report mistakes at their own file and place, after those of the main file", async () => {
    const found = await problems({
      "portico.yaml": "include: ['d/*.yaml']\ntheem: x\n",
      "d/a.yaml": "name: A\nadapter: file\nurl: nowhere\n",
      "d/b.yaml": "providers:\n  - name: A\n    adapter: file\nsync: {}\n",
      "d/c.yaml": "just text\n",
    });
    expect(found.map((text) => text.split("\n")[0])).toEqual([
      "portico.yaml:2:1  theem: unknown key",
      'd/a.yaml:3:6  url: "nowhere" has no scheme',
      expect.stringMatching(
        /^d\/b\.yaml:2:11 {2}providers\[0\]\.name: the name "A" is taken by the Provider at .*d\/a\.yaml:1$/u,
      ),
      "d/b.yaml:4:1  sync: unknown key",
      "d/c.yaml:1:1  expected one Provider, or a list of them under providers, got a text",
    ]);
  });

  it("may match nothing as a pattern, but a named file must be there", async () => {
    expect(await problems("include: ['d/*.yaml']\n")).toEqual([]);
    expect(await problems("include: [d/a.yaml]\n")).toEqual([
      expect.stringContaining('portico.yaml:1:11  include[0]: there is no file "d/a.yaml"'),
    ]);
  });
});

describe("mistakes", () => {
  it("are all reported at once, with line, column, key, the line with a caret, and the fix", async () => {
    const found = await problems(
      [
        "refreshInterval: ten minutes",
        "providers:",
        "  - name: Production",
        "    url: ftp://dash.example.com",
        "    secret: ${KEY}",
        "    policyTags: a, b",
        "    insecureSkipVerify: yes",
      ].join("\n"),
    );
    expect(found).toEqual([
      [
        'portico.yaml:1:18  refreshInterval: expected a duration, got "ten minutes"',
        "  1 │ refreshInterval: ten minutes",
        "    │                  ^",
        "  Write a number and its unit: 90s, 10m, 1h or 30d; 0 for by hand only.",
      ].join("\n"),
      [
        'portico.yaml:4:10  providers[0].url: "ftp://dash.example.com" has the scheme ftp, which is none for a Provider',
        "  4 │     url: ftp://dash.example.com",
        "    │          ^",
        "  Use https://, or http:// if it must be.",
      ].join("\n"),
      [
        "portico.yaml:6:19  providers[0].policyTags: a space after the comma",
        "  6 │     policyTags: a, b",
        "    │                   ^",
        '  Write "a,b" or [a, b].',
      ].join("\n"),
      [
        'portico.yaml:7:25  providers[0].insecureSkipVerify: expected true or false, got "yes"',
        "  7 │     insecureSkipVerify: yes",
        "    │                         ^",
        "  Write true or false, without quotes.",
      ].join("\n"),
    ]);
  });

  it.each([
    ["polcyTags: [a]", "policyTags"],
    ["URL: https://x.example", "url"],
    ["organizationId: x", "organisationId"],
    ["insecureSkipVerfiy: true", "insecureSkipVerify"],
  ])("in a key are met with a suggestion: %s", async (line, meant) => {
    expect((await problems(provider(line)))[0]).toContain(`Did you mean "${meant}"?`);
  });

  it("in a key without a likely meaning list the known ones", async () => {
    expect((await problems("colour: red\n"))[0]).toContain(
      "Known keys here: include, refreshInterval, store",
    );
  });

  it("in an adapter's name, its required settings and its options are found", async () => {
    const found = await problems(
      [
        "providers:",
        "  - { name: A, adapter: dashbord }",
        "  - { name: B, adapter: pigeon }",
        "  - name: C",
        "  - name: D",
        "    adapter: file",
        "    options:",
        "      pth: x.yaml",
        "      path: 5",
      ].join("\n"),
    );
    expect(found.map((text) => text.replaceAll(/\n.*│.*/gu, ""))).toEqual([
      'portico.yaml:2:25  providers[0].adapter: unknown adapter "dashbord"\n  Did you mean "dashboard"?',
      'portico.yaml:3:25  providers[1].adapter: unknown adapter "pigeon"\n  Available: dashboard, file. Others come with `plugins:`.',
      expect.stringContaining(
        'portico.yaml:4:5  providers[2].url: is missing: the adapter "dashboard" needs it',
      ),
      expect.stringContaining(
        'portico.yaml:4:5  providers[2].secret: is missing: the adapter "dashboard" needs it',
      ),
      'portico.yaml:8:7  providers[3].options.pth: unknown option\n  Did you mean "path"?',
      expect.stringContaining("portico.yaml:9:13  providers[3].options.path: expected a text, got 5\n"),
    ]);
  });

  it("in an adapter's schema itself do not stop the others", async () => {
    const options = z.unknown().refine(() => {
      throw new Error("the schema fails");
    });
    const adapters = new Map([["file", { requires: [], options }]]);
    const found = await problems("providers:\n  - { name: A, adapter: file }\n", { adapters });
    expect(found[0]).toContain("the adapter cannot check its options: the schema fails");
  });

  it("in the ids of actions are met with a suggestion", async () => {
    const found = await problems("keys: { sync.selectd: x }\n", {
      actions: new Set(["sync.selected", "sync.all"]),
    });
    expect(found[0]).toMatch(
      /^portico\.yaml:1:9 .*keys.sync.selectd: unknown action[^]*Did you mean "sync.selected"\?$/u,
    );
  });

  it("of missing environment variables name the variable", async () => {
    const found = await problems(provider("baselineUrl: https://${NOWHERE}", "description: ${EMPTY}"));
    expect(found).toHaveLength(2);
    expect(found[0]).toContain("the environment variable of ${NOWHERE} is not set");
    expect(found[1]).toContain("the environment variable of ${EMPTY} is not set");
  });

  it("that repeat a name say where it was first", async () => {
    const text = "providers:\n  - { name: A, adapter: file }\n  - { name: A, adapter: file }\n";
    expect((await problems(text))[0]).toMatch(
      /^portico\.yaml:3:13 .*"A" is taken by the Provider at .*portico\.yaml:2\n/u,
    );
  });

  it.each([
    ["a tab as indentation", "providers:\n\t- name: A\n", "portico.yaml:2:1  a tab is used as indentation"],
    ["a key twice", "theme: x\ntheme: y\n", "portico.yaml:2:1  this key is there twice"],
    ["an alias of nothing", "theme: *none\n", "portico.yaml:1:8  this alias stands for nothing"],
    ["an alias in a circle", "x-a: &a [*a]\n", "portico.yaml:1:9  this value contains itself"],
    ["a second document", "theme: x\n---\ntheme: y\n", "portico.yaml:2:1  a second document begins here"],
    ["an open quote", "theme: 'x\nproviders: []\n", "portico.yaml:1:8  this ' is not closed"],
    ["an open bracket", "ignore: [a,\n", "portico.yaml:1:9  this [ is not closed"],
    ["a foreign tag", "theme: !!js/function x\n", "portico.yaml:1:8  this tag is not known"],
    ["a list as a key", "? [a]\n: b\n", "portico.yaml:1:3  a key must be a plain text"],
    ["a list", "- name: A\n", "portico.yaml:1:1  expected a mapping of keys and values, got a list"],
    [
      "merging a text",
      "x-a: &a b\nproviders:\n  - { <<: *a, name: A }\n",
      "portico.yaml:3:11  << takes a mapping",
    ],
    ["brackets without end", "[".repeat(5_000), "portico.yaml:1:"],
    ["fifty levels", `x-a: ${"[".repeat(50)}${"]".repeat(50)}\n`, "nested more than 40 levels deep"],
  ])("of YAML are told by place: %s", async (_, text, expected) => {
    expect((await problems(text)).join("\n")).toContain(expected);
  });

  it("never show control characters of the file", async () => {
    const found = (await problems('"the\\e]0;hi\\u202eme": "\\e[31m"\nrefreshInterval: "\\e[2J"\n')).join(
      "\n",
    );
    expect(found).toContain("␛[2J");
    expect(found.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\u202E]/u);
  });

  it("far to the right come without the line", async () => {
    const found = await problems(`{ x-pad: ${"a".repeat(300)}, theem: x }\n`);
    expect(found).toEqual(['portico.yaml:1:312  theem: unknown key\n  Did you mean "theme"?']);
  });

  it("of an alias bomb are refused quickly", async () => {
    const names = "abcdefghij".split("");
    const lines = names.map((name, index) => {
      const item = index === 0 ? "lol" : `*${names[index - 1]}`;
      return `x-${name}: &${name} [${Array(10).fill(item).join(", ")}]`;
    });
    const found = await problems(lines.join("\n"));
    expect(found).toHaveLength(1);
    expect(found[0]).toContain("stand for more than 50000 values");
  });
});

describe("a config file", () => {
  it.each(["", "  \n\n"])(
    "that is empty (%j) is a mistake: an editor may be about to write it",
    async (text) => {
      const folder = await configFolder({ "portico.yaml": text });
      const result = validateConfig(await parseConfig(join(folder, "portico.yaml")), FACTS);
      expect(result).toMatchObject({ ok: false, issues: [{ message: "the file is empty", line: null }] });
    },
  );

  it("of more than 2 MB is refused before it is read", async () => {
    expect(await problems("#".repeat(10_500_000))).toEqual([
      "portico.yaml  is 10.5 MB; a config file may have at most 2 MB\n  Check that it is the file you mean, or split it with `include:`.",
    ]);
  });

  it("that is not UTF-8 is refused", async () => {
    expect((await problems(Buffer.from("theme: caf\xe9", "latin1")))[0]).toContain("is not UTF-8 text");
  });

  it("that is a directory, is gone or leads to itself is refused in words", async () => {
    const folder = await configFolder({});
    await mkdir(join(folder, "dir.yaml"));
    await symlink("loop.yaml", join(folder, "loop.yaml"));
    const seen = await Promise.all(
      ["dir.yaml", "gone.yaml", "loop.yaml"].map(async (name) => {
        const result = validateConfig(await parseConfig(join(folder, name)), FACTS);
        return result.ok ? "" : result.issues.map((issue) => issue.message).join();
      }),
    );
    expect(seen).toEqual(["is a directory", "does not exist", "is a symbolic link that leads to itself"]);
  });

  it.skipIf(process.getuid?.() === 0)("that may not be read is refused in words", async () => {
    const folder = await configFolder({ "portico.yaml": "" });
    await chmod(join(folder, "portico.yaml"), 0o000);
    const result = validateConfig(await parseConfig(join(folder, "portico.yaml")), FACTS);
    expect(result.ok ? [] : result.issues[0]?.message).toBe("may not be read by you");
  });
});

describe("a literal secret", () => {
  const SECRET = "hunter2-hunter2";

  it("works, and is in no property of the config", async () => {
    const config = await good(provider().replace("${KEY}", SECRET));
    expect(await config.providers[0]?.secret(SIGNAL)).toBe(SECRET);
    expect(JSON.stringify(config)).not.toContain(SECRET);
    expect(inspect(config, { depth: Infinity, showHidden: true })).not.toContain(SECRET);
  });

  it("changes the fingerprint, as any other setting does; reading again does not", async () => {
    const folder = await configFolder({ "portico.yaml": provider() });
    const fingerprint = async (text: string) => {
      await writeFile(join(folder, "portico.yaml"), text);
      const result = validateConfig(await parseConfig(join(folder, "portico.yaml")), FACTS);
      return result.ok ? result.config.providers[0]?.fingerprint : null;
    };
    const literal = (secret: string) => provider().replace("${KEY}", secret);
    const first = await fingerprint(literal("aaaaaaaa"));
    expect(first).toMatch(/^[0-9a-f]{64}$/u);
    expect(await fingerprint(`# a comment\n${literal("aaaaaaaa")}`)).toBe(first);
    expect(await fingerprint(literal("bbbbbbbb"))).not.toBe(first);
    expect(await fingerprint(`${literal("aaaaaaaa")}    enabled: false\n`)).not.toBe(first);
  });

  it("in a file that others can read is warned about, unless the warning is ignored", async () => {
    const warnings = async (text: string, mode: number) => {
      const folder = await configFolder({ "portico.yaml": text });
      await chmod(join(folder, "portico.yaml"), mode);
      return validateConfig(await parseConfig(join(folder, "portico.yaml")), FACTS).warnings.map(shown);
    };
    const text = provider().replace("${KEY}", SECRET);
    const [warning = ""] = await warnings(text, 0o644);
    expect(warning).toContain("portico.yaml:4:13  providers[0].secret: a secret is written out here");
    expect(warning).toContain("secret: ***");
    expect(warning).toContain("chmod 600");
    expect(warning).toContain("or move it: portico provider edit One --secret-to-file");
    expect(await warnings(text, 0o600)).toEqual([]);
    expect(await warnings(provider(), 0o644)).toEqual([]);
    expect(await warnings(`ignore: [literal-secret]\n${text}`, 0o644)).toEqual([]);
  });

  it("refuses to ignore a warning that does not exist, with the nearest id", async () => {
    const folder = await configFolder({ "portico.yaml": `ignore: [http-uri]\n${provider()}` });
    const result = validateConfig(await parseConfig(join(folder, "portico.yaml")), FACTS);
    expect(result).toMatchObject({
      ok: false,
      issues: [
        { key: "ignore[0]", message: expect.stringContaining("http-uri"), hint: 'Did you mean "http-url"?' },
      ],
    });
  });

  it.each([
    ["a bad value", `secret: { value: ${SECRET} }`],
    ["a mistyped key", `secrte: ${SECRET}`],
    ["another word for it", `password: ${SECRET}`],
    ["a missing blank", `secret:${SECRET}`],
    ["a list", `secret: [${SECRET}, 1]`],
    ["several lines", `secret: |\n      x\n      ${SECRET}\n    foo: 1`],
    ["an open quote", `secret: "${SECRET}`],
    ["a wrong indentation", `secret: ${SECRET}\n   url: x`],
    ["a duplicate key", `secret: a\n    secret: ${SECRET}`],
    ["the credentials of a URL", `url: https://admin:${SECRET}@x.example`],
    ["credentials with a slash", `url: https://admin:a/${SECRET}@x.example`],
    ["credentials without a scheme", `url: admin:${SECRET}@x.example`],
    ["the query of a URL", `url: https://x.example/?t=${SECRET}`],
    ["an option", `options: { apiToken: ${SECRET} }`],
    ["an anchor", `description: &s ${SECRET}\n    secret: [*s]`],
  ])("is masked in every message: %s", async (_, lines) => {
    const found = await problems(`providers:\n  - name: A\n    ${lines}\n`);
    expect(found.length).toBeGreaterThan(0);
    expect(found.join("\n")).not.toContain("hunter2");
  });
});

describe("a secret's environment variable", () => {
  it("that is missing is a warning, not an error", async () => {
    const result = await load(provider().replace("KEY", "NOT_SET"));
    expect(result.ok).toBe(true);
    expect(result.warnings.map(shown)).toEqual([
      expect.stringContaining(
        "portico.yaml:4:13  providers[0].secret: the environment variable NOT_SET is not set",
      ),
    ]);
  });

  it("that cannot be one is an error", async () => {
    expect((await problems(provider().replace("KEY", "my-key")))[0]).toContain(
      "is not the name of an environment variable",
    );
  });
});
