import { describe, expect, it } from "vitest";
import { parseArguments } from "../../src/cli/parse.ts";

const FLAGS = { dryRun: false, exitCode: false, yes: false, confirm: [], output: "table" };

function intent(...argv: string[]) {
  const parsed = parseArguments(argv);
  if (!parsed.ok) throw parsed.error;
  return parsed.intent;
}

function complaint(...argv: string[]) {
  const parsed = parseArguments(argv);
  if (parsed.ok) throw new Error(`understood as ${JSON.stringify(parsed.intent)}`);
  expect(parsed.error.code).toBe("USAGE");
  return `${parsed.error.message} ${parsed.error.hint ?? ""}`;
}

describe("what is to be changed", () => {
  it("is a new Product with its auth method, each API once, and what Portico adds", () => {
    const argv = ["create", "product", "Pay", "-p", "EU", "--auth", "jwt", "--api", "a1", "--api", "a2"];
    const portal = [
      "--display-name",
      "Payments",
      "--description",
      "@pay.md",
      "--label",
      "team=pay=1",
      "--publish",
    ];
    expect(intent(...argv, "--api", "a1", ...portal)).toEqual({
      command: "create",
      item: { kind: "product", name: "Pay", provider: "EU" },
      product: { auth: "jwt", apis: ["a1", "a2"] },
      displayName: "Payments",
      description: "@pay.md",
      labels: { team: "pay=1" },
      metadata: {},
      publish: true,
      ...FLAGS,
    });
  });

  it("is a new Plan, unlimited and for ever unless told", () => {
    expect(intent("create", "plan", "Free")).toMatchObject({
      item: { kind: "plan", name: "Free", provider: null },
      plan: { rate: null, quota: null, keyLifetime: null },
    });
    const limits = ["--rate", "500/1m", "--quota", "1000/forever", "--key-lifetime", "12mo"];
    expect(
      intent("create", "plans", "Gold", ...limits, "--metadata", "n:=5", "--metadata", "t=5"),
    ).toMatchObject({
      item: { kind: "plan" },
      plan: {
        rate: { count: 500, per: { every: 1, unit: "minute" } },
        quota: { count: 1000, per: { every: 1, unit: "forever" } },
        keyLifetime: { every: 12, unit: "month" },
      },
      metadata: { n: 5, t: "5" },
    });
  });

  it("is fields one by one, single labels and metadata among them", () => {
    const set = ["--set", "name=a=b", "--set", "labels.team=", "--set", "metadata.x.y=@z"];
    expect(intent("edit", "product", "Pay", ...set, "--add-api", "a3", "--remove-api", "a1")).toEqual({
      command: "edit",
      item: { kind: "product", name: "Pay", provider: null },
      set: [
        { field: "name", key: null, value: "a=b" },
        { field: "labels", key: "team", value: "" },
        { field: "metadata", key: "x.y", value: "@z" },
      ],
      addApis: ["a3"],
      removeApis: ["a1"],
      ...FLAGS,
    });
  });

  it.each(["publish", "unpublish", "delete"] as const)("is an item to %s", (command) => {
    expect(intent(command, "plan", "Gold", "-p", "EU", "-y", "--confirm", "EU", "--confirm", "US")).toEqual({
      command,
      item: { kind: "plan", name: "Gold", provider: "EU" },
      ...FLAGS,
      yes: true,
      confirm: ["EU", "US"],
    });
  });

  it("takes a name that begins as flags do after --", () => {
    expect(intent("delete", "plan", "-p", "EU", "--", "--all")).toMatchObject({ item: { name: "--all" } });
  });

  it("is a file, or stdin", () => {
    expect(intent("apply", "-f", "x.yaml", "--dry-run", "-o", "json")).toEqual({
      command: "apply",
      file: "x.yaml",
      provider: null,
      ...FLAGS,
      dryRun: true,
      output: "json",
    });
    expect(intent("apply", "-f", "-", "--exit-code")).toMatchObject({ file: "-", exitCode: true });
  });

  it("is the last change, to be undone", () => {
    expect(intent("undo")).toEqual({ command: "undo", ...FLAGS });
  });
});

describe("a change that makes no sense", () => {
  it.each([
    [["create"], 'say what to create: product NAME or plan NAME. See "portico create --help".'],
    [["create", "porduct", "x"], 'cannot create "porduct", only product or plan. Did you mean product?'],
    [["delete", "plan"], 'portico delete plan needs a NAME. See "portico delete --help".'],
    [
      ["create", "product", "x"],
      'say how consumers authenticate: --auth keyless|apiKey|jwt|oauth2|oidc|basic|hmac|mtls|custom. See "portico create --help".',
    ],
    [
      ["create", "product", "x", "--auth", "apikey"],
      '--auth takes keyless, apiKey, jwt, oauth2, oidc, basic, hmac, mtls or custom, not "apikey". Did you mean apiKey?',
    ],
    [
      ["create", "product", "x", "--auth", "jwt"],
      'name the APIs of the Product: --api ID ("portico get apis" lists them). See "portico create --help".',
    ],
    [
      ["create", "product", "x", "--rate", "5/m"],
      'a Product has no --rate, a Plan has. See "portico create --help".',
    ],
    [
      ["create", "plan", "x", "--rate", "500"],
      '--rate: "500" is not a count and a period, for example 500/1m, or unlimited. See "portico create --help".',
    ],
    [
      ["create", "plan", "x", "--label", "team"],
      '--label takes KEY=TEXT, not "team". See "portico create --help".',
    ],
    [
      ["create", "plan", "x", "--label", "a=1", "--label", "a=2"],
      '--label "a" was given twice. See "portico create --help".',
    ],
    [
      ["create", "plan", "x", "--metadata", "a:=x"],
      '--metadata: "x" is not JSON; KEY=TEXT takes any text. See "portico create --help".',
    ],
    [
      ["edit", "plan", "x", "--rate", "5/m"],
      'portico edit has no flag "--rate". Did you mean --set rate=LIMIT?',
    ],
    [["edit", "plan", "x"], 'say what to change: --set FIELD=VALUE. See "portico edit --help".'],
    [
      ["edit", "plan", "x", "--set", "rate"],
      '--set takes FIELD=VALUE, not "rate". See "portico edit --help".',
    ],
    [
      ["edit", "plan", "x", "--set", "display-name=x"],
      'a Plan has no field "display-name" to set, only name, displayName, description, labels, published, tags, metadata, rate, quota, keyLifetime. Did you mean displayName?',
    ],
    [
      ["edit", "product", "x", "--set", "name.first=x"],
      'cannot set "name.first"; labels.KEY and metadata.KEY are set alone. See "portico edit --help".',
    ],
    [
      ["edit", "product", "x", "--set", "labels=a=1", "--set", "labels.b=2"],
      '--set "labels" was given twice. See "portico edit --help".',
    ],
    [
      ["edit", "plan", "x", "--add-api", "a"],
      'a Plan has no APIs, a Product has. See "portico edit --help".',
    ],
    [
      ["edit", "product", "x", "--set", "apis=a", "--add-api", "b"],
      '--set apis names all APIs; it goes without --add-api and --remove-api. See "portico edit --help".',
    ],
    [["apply"], 'say what to apply: -f FILE, or -f - for stdin. See "portico apply --help".'],
    [["undo", "Gold"], 'portico undo takes no arguments, not "Gold" as well. See "portico undo --help".'],
    [["publsh", "plan", "x"], 'there is no command "publsh". Did you mean publish?'],
  ])("%j is answered with one line", (argv, line) => {
    expect(complaint(...argv)).toBe(line);
  });
});
