import type { CommandSpec, FlagSpec } from "./command-spec.ts";
import { CHECK_COMMANDS, CHECK_FLAGS } from "./check-commands.ts";
import { CREDENTIAL_COMMANDS, CREDENTIAL_FLAGS } from "./credential-specs.ts";
import { DRIFT_COMMANDS, DRIFT_FLAGS } from "./drift-commands.ts";
import { HISTORY_COMMANDS, HISTORY_FLAGS } from "./history-commands.ts";
import { LISTABLE, OUTPUT_FORMATS } from "./intent.ts";
import { PLUGIN_COMMAND, PLUGIN_FLAGS } from "./plugin-spec.ts";
import { PROVIDER_COMMAND, PROVIDER_FLAGS } from "./provider-commands.ts";
import { CONFIRMING, WRITE_COMMANDS, WRITE_FLAGS } from "./write-commands.ts";

export type { CommandSpec, Example, FlagSpec } from "./command-spec.ts";

/** Every flag there is; a name means the same wherever it is accepted. */
export const FLAGS: readonly FlagSpec[] = [
  { name: "dry-run", summary: "Say what would change; change nothing" },
  { name: "force", summary: "Accept what is held, or go on all the same" },
  { name: "exit-code", summary: "Exit with 2 when there are changes, or held ones" },
  { name: "provider", short: "p", value: "PROVIDER", once: true, summary: "Only this Provider" },
  { name: "all", summary: "Hidden Products and Plans, too" },
  {
    name: "output",
    short: "o",
    value: "FORMAT",
    choices: OUTPUT_FORMATS,
    summary: `${OUTPUT_FORMATS.join(", ")} (default: table)`,
  },
  ...CHECK_FLAGS,
  ...HISTORY_FLAGS,
  ...WRITE_FLAGS,
  ...PROVIDER_FLAGS,
  ...CREDENTIAL_FLAGS,
  ...DRIFT_FLAGS,
  { name: "ascii", summary: "Draw with ASCII characters only" },
  { name: "no-alt-screen", summary: "Stay on the normal screen" },
  { name: "screen-reader", summary: "Linear text for screen readers" },
  ...PLUGIN_FLAGS,
  { name: "config", value: "FILE", summary: "The configuration (default: nearest portico.yaml)" },
  { name: "help", short: "h", summary: "Show help" },
  { name: "version", short: "V", summary: "Show the version" },
];

/** Flags accepted everywhere. */
export const GLOBAL_FLAGS = ["config", "help", "version"] as const;

const SCREEN_FLAGS = ["ascii", "no-alt-screen", "screen-reader", "watch-plugins"];

/** Portico without a command. */
export const CONSOLE: CommandSpec = {
  name: "",
  args: "",
  maxArgs: 0,
  summary: "Open the console; without a terminal, synchronize once and print",
  details: [],
  flags: SCREEN_FLAGS,
  examples: [
    { line: "portico", meaning: "open the console" },
    { line: "portico demo", meaning: "try it with simulated Providers" },
    { line: "portico sync --dry-run", meaning: "see what a sync would change" },
    { line: "portico get products -o json", meaning: "list Products for a script" },
  ],
};

/** Stands for the command as long as it is not known: it takes every flag. */
export const ANY_COMMAND: CommandSpec = { ...CONSOLE, flags: FLAGS.map((flag) => flag.name) };

