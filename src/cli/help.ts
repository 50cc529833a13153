import { COMMANDS, CONSOLE, commandNamed, FLAGS, GLOBAL_FLAGS } from "./commands.ts";
import type { CommandSpec, Example, FlagSpec } from "./commands.ts";

const EXIT_CODES = [
  ["0", "all is well"],
  ["1", "a sync, check or write failed, a policy to explain is missing, or a bug"],
  ["2", "with --exit-code: there are changes"],
  ["3", "the input is wrong, or a write was not confirmed"],
] as const;

/** Help for one command, or for Portico as a whole (null, or a name that is no command); ends with a newline. */
export function helpText(topic: string | null): string {
  const command = topic === null ? null : commandNamed(topic);
  const sections = command === null ? overview() : commandHelp(command);
  return `${sections.map((lines) => lines.join("\n")).join("\n\n")}\n`;
}

function overview(): readonly (readonly string[])[] {
  const commands = COMMANDS.map((command) => [`${command.name} ${command.args}`.trimEnd(), command.summary]);
  return [
    ["Portico: API Providers in YAML, their policies as Products and Plans."],
    ["Usage: portico [COMMAND] [FLAGS]", `  ${CONSOLE.summary}.`],
    ["Commands:", ...stacked(commands)],
    ["Flags:", ...flagLines([...CONSOLE.flags, ...GLOBAL_FLAGS])],
    ["Examples:", ...exampleLines(CONSOLE.examples)],
    ["Exit codes:", ...aligned(EXIT_CODES)],
    ['"portico COMMAND --help" tells more.'],
  ];
}

function commandHelp(command: CommandSpec): readonly (readonly string[])[] {
  const flags = command.flags.length > 0 ? " [FLAGS]" : "";
  const args = command.args === "" ? "" : ` ${command.args}`;
  return [
    [`${command.summary}.`],
    [`Usage: portico ${command.name}${args}${flags}`],
    ...(command.details.length > 0 ? [command.details] : []),
    ["Flags:", ...flagLines([...command.flags, ...GLOBAL_FLAGS.filter((name) => name !== "version")])],
    ["Examples:", ...exampleLines(command.examples)],
  ];
}

function flagLines(names: readonly string[]): readonly string[] {
  const flags = FLAGS.filter((flag) => names.includes(flag.name));
  return aligned(flags.map((flag) => [flagUsage(flag), flag.summary]));
}

function flagUsage(flag: FlagSpec): string {
  const short = flag.short === undefined ? "    " : `-${flag.short}, `;
  return `${short}--${flag.name}${flag.value === undefined ? "" : ` ${flag.value}`}`;
}

function exampleLines(examples: readonly Example[]): readonly string[] {
  return aligned(examples.map(({ line, meaning }) => [line, meaning]));
}

function aligned(rows: readonly (readonly string[])[]): readonly string[] {
  const width = Math.max(...rows.map(([left = ""]) => left.length));
  return rows.map(([left = "", right = ""]) => `  ${left.padEnd(width)}  ${right}`);
}

/** As `aligned`, but a long left side has its own line, so that one does not push all the others out. */
function stacked(rows: readonly (readonly string[])[]): readonly string[] {
  const width = 22;
  return rows.flatMap(([left = "", right = ""]) =>
    left.length > width
      ? [`  ${left}`, `  ${" ".repeat(width)}  ${right}`]
      : [`  ${left.padEnd(width)}  ${right}`],
  );
}
