import type { ConsoleState, ProviderView } from "../console.ts";
import { issueLines, type ConfigIssue } from "../core/config-issue.ts";
import { AppError } from "../core/errors.ts";
import { excerpt } from "../core/plain-text.ts";
import type { CommandIo, Write } from "./command-io.ts";
import { closest } from "./suggest.ts";

/** A command's surroundings while it runs: its io, with a `write` to stdout that outlives the reader. */
export type Session = { readonly io: CommandIo; readonly write: Write };

/**
 * The state, once there is a configuration to work with. Throws CONFIG_NOT_FOUND without one, and CONFIG_INVALID,
 * after printing every issue, when the file is broken: a command never works on a version that is not on the disk.
 */
export function configuredState({ io }: Session): ConsoleState {
  const state = io.console.state();
  const { config } = state;
  if (config.state === "missing") {
    throw new AppError("CONFIG_NOT_FOUND", "no portico.yaml here or in the folders above.", {
      hint: 'Run "portico init" to write a commented one here, or name one with --config FILE.',
    });
  }
  if (config.state === "broken") {
    printIssues(io, config.issues);
    const count = config.issues.length === 1 ? "an error" : `${config.issues.length} errors`;
    throw new AppError(
      "CONFIG_INVALID",
      `${config.file ?? "the configuration"} has ${count}; nothing was done.`,
    );
  }
  return state;
}

/** Prints what the configuration warns about, for commands that are about to use it. */
export function printWarnings({ io }: Session, state: ConsoleState): void {
  printIssues(io, state.config.warnings);
}

/** The Provider of that name; throws UNKNOWN_PROVIDER with the nearest name, or all of them. */
export function providerNamed(state: ConsoleState, name: string): ProviderView {
  const found = state.providers.find((view) => view.definition.name === name);
  if (found !== undefined) return found;
  throw unknownProvider(state, `there is no Provider "${excerpt(name)}".`, name);
}

/** UNKNOWN_PROVIDER with that message, and what to write instead of the name given. */
export function unknownProvider(state: ConsoleState, message: string, name: string): AppError {
  return new AppError("UNKNOWN_PROVIDER", message, { hint: providerHint(state, name) });
}

/** Every Provider, or the one of that name; in config order. */
export function selectedProviders(state: ConsoleState, name: string | null): readonly ProviderView[] {
  return name === null ? state.providers : [providerNamed(state, name)];
}

/** What a command says that finds no Provider in the configuration; ends with a newline. */
export function noProvidersText({ config }: ConsoleState): string {
  return `No Providers in ${config.file ?? "the configuration"} yet.\n`;
}

const LISTED = 8;

function providerHint(state: ConsoleState, name: string): string {
  const names = state.providers.map((view) => view.definition.name);
  const near = closest(name, names);
  if (near !== null) return `Did you mean "${excerpt(near)}"?`;
  if (names.length === 0) return noProvidersText(state).trimEnd();
  return `Providers: ${listedNames(names)}.`;
}

/** Names in a sentence: the first eight, and how many more there are. */
export function listedNames(names: readonly string[]): string {
  const more = names.length > LISTED ? ` and ${names.length - LISTED} more` : "";
  return `${names
    .slice(0, LISTED)
    .map((each) => excerpt(each))
    .join(", ")}${more}`;
}

/** Prints what is wrong in a configuration, each with its place and what to do. */
export function printIssues(io: CommandIo, issues: readonly ConfigIssue[]): void {
  for (const issue of issues) {
    const label = issue.severity === "warning" ? "warning: " : "";
    io.stderr(`${label}${issueLines(issue).join("\n")}\n`);
  }
}
