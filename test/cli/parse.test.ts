import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseArguments } from "../../src/cli/parse.ts";

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

describe("what is asked for", () => {
  it("is the console when there is no command", () => {
    expect(intent()).toEqual({
      command: "console",
      ascii: false,
      noAltScreen: false,
      screenReader: false,
      watchPlugins: false,
    });
    expect(intent("--ascii", "--no-alt-screen", "--screen-reader")).toEqual({
      command: "console",
      ascii: true,
      noAltScreen: true,
      screenReader: true,
      watchPlugins: false,
    });
  });

  it("is a demo drawn as the flags say", () => {
    expect(intent("demo", "--ascii")).toMatchObject({
      command: "demo",
      ascii: true,
      screenReader: false,
      watchPlugins: false,
    });
  });

  it("synchronizes every Provider, or those named once each", () => {
    expect(intent("sync")).toEqual({
      command: "sync",
      providers: [],
      dryRun: false,
      force: false,
      exitCode: false,
      output: "table",
    });
    expect(intent("sync", "B", "--dry-run", "A", "--force", "B", "--exit-code", "-o", "json")).toEqual({
      command: "sync",
      providers: ["B", "A"],
      dryRun: true,
      force: true,
      exitCode: true,
      output: "json",
    });
  });

  it.each([[["-o", "json"]], [["-ojson"]], [["-o=json"]], [["--output=json"]], [["--output", "json"]]])(
    "takes the format as %j",
    (flags) => {
      expect(intent("get", "plans", ...flags)).toEqual({
        command: "get",
        what: "plans",
        provider: null,
        all: false,
        output: "json",
      });
    },
  );

  it("takes flags before the command and the last of two formats", () => {
    expect(intent("-o", "csv", "-p", "Partners", "get", "--all", "products", "-o", "yaml")).toEqual({
      command: "get",
      what: "products",
      provider: "Partners",
      all: true,
      output: "yaml",
    });
  });

  it("leaves open whether the only argument of explain is a Provider", () => {
    expect(intent("explain")).toMatchObject({ provider: null, policy: null });
    expect(intent("explain", "Gold")).toMatchObject({ provider: null, policy: "Gold" });
    expect(intent("explain", "Partners", "Gold")).toMatchObject({ provider: "Partners", policy: "Gold" });
    expect(intent("explain", "-p", "Partners", "Gold")).toMatchObject({
      provider: "Partners",
      policy: "Gold",
    });
  });

  it("takes a name that looks like a flag after an equals sign, and one that is no flag anywhere", () => {
    expect(intent("get", "plans", "--provider=--all")).toMatchObject({ provider: "--all", all: false });
    expect(intent("get", "plans", "-p", "-x")).toMatchObject({ provider: "-x" });
  });

  it("ends flags at --", () => {
    expect(intent("sync", "--", "--force")).toMatchObject({ providers: ["--force"], force: false });
  });

  it("names the configuration for any command", () => {
    const parsed = parseArguments(["--config", "other.yaml", "init"]);
    expect(parsed).toEqual({
      ok: true,
      intent: { command: "init", file: "other.yaml" },
      globals: { config: "other.yaml" },
    });
  });

  it("is help by flag or by command, whatever else is wrong", () => {
    expect(intent("--help")).toEqual({ command: "help", topic: null });
    expect(intent("help")).toEqual({ command: "help", topic: null });
    expect(intent("help", "get")).toEqual({ command: "help", topic: "get" });
    expect(intent("get", "--nonsense", "-h")).toEqual({ command: "help", topic: "get" });
    expect(intent("help", "sync", "--help")).toEqual({ command: "help", topic: "sync" });
  });

  it("is the version by flag", () => {
    expect(intent("--version")).toEqual({ command: "version" });
    expect(intent("-V")).toEqual({ command: "version" });
  });
});

