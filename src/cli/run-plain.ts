import { quietWhenClosed, type CommandIo } from "./command-io.ts";
import { helpText } from "./help.ts";
import type { PlainIntent } from "./intent.ts";

/** What a command that needs no configuration touches. `schema` yields the JSON Schema of the configuration. */
export type PlainIo = Pick<CommandIo, "stdout"> & {
  readonly version: string;
  readonly schema: () => unknown;
};

/** Prints help, the version or the schema; `schema` may return a promise. Resolves to the exit code. */
export async function runPlainCommand(intent: PlainIntent, io: PlainIo): Promise<number> {
  const write = quietWhenClosed(io.stdout);
  await write(await plainOutput(intent, io));
  return 0;
}

async function plainOutput(intent: PlainIntent, io: PlainIo): Promise<string> {
  if (intent.command === "help") return helpText(intent.topic);
  if (intent.command === "version") return `${io.version}\n`;
  return `${JSON.stringify(await io.schema(), null, 2)}\n`;
}
