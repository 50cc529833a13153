import { parseArgs } from "node:util";
import { AppError, isAppError } from "../core/errors.ts";
import { excerpt } from "../core/plain-text.ts";
import { acceptsFlag, COMMANDS, CONSOLE, commandNamed, FLAGS, flagNamed, GLOBAL_FLAGS } from "./commands.ts";
import type { CommandSpec, FlagSpec } from "./commands.ts";
import { LISTABLE, OUTPUT_FORMATS } from "./intent.ts";
import type { CommandIntent, Globals, OutputFormat, ScreenFlags } from "./intent.ts";
import { closest } from "./suggest.ts";

export type ParsedArguments =
  | { readonly ok: true; readonly intent: CommandIntent; readonly globals: Globals }
  | { readonly ok: false; readonly error: AppError };

/**
 * What the arguments after the program's name ask for. Never throws: arguments that make no sense are an AppError
 * USAGE with a suggestion where one is near. `--help` wins over anything else that may be wrong.
 */
export function parseArguments(argv: readonly string[]): ParsedArguments {
  try {
    return { ok: true, ...parse(argv) };
  } catch (error) {
    if (isAppError(error)) return { ok: false, error };
    throw error;
  }
}

type Given = {
  readonly command: CommandSpec;
  readonly args: readonly string[];
  readonly switches: ReadonlySet<string>;
  readonly values: ReadonlyMap<string, string>;
};

type Token = ReturnType<typeof tokens>[number];

function parse(argv: readonly string[]): { readonly intent: CommandIntent; readonly globals: Globals } {
  const list = tokens(argv);
  const words = list.flatMap((token) => (token.kind === "positional" ? [token.value] : []));
  const asks = (name: string): boolean =>
    list.some((token) => token.kind === "option" && token.name === name);
  const [name, ...args] = words;
  if (asks("help")) return { intent: helpIntent(name === "help" ? args[0] : name), globals: NO_GLOBALS };
  if (asks("version")) return { intent: { command: "version" }, globals: NO_GLOBALS };
  const command = name === undefined ? CONSOLE : (commandNamed(name) ?? unknownCommand(name));
  const given = { command, args, ...readFlags(list, command) };
  checkCount(given);
  return { intent: intentOf(given), globals: { config: given.values.get("config") ?? null } };
}

const NO_GLOBALS: Globals = { config: null };

function tokens(argv: readonly string[]) {
  const options: Record<string, { type: "string" | "boolean"; short?: string }> = {};
  for (const { name, short, value } of FLAGS) {
    const type = value === undefined ? "boolean" : "string";
    options[name] = short === undefined ? { type } : { type, short };
  }
  return parseArgs({ args: [...argv], options, strict: false, allowPositionals: true, tokens: true }).tokens;
}

function readFlags(list: readonly Token[], command: CommandSpec): Pick<Given, "switches" | "values"> {
  const switches = new Set<string>();
  const values = new Map<string, string>();
  for (const token of list) {
    if (token.kind !== "option") continue;
    const flag = acceptedFlag(token, command);
    if (flag.value === undefined) {
      if (token.value !== undefined) throw usage(`${token.rawName} takes no value`, command);
      switches.add(flag.name);
      continue;
    }
    if (flag.once === true && values.has(flag.name)) {
      throw usage(`${token.rawName} was given twice; it takes one ${flag.value}`, command);
    }
    if (token.value === undefined || token.value === "") {
      throw usage(`${token.rawName} needs a value: ${token.rawName} ${flag.value}`, command);
    }
    values.set(flag.name, token.value);
  }
  return { switches, values };
}

function acceptedFlag(token: Token & { readonly kind: "option" }, command: CommandSpec): FlagSpec {
  const flag = flagNamed(token.name);
  if (flag !== null && acceptsFlag(command, flag.name)) return flag;
  const problem = `${spoken(command)} has no flag ${quoted(token.rawName)}`;
  const elsewhere = flag === null ? undefined : COMMANDS.find((other) => other.flags.includes(flag.name));
  if (elsewhere !== undefined) throw usage(`${problem}; "portico ${elsewhere.name}" does`, command);
  const accepted = [...command.flags, ...GLOBAL_FLAGS];
  const near = closest(token.name, accepted);
  throw usage(problem, command, near === null ? undefined : `--${near}`);
}

