import { parseArgs } from "node:util";
import type { AppError } from "../core/errors.ts";
import { ANY_COMMAND, CONSOLE, COMMANDS, FLAGS, GLOBAL_FLAGS, acceptsFlag, flagNamed } from "./commands.ts";
import type { CommandSpec, FlagSpec } from "./commands.ts";
import { OUTPUT_FORMATS } from "./intent.ts";
import { closest } from "./suggest.ts";
import { quoted, spoken, usage } from "./usage-error.ts";

/** The flags that were given: switches by name, and the values of the others. */
export type Flags = {
  readonly switches: ReadonlySet<string>;
  readonly values: ReadonlyMap<string, string>;
  /** Every value of the flags that take several. */
  readonly lists: ReadonlyMap<string, readonly string[]>;
};

export type Token = ReturnType<typeof tokensOf>[number];
type OptionToken = Token & { readonly kind: "option" };

/** The arguments as flags, words and `--`, in their order; nothing is judged yet. */
export function tokensOf(argv: readonly string[]) {
  const options: Record<string, { type: "string" | "boolean"; short?: string }> = {};
  for (const { name, short, value } of FLAGS) {
    const type = value === undefined ? "boolean" : "string";
    options[name] = short === undefined ? { type } : { type, short };
  }
  return parseArgs({ args: [...argv], options, strict: false, allowPositionals: true, tokens: true }).tokens;
}

/** The flags among the tokens, as the command takes them. Throws USAGE for the first that it does not take so. */
export function readFlags(list: readonly Token[], command: CommandSpec): Flags {
  const switches = new Set<string>();
  const values = new Map<string, string>();
  const lists = new Map<string, readonly string[]>();
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
    const value = valueOf(token, flag, command);
    values.set(flag.name, value);
    if (flag.many === true) lists.set(flag.name, [...(lists.get(flag.name) ?? []), value]);
  }
  return { switches, values, lists };
}

function valueOf(token: OptionToken, flag: FlagSpec, command: CommandSpec): string {
  const problem = `${token.rawName} needs a value: ${token.rawName} ${flag.value}`;
  if (token.value === undefined) throw usage(problem, command);
  // Node takes `-o=json` for the value "=json".
  const value =
    token.inlineValue && !token.rawName.startsWith("--") ? token.value.replace(/^=/u, "") : token.value;
  if (value === "") throw usage(problem, command);
  if (!token.inlineValue && isFlag(value)) throw usage(`${problem}, not ${quoted(value)}`, command);
  const choices = command.choices?.[flag.name] ?? flag.choices;
  if (choices === undefined || choices.includes(value)) return value;
  const listed = `${choices.slice(0, -1).join(", ")} or ${choices.at(-1)}`;
  throw usage(`${token.rawName} takes ${listed}, not ${quoted(value)}`, command, closest(value, choices));
}

/** A flag where a value should be: the value was forgotten. After an equals sign, any text is a value. */
function isFlag(value: string): boolean {
  const [word = ""] = value.split("=", 1);
  return FLAGS.some(
    ({ name, short }) => word === `--${name}` || (short !== undefined && word === `-${short}`),
  );
}

function acceptedFlag(token: OptionToken, command: CommandSpec): FlagSpec {
  const flag = flagNamed(token.name);
  if (flag !== null && acceptsFlag(command, flag.name)) return flag;
  throw flag === null ? unknownFlag(token, command) : misplacedFlag(token, flag, command);
}

function misplacedFlag(token: OptionToken, flag: FlagSpec, command: CommandSpec): AppError {
  const problem = `${spoken(command)} has no flag ${quoted(token.rawName)}`;
  const instead = command.instead?.[flag.name];
  if (instead !== undefined) return usage(problem, command, instead);
  return usage(`${problem}; ${ownersText(ownersOf(flag.name))}`, command);
}

const OWNERS_TOLD = 3;

function ownersText(owners: readonly CommandSpec[]): string {
  const told = owners.slice(0, OWNERS_TOLD).map((owner) => `"${`portico ${owner.name}`.trimEnd()}"`);
  const more = owners.length - told.length;
  return `${told.join(", ")}${more > 0 ? ` and ${more} more` : ""} ${owners.length === 1 ? "does" : "do"}`;
}

function unknownFlag(token: OptionToken, command: CommandSpec): AppError {
  const problem = `${spoken(command)} has no flag ${quoted(token.rawName)}`;
  return usage(problem, command, meantFlag(token, command));
}

/** The flag that was meant: one of this command's before one of another's. */
function meantFlag({ name }: OptionToken, command: CommandSpec): string | null {
  const accepted = [...command.flags, ...GLOBAL_FLAGS];
  const letter = FLAGS.find(({ short }) => short?.toLowerCase() === name.toLowerCase());
  if (letter !== undefined && accepted.includes(letter.name)) return `-${letter.short}`;
  const near = closest(name, accepted);
  if (near !== null) return `--${near}`;
  if (accepted.includes("output") && OUTPUT_FORMATS.some((format) => format === name)) return `-o ${name}`;
  const other = closest(
    name,
    FLAGS.map((flag) => flag.name),
  );
  const [owner] = other === null ? [] : ownersOf(other);
  return owner === undefined ? null : `portico ${owner.name} --${other}`.replace("  ", " ");
}

/** Portico itself, or the commands, that take a flag; none for one that all of them take. */
function ownersOf(flag: string): readonly CommandSpec[] {
  const owners = [CONSOLE, ...COMMANDS].filter((command) => command.flags.includes(flag));
  return owners.includes(CONSOLE) ? [CONSOLE] : owners;
}

/** Judges what stands before a word that is no command: the first thing wrong is told, whatever it leads to. */
export function checkFlagsBefore(word: Token, list: readonly Token[]): void {
  readFlags(
    list.filter((token) => token.index < word.index),
    ANY_COMMAND,
  );
}
