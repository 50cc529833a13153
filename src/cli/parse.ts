import { isAppError, type AppError } from "../core/errors.ts";
import { excerpt } from "../core/plain-text.ts";
import { shellWord } from "../core/shell-word.ts";
import { COMMANDS, CONSOLE, commandNamed, flagNamed, type CommandSpec } from "./commands.ts";
import { changeFlags, changeIntent, type ChangeArguments } from "./parse-change.ts";
import { credentialIntent } from "./parse-credentials.ts";
import { diffIntent } from "./parse-drift.ts";
import { historyIntent } from "./parse-history.ts";
import { pluginIntent } from "./parse-plugin.ts";
import { providerIntent } from "./parse-provider.ts";
import type { ChangeFlags } from "./change-intent.ts";
import { LISTABLE, OUTPUT_FORMATS } from "./intent.ts";
import type { CommandIntent, Globals, OutputFormat, ScreenFlags } from "./intent.ts";
import { checkFlagsBefore, readFlags, tokensOf, type Flags, type Token } from "./read-flags.ts";
import { CONFIRMING } from "./write-commands.ts";
import { closest } from "./suggest.ts";
import { quoted, spoken, usage } from "./usage-error.ts";

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

type Given = Flags & { readonly command: CommandSpec; readonly args: readonly string[] };

function parse(argv: readonly string[]): { readonly intent: CommandIntent; readonly globals: Globals } {
  const list = tokensOf(argv);
  const words = list.flatMap((token) => (token.kind === "positional" ? [token.value] : []));
  const asks = (name: string): boolean =>
    list.some((token) => token.kind === "option" && token.name === name && token.value === undefined);
  const [name, ...args] = words;
  if (asks("help")) return { intent: helpIntent(name === "help" ? args[0] : name), globals: NO_GLOBALS };
  if (asks("version")) return { intent: { command: "version" }, globals: NO_GLOBALS };
  const command = commandOf(list);
  const given = { command, args, ...readFlags(list, command) };
  checkCount(given);
  return { intent: intentOf(given), globals: { config: given.values.get("config") ?? null } };
}

/** The command that the first word names. A flag before it that nobody knows is told first: the word may be its value. */
function commandOf(list: readonly Token[]): CommandSpec {
  const word = list.find((token) => token.kind === "positional");
  if (word === undefined) return CONSOLE;
  const command = commandNamed(word.value);
  if (command !== null) return command;
  checkFlagsBefore(word, list);
  throw unknownCommand(word.value);
}

const NO_GLOBALS: Globals = { config: null };

function checkCount(given: Given): void {
  const { command, args } = given;
  if (args.length <= command.maxArgs) return;
  const extra = quoted(args[command.maxArgs] ?? "");
  const takes = command.maxArgs === 0 ? "no arguments" : `only ${command.args}`;
  throw usage(`${spoken(command)} takes ${takes}, not ${extra} as well`, command, meantArgument(given));
}

/** `get products Partners` means a Provider. */
function meantArgument({ command, args, values }: Given): string | null {
  const extra = args[command.maxArgs] ?? "";
  if (command.name !== "get" || values.has("provider") || /^-|^$/u.test(extra)) return null;
  return LISTABLE.some((name) => name === extra) ? null : `-p ${shellWord(excerpt(extra))}`;
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
      return { command: "init", file: given.values.get("config") ?? null };
    case "schema":
      return { command: "schema" };
    case "help":
      return helpIntent(given.args[0]);
    case "demo":
      return { command: "demo", ...screenFlags(given) };
    default:
      return (
        furtherIntent({ ...given, output: outputOf(given) }) ?? { command: "console", ...screenFlags(given) }
      );
  }
}

/** What reads the arguments of a command, by its name. */
const READERS: ReadonlyMap<string, (given: ChangeArguments) => CommandIntent> = new Map<
  string,
  (given: ChangeArguments) => CommandIntent
>([
  ["history", historyIntent],
  ["diff", diffIntent],
  ["plugin", pluginIntent],
  ["provider", providerIntent],
  ["check", checkIntent],
]);

function furtherIntent(given: ChangeArguments): CommandIntent | null {
  const read = READERS.get(given.command.name);
  return read?.(given) ?? changeIntent(given) ?? credentialIntent(given);
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

function checkIntent({ args, values, output }: ChangeArguments): CommandIntent {
  return { command: "check", providers: [...new Set(args)], support: values.get("support") ?? null, output };
}

function getIntent(given: Given): CommandIntent {
  const [word] = given.args;
  const choices = LISTABLE.join(", ");
  if (word === undefined) throw usage(`say what to get: ${choices}`, given.command);
  const what = LISTABLE.find((name) => name === word);
  if (what === undefined) {
    const near = closest(word, LISTABLE);
    throw usage(`cannot get ${quoted(word)}, only ${choices}`, given.command, near);
  }
  const provider = given.values.get("provider") ?? null;
  return { command: "get", what, provider, all: given.switches.has("all"), output: outputOf(given) };
}

function explainIntent(given: Given): CommandIntent {
  const [first, second] = given.args;
  const flagged = given.values.get("provider");
  const output = outputOf(given);
  const rest = { addTag: addingFlags({ ...given, output }), output };
  if (second === undefined) {
    return { command: "explain", provider: flagged ?? null, policy: first ?? null, ...rest };
  }
  if (flagged !== undefined) {
    throw usage("the Provider was named twice, by -p and by the first argument", given.command);
  }
  return { command: "explain", provider: first ?? null, policy: second, ...rest };
}

/** How the tag is to be added; null when it is not. The flags of a write make no sense without it. */
function addingFlags(given: Given & { readonly output: OutputFormat }): ChangeFlags | null {
  if (given.switches.has("add-tag")) {
    if (given.args.length === 0) throw usage("say which policy gets the tag", given.command);
    return changeFlags(given);
  }
  const needless = CONFIRMING.find(
    (flag) => flag !== "output" && (given.switches.has(flag) || given.values.has(flag)),
  );
  if (needless === undefined) return null;
  throw usage(`--${needless} goes with --add-tag only`, given.command);
}

function helpIntent(topic: string | undefined): CommandIntent {
  if (topic === undefined) return { command: "help", topic: null };
  if (commandNamed(topic) === null) throw unknownCommand(topic);
  return { command: "help", topic };
}

function screenFlags({ switches }: Given): ScreenFlags {
  return {
    ascii: switches.has("ascii"),
    noAltScreen: switches.has("no-alt-screen"),
    screenReader: switches.has("screen-reader"),
    watchPlugins: switches.has("watch-plugins"),
  };
}

function outputOf({ values }: Given): OutputFormat {
  return OUTPUT_FORMATS.find((name) => name === values.get("output")) ?? "table";
}

function unknownCommand(word: string): AppError {
  return usage(`there is no command ${quoted(word)}`, CONSOLE, meantCommand(word));
}

function meantCommand(word: string): string | null {
  const names = COMMANDS.map((command) => command.name);
  const near = closest(word, names);
  if (near !== null) return near;
  const listable = closest(word, LISTABLE);
  if (listable !== null) return `portico get ${listable}`;
  return flagNamed(word) === null ? null : `--${word}`;
}
