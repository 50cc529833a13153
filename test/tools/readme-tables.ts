import { ERROR_CODES } from "../../src/core/errors.ts";
import { COMMANDS } from "../../src/cli/commands.ts";
import { ACTION_IDS, actionRow, bindKeys, keysText, type Group } from "../../src/view/keys.ts";

/** The tables of the README that are printed from the program's own: `node test/tools/readme-tables.ts` shows them. */
export function readmeTables(): Readonly<Record<"keys" | "errors" | "commands", string>> {
  return { keys: keysTable(), errors: errorsTable(), commands: commandsTable() };
}

function keysTable(): string {
  const { keymap } = bindKeys();
  const groups = new Map<Group, string[]>();
  for (const id of ACTION_IDS) {
    const { group, label } = actionRow(id);
    const keys = keysText(keymap, id)
      .split(" ")
      .map((key) => `\`${key}\``)
      .join(" ");
    groups.set(group, [
      ...(groups.get(group) ?? []),
      `| ${keys.replaceAll("|", "\\|")} | ${label} | \`${id}\` |`,
    ]);
  }
  const rows = [...groups].flatMap(([group, lines]) => [`| **${group}** | | |`, ...lines]);
  return ["| keys | what | action |", "| --- | --- | --- |", ...rows].join("\n");
}

function errorsTable(): string {
  const rows = Object.entries(ERROR_CODES).map(
    ([code, { audience, exit }]) => `| \`${code}\` | ${audience} | ${exit} |`,
  );
  return ["| code | who can do something | exit |", "| --- | --- | --- |", ...rows].join("\n");
}

function commandsTable(): string {
  const rows = COMMANDS.map(({ name, args, summary, flags }) => {
    const usage = ["portico", name, args].filter((part) => part !== "").join(" ");
    return `| \`${usage.replaceAll("|", "\\|")}\` | ${summary} | ${flags.map((flag) => `\`--${flag}\``).join(" ")} |`;
  });
  return ["| command | what | flags |", "| --- | --- | --- |", ...rows].join("\n");
}

if (import.meta.main) {
  for (const table of Object.values(readmeTables())) process.stdout.write(`${table}\n\n`);
}