describe("what makes no sense", () => {
  it.each([
    [["snyc"], 'there is no command "snyc". Did you mean sync?'],
    [["product"], 'there is no command "product". Did you mean portico get products?'],
    [["version"], 'there is no command "version". Did you mean --version?'],
    [["frobnicate"], 'there is no command "frobnicate". See "portico --help".'],
    [["help", "gte"], 'there is no command "gte". Did you mean get?'],
    [["sync", "--dryrun"], 'portico sync has no flag "--dryrun". Did you mean --dry-run?'],
    [["sync", "-x"], 'portico sync has no flag "-x". See "portico sync --help".'],
    [
      ["sync", "--all"],
      'portico sync has no flag "--all"; "portico get", "portico credentials" do. See "portico sync --help".',
    ],
    [
      ["--force"],
      'portico without a command has no flag "--force"; "portico sync", "portico credentials" do. See "portico --help".',
    ],
    [
      ["get", "plans", "--ascii"],
      'portico get has no flag "--ascii"; "portico" does. See "portico get --help".',
    ],
    [["sync", "-p", "A"], 'portico sync has no flag "-p". Did you mean portico sync PROVIDER?'],
    [["get", "plans", "-O", "csv"], 'portico get has no flag "-O". Did you mean -o?'],
    [["get", "plans", "--json"], 'portico get has no flag "--json". Did you mean -o json?'],
    [["--forse"], 'portico without a command has no flag "--forse". Did you mean portico sync --force?'],
    [["get"], 'say what to get: providers, products, plans, apis, skipped. See "portico get --help".'],
    [
      ["get", "product"],
      'cannot get "product", only providers, products, plans, apis, skipped. Did you mean products?',
    ],
    [["sync", "-o", "jsn"], '-o takes table, json, yaml or csv, not "jsn". Did you mean json?'],
    [
      ["sync", "--output=xml"],
      '--output takes table, json, yaml or csv, not "xml". See "portico sync --help".',
    ],
    [["get", "plans", "-o", "-p", "A"], '-o needs a value: -o FORMAT, not "-p". See "portico get --help".'],
    [
      ["get", "plans", "-p", "--all"],
      '-p needs a value: -p PROVIDER, not "--all". See "portico get --help".',
    ],
    [["sync", "-o"], '-o needs a value: -o FORMAT. See "portico sync --help".'],
    [["sync", "--config="], '--config needs a value: --config FILE. See "portico sync --help".'],
    [["--version=3"], '--version takes no value. See "portico --help".'],
    [["sync", "--force=yes"], '--force takes no value. See "portico sync --help".'],
    [
      ["get", "products", "Blue team"],
      'portico get takes only providers|products|plans|apis|skipped, not "Blue team" as well. ' +
        "Did you mean -p 'Blue team'?",
    ],
    [["init", "here"], 'portico init takes no arguments, not "here" as well. See "portico init --help".'],
    [
      ["get", "plans", "-p", "A", "-p", "B"],
      '-p was given twice; it takes one PROVIDER. See "portico get --help".',
    ],
    [
      ["explain", "-p", "A", "B", "C"],
      'the Provider was named twice, by -p and by the first argument. See "portico explain --help".',
    ],
  ])("%j is answered with one line", (argv, line) => {
    expect(complaint(...argv)).toBe(line);
  });

  it.each([
    [["--confg", "x"], 'portico has no flag "--confg". Did you mean --config?'],
    [["--prvider", "A", "get", "plans"], 'portico has no flag "--prvider". Did you mean --provider?'],
    [["-o", "get", "plans"], '-o takes table, json, yaml or csv, not "get". See "portico --help".'],
    [["snyc", "--confg"], 'there is no command "snyc". Did you mean sync?'],
  ])("%j is blamed on what comes first: a flag's value is no command", (argv, line) => {
    expect(complaint(...argv)).toBe(line);
  });

  it("echoes hostile arguments as harmless text", () => {
    expect(complaint("\u001B[31mred\n")).toContain('"␛[31mred␊"');
    expect(complaint("x".repeat(10_000)).length).toBeLessThan(200);
  });

  it("never throws, whatever the arguments", () => {
    const word = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom("sync", "get", "explain", "help", "-o", "-p", "--all", "--", "-", "--__proto__", "-hV"),
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 8 }), (argv) => {
        const parsed = parseArguments(argv);
        const line = parsed.ok ? "" : `${parsed.error.message} ${parsed.error.hint ?? ""}`;
        expect(line).not.toMatch(/[\n\r\u001B]/u);
      }),
      { numRuns: 500 },
    );
  });
});
