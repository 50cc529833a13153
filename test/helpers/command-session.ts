import { SECRET } from "../../fixtures/tyk-dashboard/builders.ts";
import type { CommandIo } from "../../src/cli/command-io.ts";
import type { HeadlessIntent } from "../../src/cli/intent.ts";
import { parseArguments } from "../../src/cli/parse.ts";
import { runCommand } from "../../src/cli/run.ts";
import { appSession, type AppSession } from "./app-session.ts";
import { capturedIo } from "./captured-io.ts";

/** A Provider of the session's configuration; `more` are further lines of its YAML. */
export type SessionProvider = {
  readonly name: string;
  readonly url: string;
  readonly more?: readonly string[];
};

export type Ran = { readonly code: number; readonly out: string; readonly err: string };

/** A folder where commands run one after the other, each as a program of its own would: over the store alone. */
export type CommandSession = {
  readonly session: AppSession;
  /** Runs the command line and tells what it printed; `io` is what else the terminal offers. */
  readonly portico: (argv: readonly string[], io?: Partial<CommandIo>) => Promise<Ran>;
  /** As `portico`, with this text on standard input. */
  readonly piped: (text: string, argv: readonly string[]) => Promise<Ran>;
  readonly close: () => Promise<void>;
};

/** `env` is what commands find in the environment beside the PATH. */
export async function commandSession(
  providers: readonly SessionProvider[],
  env: Readonly<Record<string, string>> = {},
): Promise<CommandSession> {
  const lines = providers.flatMap(({ name, url, more = [] }) => [
    `  - name: ${name}`,
    ...[`url: ${url}`, `secret: ${SECRET}`, ...more].map((line) => `    ${line}`),
  ]);
  const session = await appSession(`ignore: [literal-secret]\nproviders:\n${lines.join("\n")}\n`);

  async function portico(argv: readonly string[], io: Partial<CommandIo> = {}): Promise<Ran> {
    const intent = headlessIntent(argv);
    const app = await session.open(env);
    const captured = capturedIo(app.console, io);
    const code = await runCommand(intent, captured);
    await app.close();
    return { code, out: captured.out(), err: captured.err() };
  }

  return {
    session,
    portico,
    piped: (text, argv) => portico(argv, { openInput: () => inChunks(text) }),
    close: () => session.close(),
  };
}

function headlessIntent(argv: readonly string[]): HeadlessIntent {
  const parsed = parseArguments(argv);
  if (!parsed.ok) throw parsed.error;
  const { intent } = parsed;
  const { command } = intent;
  if ("ascii" in intent || command === "help" || command === "version" || command === "schema") {
    throw new Error(`"${argv.join(" ")}" needs no store`);
  }
  return intent;
}

async function* inChunks(text: string): AsyncIterable<Uint8Array> {
  yield new TextEncoder().encode(text);
}
