import { mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parse } from "yaml";
import {
  accessPolicy,
  anApi,
  dashboardData,
  limitPolicy,
  SECRET,
} from "../../fixtures/tyk-dashboard/builders.ts";
import { startDashboard, type Dashboard } from "../../fixtures/tyk-dashboard/server.ts";
import type { CommandIo } from "../../src/cli/command-io.ts";
import { typing } from "../helpers/captured-io.ts";
import { commandSession, type CommandSession, type Ran } from "../helpers/command-session.ts";

const PAY = anApi({ id: "pay", name: "Payments", auth: "key" });

let dashboard: Dashboard;
let commands: CommandSession;
let before: string;

beforeEach(async () => {
  dashboard = await startDashboard({
    data: dashboardData({
      apis: [PAY],
      policies: [
        accessPolicy({ name: "Money", apis: [PAY], tags: ["portal"] }),
        limitPolicy({ name: "Gold", tags: ["portal"] }),
      ],
    }),
  });
  commands = await commandSession([
    { name: "EU", url: dashboard.url, more: ["policyTags: [portal] # agreed"] },
  ]);
  before = await config();
});

afterEach(async () => {
  await commands.close();
  await dashboard.close();
});

function config(): Promise<string> {
  return readFile(commands.session.config, "utf8");
}

async function provider(words: string, io: Partial<CommandIo> = {}): Promise<Ran> {
  const ran = await commands.portico(["provider", ...words.split(" ")], io);
  expect(ran.out + ran.err).not.toContain(SECRET);
  return ran;
}

async function done(words: string): Promise<string> {
  const { code, out, err } = await provider(`${words} --yes`);
  expect({ code, err }).toEqual({
    code: 0,
    err: expect.stringMatching(/^(?:⚠ .+ cannot be read \(ENOENT\)\..*\n)?$/u),
  });
  return out;
}