/** Every command, in the order in which help lists them. */
export const COMMANDS: readonly CommandSpec[] = [
  {
    name: "sync",
    args: "[PROVIDER…]",
    maxArgs: Number.POSITIVE_INFINITY,
    summary: "Synchronize Providers into Products and Plans",
    details: [
      "Reads the policies and APIs of the named Providers (of every enabled one",
      "when none is named) and updates the catalog. A Provider that fails, or",
      "suddenly returns no policy at all, changes nothing but its status.",
    ],
    flags: ["dry-run", "force", "exit-code", "output"],
    instead: { provider: "portico sync PROVIDER" },
    examples: [
      { line: "portico sync", meaning: "every enabled Provider" },
      { line: "portico sync Partners --dry-run", meaning: "what would change at one" },
      { line: "portico sync Partners --force", meaning: "accept what is held" },
      { line: "portico sync --exit-code -o json", meaning: "for a script" },
    ],
  },
  {
    name: "get",
    args: LISTABLE.join("|"),
    maxArgs: 1,
    summary: "List what the last synchronization found",
    details: [
      "Reads the store only and contacts no Provider. Hidden Products and Plans",
      "are left out unless --all is given.",
    ],
    flags: ["provider", "all", "output"],
    examples: [
      { line: "portico get providers", meaning: "status of each Provider" },
      { line: "portico get products -p Partners", meaning: "Products of one Provider" },
      { line: "portico get plans --all -o yaml", meaning: "Plans, hidden ones too" },
      { line: "portico get skipped -o csv", meaning: "skipped policies, with reasons" },
    ],
  },
  ...CHECK_COMMANDS,
  {
    name: "explain",
    args: "[PROVIDER] [POLICY]",
    maxArgs: 2,
    summary: "Say why a policy is on show, or why it is not",
    details: [
      "POLICY is a name, a policy id or a reference id. Without it, everything",
      "skipped or hidden is explained. A single argument is a Provider when one",
      "has that name, otherwise a policy. Exits with 1 when a policy is named and",
      "no Provider returns it. --add-tag gives a policy that only lacks the tag that",
      "selects it that tag: it is shown and asked about like every other write.",
    ],
    flags: ["provider", "add-tag", ...CONFIRMING],
    examples: [
      { line: "portico explain", meaning: "everything skipped or hidden" },
      { line: "portico explain Partners", meaning: "the same at one Provider" },
      { line: 'portico explain "Gold plan"', meaning: "one policy" },
      { line: 'portico explain Partners "Gold plan"', meaning: "one policy of one Provider" },
      { line: "portico explain Gold --add-tag --dry-run", meaning: "what adding the tag would do" },
    ],
  },
  ...HISTORY_COMMANDS,
  ...WRITE_COMMANDS,
  PROVIDER_COMMAND,
  ...CREDENTIAL_COMMANDS,
  ...DRIFT_COMMANDS,
  PLUGIN_COMMAND,
  {
    name: "init",
    args: "",
    maxArgs: 0,
    summary: "Write a commented portico.yaml into this folder",
    details: ["The file explains every key; editors complete them while you type."],
    flags: [],
    examples: [
      { line: "portico init", meaning: "then edit it and run: portico" },
      { line: "portico init --config eu.yaml", meaning: "the same under another name" },
    ],
  },
  {
    name: "demo",
    args: "",
    maxArgs: 0,
    summary: "Open the console against simulated Providers",
    details: ["Everything it uses is temporary; its configuration can be edited while it runs."],
    flags: SCREEN_FLAGS,
    examples: [{ line: "portico demo", meaning: "needs no configuration" }],
  },
  {
    name: "schema",
    args: "",
    maxArgs: 0,
    summary: "Print the JSON Schema of the configuration",
    details: ["For editors that complete and check YAML."],
    flags: [],
    examples: [{ line: "portico schema > portico.schema.json", meaning: "keep a copy" }],
  },
  {
    name: "help",
    args: "[COMMAND]",
    maxArgs: 1,
    summary: "Show help for Portico or one command",
    details: [],
    flags: [],
    examples: [{ line: "portico help sync", meaning: "the same as: portico sync --help" }],
  },
];

/** The command of that name; null when there is none. */
export function commandNamed(name: string): CommandSpec | null {
  return COMMANDS.find((command) => command.name === name) ?? null;
}

/** The flag of that long name; null when there is none. */
export function flagNamed(name: string): FlagSpec | null {
  return FLAGS.find((flag) => flag.name === name) ?? null;
}

/** True when the command, or every command, takes the flag. */
export function acceptsFlag(command: CommandSpec, flag: string): boolean {
  return command.flags.includes(flag) || GLOBAL_FLAGS.some((name) => name === flag);
}
