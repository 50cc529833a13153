import { AppError } from "../core/errors.ts";
import { excerpt } from "../core/plain-text.ts";
import { CONSOLE, type CommandSpec } from "./commands.ts";

/** USAGE for arguments of a command: what is wrong with them, and what was meant or where help is. */
export function usage(problem: string, command: CommandSpec, suggestion: string | null = null): AppError {
  const help = command.name === "" ? "portico --help" : `portico ${command.name} --help`;
  const hint = suggestion === null ? `See "${help}".` : `Did you mean ${suggestion}?`;
  return new AppError("USAGE", `${problem}.`, { hint });
}

/** The command as a sentence names it. */
export function spoken(command: CommandSpec): string {
  if (command === CONSOLE) return "portico without a command";
  return `portico ${command.name}`.trimEnd();
}

/** An argument as a message quotes it, harmless and short. */
export function quoted(word: string): string {
  return `"${excerpt(word)}"`;
}