describe("provider add", () => {
  it("writes a few lines behind the last Provider, and reads from it at once", async () => {
    const out = await done(
      `add US --url ${dashboard.url} --secret-file key --policy-tag portal --policy-tag eu`,
    );
    expect(out).toBe(`Added Provider "US" in ${commands.session.config}.\n`);
    const lines = [
      "  - name: US",
      `    url: ${dashboard.url}`,
      "    secret: { file: key }",
      "    policyTags: [portal, eu]",
      "",
    ];
    expect(await config()).toBe(before + lines.join("\n"));
    await writeFile(join(commands.session.folder, "key"), SECRET, { mode: 0o600 });
    expect((await commands.portico(["sync", "US"])).code).toBe(0);
  });

  it("refuses a file that the config would never read", async () => {
    const { folder, config: main } = commands.session;
    await writeFile(main, 'store: { path: ./store }\ninclude: ["odd/one-*.yaml"]\n');
    const { code, err } = await provider(`add Two --url ${dashboard.url} --secret-file k --yes`);
    expect({ code, err }).toMatchObject({
      code: 3,
      err: expect.stringContaining(`No include stands for ${folder}/odd/two.yaml`),
    });
  });

  it("puts a secret from standard input into a file that only its owner reads, out of sight of Git", async () => {
    const argv = [
      "provider",
      "add",
      "Süd US!",
      "--url",
      dashboard.url,
      "--secret-stdin",
      "--test",
      "--yes",
      "-o",
      "json",
    ];
    const { code, out, err } = await commands.piped(`${SECRET}\n`, argv);
    expect({ code, err }).toEqual({
      code: 0,
      err: expect.stringMatching(/^(?:⚠ .+ cannot be read \(ENOENT\)\..*\n)?$/u),
    });
    expect(out).not.toContain(SECRET);
    const report: unknown = JSON.parse(out);
    expect(report).toMatchObject({
      ok: true,
      changes: [{ provider: "Süd US!", action: "added", file: commands.session.config }],
      test: {
        ok: true,
        steps: expect.arrayContaining([expect.objectContaining({ id: "selection", outcome: "ok" })]),
      },
    });
    const folder = join(commands.session.folder, "secrets");
    const file = join(folder, "sud-us");
    expect(await readFile(file, "utf8")).toBe(`${SECRET}\n`);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await readFile(join(folder, ".gitignore"), "utf8")).toBe("*\n");
    const text = await config();
    expect(text).toContain("secret: { file: secrets/sud-us }\n");
    expect(text.slice(before.length)).not.toContain(SECRET);
  });

  it("with --test says what is wrong, and writes nothing", async () => {
    const argv = ["provider", "add", "US", "--url", dashboard.url, "--secret-stdin", "--test", "--yes"];
    const { code, err } = await commands.piped("wr0ng-secret\n", argv);
    expect(code).toBe(1);
    expect(err).toContain("✖ secret: The Dashboard does not accept the secret");
    expect(err).toContain('the connection of "US" could not be made as wanted; nothing was written.');
    expect(err).not.toContain("wr0ng-secret");
    expect(await config()).toBe(before);
    const left = await readdir(commands.session.folder, { recursive: true });
    expect(left.filter((name) => /secrets|requests|catalogs/u.test(name))).toEqual([]);
  });

  it("shows what it would do, and does nothing, with --dry-run; exits with 2 when it is asked to", async () => {
    const { code, out } = await provider(
      `add US --url ${dashboard.url} --secret-env US_KEY --dry-run --exit-code`,
    );
    expect(code).toBe(2);
    expect(out.split("\n").slice(0, 7)).toEqual([
      `Add Provider "US" in ${commands.session.config}`,
      "   7       secret: ***",
      "   8       policyTags: [portal] # agreed",
      "   9 +   - name: US",
      `  10 +     url: ${dashboard.url}`,
      "  11 +     secret: ${US_KEY}",
      expect.stringContaining("⚠ the environment variable US_KEY is not set"),
    ]);
    expect(await config()).toBe(before);
  });

  it("shows what changes behind a secret on the same line, and no secret", async () => {
    const line = (tag: string): string =>
      `- { name: F, url: ${dashboard.url}, secret: "l1teral", policyTags: "${tag}" } # secret: 0ld-one`;
    const reference = `- { name: G, url: ${dashboard.url}, secret: "\${US_KEY}", policyTags: "a" }`;
    await commands.session.write(`providers:\n${line("a")}\n${reference}\n`);
    const { out } = await provider("edit F --set policyTags=b --dry-run");
    expect(out).toContain(`  4 - ${line("a").replace('"l1teral"', "***").replace("0ld-one", "***")}`);
    expect(out).toContain(`  4 + ${line("b").replace('"l1teral"', "***").replace("0ld-one", "***")}`);
    expect(out).toContain(`  5   ${reference}`);
  });

  it("asks at a terminal, having shown the lines; without one it needs --yes", async () => {
    const words = `add US --url ${dashboard.url} --secret-env US_KEY`;
    const unasked = await provider(words);
    expect(unasked.code).toBe(3);
    expect(unasked.err).toContain(
      `this writes to "${commands.session.config}", and nobody can be asked here`,
    );
    const no = typing("n");
    const declined = await provider(words, { ask: no.ask });
    expect(declined).toMatchObject({ code: 3, err: expect.stringContaining("+   - name: US") });
    expect(await config()).toBe(before);
    expect(await provider(words, { ask: typing("y").ask })).toMatchObject({ code: 0 });
    expect(await config()).toContain("- name: US");
  });

  it("refuses a name that is taken, and what would be no sound config, with line and column", async () => {
    const taken = await provider(`add EU --url ${dashboard.url} --secret-env X --yes`);
    expect(taken).toMatchObject({
      code: 1,
      err: expect.stringContaining('There is a Provider "EU" already'),
    });
    const wrong = await provider("add US --url ftp://x --secret-env X --yes");
    expect(wrong.code).toBe(3);
    expect(wrong.err).toContain(`${commands.session.config}:10:10  providers[1].url: "ftp://x"`);
    const missing = await provider(`add US --url ${dashboard.url} --yes`);
    expect(missing).toMatchObject({ code: 3, err: expect.stringContaining("secret: is missing") });
    expect(await config()).toBe(before);
  });

  it("makes a file of its own where each Provider has one, or where --into says", async () => {
    const { folder, config: main } = commands.session;
    await mkdir(join(folder, "providers.d"));
    await writeFile(main, 'store: { path: ./store }\ninclude: ["./providers.d/*.yml"]\n');
    await done(`add One --url ${dashboard.url} --secret-file k`);
    await done(`add Two --url ${dashboard.url} --secret-file k --into providers.d/second.yml`);
    expect(await readdir(join(folder, "providers.d"))).toEqual(["one.yml", "second.yml"]);
    expect(await readFile(join(folder, "providers.d", "one.yml"), "utf8")).toBe(
      `name: One\nurl: ${dashboard.url}\nsecret: { file: k }\n`,
    );
    const elsewhere = await provider(
      `add Three --url ${dashboard.url} --secret-file k --into other/x.yml --yes`,
    );
    expect(elsewhere).toMatchObject({ code: 3, err: expect.stringContaining("no include stands for it") });
    await done("remove One");
    expect(await readdir(join(folder, "providers.d"))).toEqual(["second.yml"]);
    expect(await readFile(main, "utf8")).toBe('store: { path: ./store }\ninclude: ["./providers.d/*.yml"]\n');
  });
});