function checkCount({ command, args }: Given): void {
  if (args.length <= command.maxArgs) return;
  const extra = quoted(args[command.maxArgs] ?? "");
  const takes = command.maxArgs === 0 ? "no arguments" : `only ${command.args}`;
  throw usage(`${spoken(command)} takes ${takes}, not ${extra} as well`, command);
}

function intentOf(given: Given): CommandIntent {
  switch (given.command.name) {
    case "sync":
      return syncIntent(given);
    case "get":
      return getIntent(given);
    case "explain":
      return explainIntent(given);
    case "init":
    case "schema":
      return { command: given.command.name };
    case "help":
      return helpIntent(given.args[0]);
    case "demo":
      return { command: "demo", ...screenFlags(given) };
    default:
      return { command: "console", ...screenFlags(given) };
  }
}

function syncIntent(given: Given): CommandIntent {
  const { args, switches } = given;
  return {
    command: "sync",
    providers: [...new Set(args)],
    dryRun: switches.has("dry-run"),
    force: switches.has("force"),
    exitCode: switches.has("exit-code"),
    output: outputOf(given),
  };
}

function getIntent(given: Given): CommandIntent {
  const [word] = given.args;
  const choices = LISTABLE.join(", ");
  if (word === undefined) throw usage(`say what to get: ${choices}`, given.command);
  const what = LISTABLE.find((name) => name === word);
  if (what === undefined) {
    const near = closest(word, LISTABLE);
    throw usage(`cannot get ${quoted(word)}, only ${choices}`, given.command, near ?? undefined);
  }
  const provider = given.values.get("provider") ?? null;
  return { command: "get", what, provider, all: given.switches.has("all"), output: outputOf(given) };
}

function explainIntent(given: Given): CommandIntent {
  const [first, second] = given.args;
  const flagged = given.values.get("provider");
  const output = outputOf(given);
  if (second === undefined) {
    return { command: "explain", provider: flagged ?? null, policy: first ?? null, output };
  }
  if (flagged !== undefined) {
    throw usage("the Provider was named twice, by -p and by the first argument", given.command);
  }
  return { command: "explain", provider: first ?? null, policy: second, output };
}

function helpIntent(topic: string | undefined): CommandIntent {
  if (topic === undefined) return { command: "help", topic: null };
  return { command: "help", topic: (commandNamed(topic) ?? unknownCommand(topic)).name };
}

function screenFlags({ switches }: Given): ScreenFlags {
  return {
    ascii: switches.has("ascii"),
    noAltScreen: switches.has("no-alt-screen"),
    screenReader: switches.has("screen-reader"),
  };
}

function outputOf(given: Given): OutputFormat {
  const word = given.values.get("output") ?? "table";
  const format = OUTPUT_FORMATS.find((name) => name === word);
  if (format !== undefined) return format;
  const near = closest(word, OUTPUT_FORMATS);
  const problem = `cannot print as ${quoted(word)}, only ${OUTPUT_FORMATS.join(", ")}`;
  throw usage(problem, given.command, near ?? undefined);
}

function unknownCommand(word: string): never {
  const names = COMMANDS.map((command) => command.name);
  const near = closest(word, names);
  throw usage(`there is no command ${quoted(word)}`, CONSOLE, near ?? undefined);
}

function usage(problem: string, command: CommandSpec, suggestion?: string): AppError {
  const help = command.name === "" ? "portico --help" : `portico ${command.name} --help`;
  const hint = suggestion === undefined ? `See "${help}".` : `Did you mean ${suggestion}?`;
  return new AppError("USAGE", `${problem}.`, { hint });
}

function spoken(command: CommandSpec): string {
  return command.name === "" ? "portico without a command" : `portico ${command.name}`;
}

function quoted(word: string): string {
  return `"${excerpt(word)}"`;
}
