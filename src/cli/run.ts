import { ERROR_CODES, isAppError, reportOf } from "../core/errors.ts";
import { shellWord } from "../core/shell-word.ts";
import { quietWhenClosed, type CommandIo } from "./command-io.ts";
import { errorText } from "./error-text.ts";
import { runGet } from "./get-command.ts";
import type { ChangeIntent } from "./change-intent.ts";
import type { ProviderIntent } from "./provider-intent.ts";
import type { CertificatesIntent, CredentialsIntent } from "./credential-intent.ts";
import type { HeadlessIntent } from "./intent.ts";
import { runOnceIn } from "./once-command.ts";
import type { Session } from "./session.ts";
import { runSync } from "./sync-command.ts";

/**
 * Runs a command against the Console and resolves to its exit code. What goes wrong for a known reason is printed on
 * stderr; anything else rejects and is a bug. A reader of stdout that goes away early is not an error.
 */
export async function runCommand(intent: HeadlessIntent, io: CommandIo): Promise<number> {
  return reporting(io, (session) => dispatch(intent, session));
}

/**
 * Runs Portico without a terminal: one synchronization, printed with all it found. `simulated` says what a demo runs
 * against. Exit codes as for `sync`.
 */
export async function runOnce(io: CommandIo, simulated: string | null = null): Promise<number> {
  return reporting(io, (session) => runOnceIn(session, simulated));
}

async function reporting(io: CommandIo, run: (session: Session) => Promise<number>): Promise<number> {
  try {
    return await run({ io, write: quietWhenClosed(io.stdout) });
  } catch (error) {
    if (!isAppError(error)) throw error;
    io.stderr(errorText(reportOf(error)));
    return ERROR_CODES[error.code].exit;
  }
}

async function dispatch(intent: HeadlessIntent, session: Session): Promise<number> {
  if (intent.command === "sync") return runSync(intent, session);
  if (intent.command === "get") return runGet(intent, session);
  if (intent.command === "init") return runInit(intent.file, session);
  if (intent.command === "explain") {
    const { runExplain } = await import("./explain-command.ts");
    return runExplain(intent, session);
  }
  if (intent.command === "check") {
    const { runCheck } = await import("./check-command.ts");
    return runCheck(intent, session);
  }
  if (intent.command === "diff") {
    const { runDiff } = await import("./diff-command.ts");
    return runDiff(intent, session);
  }
  if (intent.command === "history") {
    const { runHistory } = await import("./history-command.ts");
    return runHistory(intent, session);
  }
  if (intent.command === "plugin") {
    const { runPlugin } = await import("./plugin-command.ts");
    return runPlugin(intent, session);
  }
  return dispatchWrite(intent, session);
}

type WriteIntent = ChangeIntent | CredentialsIntent | CertificatesIntent | ProviderIntent;

async function dispatchWrite(intent: WriteIntent, session: Session): Promise<number> {
  if (intent.command === "credentials") {
    const { runCredentials } = await import("./credentials-command.ts");
    return runCredentials(intent, session);
  }
  if (intent.command === "certificates") {
    const { runCertificates } = await import("./certificates-command.ts");
    return runCertificates(intent, session);
  }
  if (intent.command === "provider") {
    const { runProvider } = await import("./provider-command.ts");
    return runProvider(intent, session);
  }
  const { runChange } = await import("./change-command.ts");
  return runChange(intent, session);
}

async function runInit(named: string | null, { io, write }: Session): Promise<number> {
  const file = await io.console.writeExampleConfig(named);
  const flag = named === null ? "" : ` --config ${shellWord(named)}`;
  await write(`Wrote ${file}. Add your Providers to it, then run: portico${flag}\n`);
  return 0;
}