describe("provider edit", () => {
  it("changes the lines it must, in the file where the Provider is", async () => {
    const { folder, config: main } = commands.session;
    const included = join(folder, "eu.yaml");
    await writeFile(main, "store: { path: ./store }\r\ninclude: [eu.yaml]\r\n");
    await writeFile(
      included,
      `# ours\r\nname: EU # never rename\r\nurl: ${dashboard.url}\r\nsecret: { file: k }\r\n`,
    );
    expect(
      await done("edit EU --set environment=test --set description=a=b --set url=https://x.example.com"),
    ).toBe(`Edited Provider "EU" (environment, description, url) in ${included}.\n`);
    expect(await readFile(included, "utf8")).toBe(
      "# ours\r\nname: EU # never rename\r\nurl: https://x.example.com\r\nsecret: { file: k }\r\nenvironment: test\r\ndescription: a=b\r\n",
    );
    expect(await done("edit EU --set environment= --set options.timeout=5s")).toContain("Edited");
    expect(await readFile(included, "utf8")).toContain(
      "secret: { file: k }\r\ndescription: a=b\r\noptions: { timeout: 5s }\r\n",
    );
    await done("remove EU");
    expect(await readFile(included, "utf8")).toBe('# The Provider "EU" was here.\r\n');
  });

  it("moves a secret that is written out into a file", async () => {
    await done("edit EU --secret-to-file");
    expect(await config()).toBe(before.replace(`secret: ${SECRET}`, "secret: { file: secrets/eu }"));
    expect(await readFile(join(commands.session.folder, "secrets", "eu"), "utf8")).toBe(`${SECRET}\n`);
    expect((await commands.portico(["sync"])).code).toBe(0);
    const again = await provider("edit EU --secret-to-file --yes");
    expect(again).toMatchObject({
      code: 3,
      err: expect.stringContaining("is not written out in the config"),
    });
  });

  it("says when the variable or file that is named does not hold the secret that is written out", async () => {
    const warnings = async (words: string): Promise<unknown> => {
      const { out } = await provider(`edit EU ${words} --dry-run -o json`);
      return JSON.parse(out).changes[0].warnings;
    };
    const goes = (place: string): string =>
      `The secret that is written out goes, and ${place} does not hold it: keep a copy if it is still of use.`;
    expect(await warnings("--secret-env NOT_SET")).toEqual([
      expect.stringContaining("the environment variable NOT_SET is not set"),
      goes("the variable NOT_SET"),
    ]);
    expect(await warnings("--secret-env PATH")).toEqual([goes("the variable PATH")]);
    expect(await warnings("--secret-file here.key")).toEqual([
      expect.stringMatching(
        /^The secret of EU is not available: the file .*here\.key cannot be read \(ENOENT\)\. /u,
      ),
      goes("here.key"),
    ]);
    await writeFile(join(commands.session.folder, "here.key"), `${SECRET}\n`, { mode: 0o600 });
    expect(await warnings("--secret-file here.key")).toEqual([]);
  });

  it("tells what there is to look out for when nobody is asked, too", async () => {
    expect(await provider("edit EU --secret-env NOT_SET --yes")).toMatchObject({
      code: 0,
      out: `Edited Provider "EU" (secret) in ${commands.session.config}.\n`,
      err: expect.stringContaining("the variable NOT_SET does not hold it"),
    });
  });

  it("is told as yaml with the keys of json, and as csv with a line for each change", async () => {
    const yaml = await provider("edit EU --set environment=test --dry-run -o yaml");
    const json = await provider("edit EU --set environment=test --dry-run -o json");
    expect(yaml.code).toBe(0);
    expect(parse(yaml.out)).toEqual({ kind: "provider-changes", ...JSON.parse(json.out) });
    const csv = await provider("edit EU --set environment=test --yes -o csv");
    expect(csv).toEqual({
      code: 0,
      out: `provider,action,file,warnings\r\nEU,edited,${commands.session.config},[]\r\n`,
      err: "",
    });
    const refused = await provider("add EU --url http://127.0.0.1:9 --secret-env PATH --yes -o yaml");
    expect({ code: refused.code, out: refused.out }).toEqual({ code: 1, out: "" });
  });

  it("says so when everything is as wanted already", async () => {
    expect(await done("edit EU --set policyTags=portal")).toBe("EU is as wanted already.\n");
    expect(await config()).toBe(before);
  });

  it("refuses what another Provider shares through an anchor, with the place and what to do", async () => {
    const shared = `providers:\n  - &eu\n    name: EU\n    url: ${dashboard.url}\n    secret: { file: k }\n  - <<: *eu\n    name: US\n`;
    await writeFile(commands.session.config, shared);
    const { code, err } = await provider(`edit EU --set environment=test --yes`);
    expect(code).toBe(3);
    expect(err).toContain(
      `${commands.session.config}:3:5  providers[0].environment cannot be changed here: "US" would change, too`,
    );
    expect(err).toContain("Edit the YAML by hand.");
    expect(await config()).toBe(shared);
  });

  it("asks for the name of a production Provider", async () => {
    await done("edit EU --set environment=production");
    const unnamed = await provider("disable EU --yes");
    expect(unnamed).toMatchObject({ code: 3, err: expect.stringContaining("Add --confirm EU") });
    expect(await provider("disable EU --yes --confirm EU")).toMatchObject({
      code: 0,
      out: `Disabled Provider "EU" in ${commands.session.config}.\n`,
    });
    expect(await config()).toContain("    enabled: false\n");
  });

  it("takes no secret as an argument, and does not repeat one that was given as a name", async () => {
    for (const words of [
      `edit EU --set secret=${SECRET}`,
      `edit EU --secret-env ${SECRET}!`,
      `edit EU --secret-env ${SECRET}`,
    ]) {
      const parsed = await commands
        .portico(["provider", ...words.split(" ")])
        .catch((error: unknown) => error);
      expect(String(parsed)).toMatch(/secret/u);
      expect(String(parsed)).not.toContain(SECRET);
    }
  });
});

describe("provider rename", () => {
  it("keeps the catalog, what is published, and the way to undo it", async () => {
    await commands.portico(["sync"]);
    await commands.portico(["publish", "product", "Money"]);
    const { code, out } = await provider("rename EU Europe --yes -o json");
    expect({ code, report: JSON.parse(out) }).toMatchObject({
      code: 0,
      report: { ok: true, changes: [{ provider: "Europe", action: "renamed" }] },
    });
    expect(await config()).toBe(before.replace("name: EU", "name: Europe"));
    const history = await commands.portico(["history", "Europe", "-o", "json"]);
    expect(JSON.parse(history.out)).toMatchObject([
      { provider: "Europe", kind: "config" },
      { provider: "EU", kind: "write" },
      { provider: "EU", kind: "sync" },
    ]);
    const requests = dashboard.requests.length;
    const listed: unknown = JSON.parse((await commands.portico(["get", "products", "-o", "json"])).out);
    expect(listed).toMatchObject([{ provider: "Europe", name: "Money", published: true }]);
    expect((await commands.portico(["undo"])).out).toContain('Undone: Published Product "Money" at Europe');
    expect(dashboard.requests).toHaveLength(requests);
  });

  it("leaves everything as it was when the file cannot be written", async () => {
    await commands.portico(["sync"]);
    const app = await commands.session.open();
    const request = {
      op: "edit-provider",
      provider: "EU",
      set: { name: "Europe" },
      secret: null,
      seen: null,
    } as const;
    const proposal = await app.console.proposeProvider(request);
    await writeFile(commands.session.config, `${before}# somebody was here\n`);
    await expect(app.console.writeProvider(proposal)).rejects.toMatchObject({ code: "CONFIG_CHANGED" });
    await app.close();
    expect(await config()).toBe(`${before}# somebody was here\n`);
    const listed: unknown = JSON.parse((await commands.portico(["get", "products", "-o", "json"])).out);
    expect(listed).toMatchObject([{ provider: "EU", name: "Money" }]);
  });
});

describe("provider remove", () => {
  it("leaves what is stored: added again it is all there", async () => {
    await commands.portico(["sync"]);
    expect(await done("remove EU")).toBe(`Removed Provider "EU" in ${commands.session.config}.\n`);
    expect((await commands.portico(["get", "products", "-o", "json"])).out).toBe("[]\n");
    await done(`add EU --url ${dashboard.url} --secret-file k --policy-tag portal`);
    const listed: unknown = JSON.parse((await commands.portico(["get", "products", "-o", "json"])).out);
    expect(listed).toMatchObject([{ provider: "EU", name: "Money" }]);
  });
});

describe("an edit that began before somebody else's", () => {
  it("is refused where they touch the same field, and made where they do not", async () => {
    const app = await commands.session.open();
    const draft = await app.console.readProvider("EU");
    await writeFile(commands.session.config, before.replace("[portal]", "[portal, eu]"));
    const edit = { op: "edit-provider", provider: "EU", secret: null, seen: draft.fields } as const;
    await expect(app.console.proposeProvider({ ...edit, set: { policyTags: ["us"] } })).rejects.toMatchObject(
      {
        code: "CONFIG_CHANGED",
        message:
          'policyTags of "EU" was changed meanwhile, from "portal" to "portal,eu"; nothing was written.',
      },
    );
    await app.console.writeProvider(
      await app.console.proposeProvider({ ...edit, set: { environment: "test" } }),
    );
    await app.close();
    expect(await config()).toBe(
      before.replace("[portal] # agreed", "[portal, eu] # agreed\n    environment: test"),
    );
  });
});
