#!/usr/bin/env node
import type { App, Surroundings } from "./app.ts";
import type { CommandIo } from "./cli/command-io.ts";
import type { CommandIntent, HeadlessIntent, PlainIntent, ScreenIntent } from "./cli/intent.ts";

/** The oldest Node versions that Portico runs on, as `engines` in package.json says: ^22.22.0 || >=24. */
function isTooOld(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major < 22 || major === 23 || (major === 22 && minor < 22);
}

async function main(): Promise<number> {
  if (isTooOld(process.versions.node)) {
    process.stderr.write(`portico: needs Node 22.22 or 24 and later, this is ${process.versions.node}.\n`);
    return 3;
  }
  process.getBuiltinModule("node:module").enableCompileCache();
  const { parseArguments } = await import("./cli/parse.ts");
  const parsed = parseArguments(process.argv.slice(2));
  if (!parsed.ok) return fail(parsed.error);
  try {
    return await run(parsed.intent, parsed.globals.config);
  } catch (error) {
    return fail(error);
  }
}

async function run(intent: CommandIntent, config: string | null): Promise<number> {
  const source = { config, simulated: null };
  if ("ascii" in intent) return intent.command === "demo" ? runDemo(intent) : runConsole(intent, source);
  const { command } = intent;
  if (command === "help" || command === "version" || command === "schema") return runPlain(intent);
  // What is yet to be written cannot be read.
  return runHeadless(intent, command === "init" ? { ...source, config: null } : source);
}

async function runPlain(intent: PlainIntent): Promise<number> {
  const { runPlainCommand } = await import("./cli/run-plain.ts");
  const { default: about } = await import("../package.json", { with: { type: "json" } });
  return runPlainCommand(intent, { stdout, version: about.version, schema });
}

async function schema(): Promise<unknown> {
  const { configJsonSchema } = await import("./app/config-schema.ts");
  return configJsonSchema();
}

/** The config to open, and what is simulated when it is a demo's. */
type Source = { readonly config: string | null; readonly simulated: string | null };

async function runHeadless(intent: HeadlessIntent | "once", source: Source): Promise<number> {
  const { runCommand, runOnce } = await import("./cli/run.ts");
  const app = await openApp(source.config);
  const stop = stopOnSignals();
  try {
    const io = commandIo(app, stop.signal);
    const code = intent === "once" ? await runOnce(io, source.simulated) : await runCommand(intent, io);
    for (const warning of app.takeWarnings()) process.stderr.write(`warning: ${warning}\n`);
    return stop.exitCode() ?? code;
  } finally {
    stop.release();
    await app.close();
  }
}

async function runDemo(intent: ScreenIntent): Promise<number> {
  const { startDemo } = await import("./app/demo.ts");
  const demo = await startDemo(process.execPath);
  process.once("exit", demo.removeNow);
  try {
    return await runConsole(intent, { config: demo.config, simulated: demo.title });
  } finally {
    await demo.close();
  }
}

/** A dumb terminal can be written to, not drawn on. */
function canDraw({ screenReader }: ScreenIntent): boolean {
  if (!standardInput().isTTY || !process.stdout.isTTY) return false;
  if (process.env["TERM"] !== "dumb" || screenReader) return true;
  process.stderr.write("portico: TERM is dumb, the console cannot be drawn: synchronizing once instead.\n");
  return false;
}

async function runConsole(intent: ScreenIntent, source: Source): Promise<number> {
  if (!canDraw(intent)) return runHeadless("once", source);
  const surroundings = { ...surroundingsOf(), watchPlugins: intent.watchPlugins };
  const colour = wantsColour(surroundings.env);
  if (!colour) forbidColour();
  const [app, { runScreen }] = await Promise.all([
    openApp(source.config, surroundings),
    import("./ui/start.tsx"),
  ]);
  const stop = stopOnSignals();
  process.on("exit", restoreTerminal);
  try {
    const stdin = standardInput();
    const { stdout: screen } = process;
    const { env } = surroundings;
    const onFirstFrame = (): void => void app.start().catch((error: unknown) => crash(error));
    const { ascii, noAltScreen, screenReader } = intent;
    const look = { ascii, screenReader, colour, alternateScreen: !noAltScreen };
    const io = {
      console: app.console,
      stdin,
      screen,
      now,
      env,
      look,
      suspend,
      onFirstFrame,
      signal: stop.signal,
    };
    const { end, exitCode } = await untilCrash(runScreen(io), stop);
    if (exitCode !== null) return exitCode;
    if (end?.next !== "demo") return stop.exitCode() ?? 0;
  } finally {
    stop.release();
    await app.close();
  }
  return runDemo(intent);
}

/** While the console is open: ends it, with the terminal given back, before a fault is told of. */
let endScreen: ((fault: unknown) => void) | null = null;

/** The screen's end; when a fault ended it, that is told on the normal screen, and the exit code is not null. */
async function untilCrash<T>(
  screen: Promise<T>,
  stop: Stop,
): Promise<{ end: T | null; exitCode: number | null }> {
  const faults: unknown[] = [];
  endScreen = (fault) => {
    faults.push(fault);
    stop.abort();
  };
  const end = await screen.catch((fault: unknown) => {
    faults.push(fault);
    return null;
  });
  endScreen = null;
  return { end, exitCode: faults.length === 0 ? null : await fail(faults[0]) };
}

async function openApp(config: string | null, surroundings = surroundingsOf()): Promise<App> {
  const { createApp } = await import("./app.ts");
  silenceConsole(surroundings.log);
  const app = await createApp(surroundings, config);
  redact = app.redact;
  return app;
}

/** Takes the secrets that are known so far out of a text. */
let redact = (text: string): string => text;

/** What plugins print with `console` goes to the log: neither onto the screen nor between the lines of `-o json`. */
function silenceConsole(log: (line: string) => void): void {
  const { format } = process.getBuiltinModule("node:util");
  const print = (...said: readonly unknown[]): void => log(format(...said));
  Object.assign(globalThis.console, { log: print, info: print, warn: print, error: print, debug: print });
}

function now(): Date {
  return new Date();
}

function surroundingsOf(): Surroundings {
  const { platform, pid } = process;
  const env = { ...process.env };
  const home = env["HOME"] ?? env["USERPROFILE"] ?? process.cwd();
  return {
    cwd: process.cwd(),
    env,
    home,
    platform,
    pid,
    now,
    random: Math.random,
    log: logTo(env["PORTICO_LOG"]),
  };
}

/** Appends to the file that PORTICO_LOG names; without it, what no pane can show is dropped. */
function logTo(file: string | undefined): (line: string) => void {
  if (file === undefined || file === "") return () => undefined;
  const opened = import("node:fs").then((fs) => fs.createWriteStream(file, { flags: "a", mode: 0o600 }));
  return (line) => void opened.then((stream) => stream.write(`${new Date().toISOString()} ${line}\n`));
}

function commandIo(app: App, signal: AbortSignal): CommandIo {
  return {
    console: app.console,
    stdout,
    stderr: (text) => void process.stderr.write(text),
    columns: process.stdout.isTTY ? process.stdout.columns : null,
    stderrColumns: process.stderr.isTTY ? process.stderr.columns : null,
    colour: process.stdout.isTTY && wantsColour(process.env),
    now,
    signal,
    get ask(): CommandIo["ask"] {
      return standardInput().isTTY && process.stderr.isTTY ? (question) => ask(question, signal) : null;
    },
    createSecretFile: async (file) => (await import("./app/secret-file.ts")).createSecretFile(file),
    openInput,
  };
}

/** Asks on stderr; the terminal edits the line. Null when its input ends first, as it does at an interruption. */
async function ask(question: string, signal: AbortSignal): Promise<string | null> {
  if (signal.aborted) return null;
  const { createInterface } = await import("node:readline");
  process.stderr.write(question);
  const lines = createInterface({ input: standardInput(), terminal: false, signal });
  return new Promise((resolve) => {
    const unanswered = (): void => {
      process.stderr.write("\n");
      resolve(null);
    };
    lines.once("close", unanswered).once("line", (line) => {
      resolve(line);
      lines.off("close", unanswered).close();
    });
  });
}

async function* openInput(source: string): AsyncIterable<Uint8Array> {
  if (source === "-") return yield* standardInput();
  const { createReadStream } = await import("node:fs");
  yield* createReadStream(source);
}

/** Resolves once the text is taken; rejects with what the stream says, EPIPE when its reader is gone. */
function stdout(text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.write(text, (error) => (error ? reject(error) : resolve()));
  });
}

function wantsColour(env: Readonly<Record<string, string | undefined>>): boolean {
  if ((env["FORCE_COLOR"] ?? "") !== "") return env["FORCE_COLOR"] !== "0";
  return (env["NO_COLOR"] ?? "") === "" && env["TERM"] !== "dumb";
}

/** Chalk does not know NO_COLOR: it has to be told before it loads. Children get the environment as it was. */
function forbidColour(): void {
  delete process.env["NO_COLOR"];
  process.env["FORCE_COLOR"] = "0";
}

type Stop = {
  readonly signal: AbortSignal;
  readonly exitCode: () => number | null;
  readonly abort: () => void;
  readonly release: () => void;
};

const SIGNAL_CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/** The first signal aborts, so that everything ends in order; a second one ends the process at once. */
function stopOnSignals(): Stop {
  const controller = new AbortController();
  let code: number | null = null;
  const listeners = Object.entries(SIGNAL_CODES).map(([name, exitCode]) => {
    const listener = (): void => {
      if (code !== null) process.exit(exitCode);
      code = exitCode;
      controller.abort();
    };
    process.on(name, listener);
    return { name, listener };
  });
  const release = (): void => {
    for (const { name, listener } of listeners) process.off(name, listener);
  };
  return { signal: controller.signal, exitCode: () => code, abort: () => controller.abort(), release };
}

/** Stops this process as ctrl-z does; resolves when it is continued. The timer keeps the loop alive meanwhile. */
function suspend(): Promise<void> {
  return new Promise((resolve) => {
    const keepAlive = setInterval(() => undefined, 2 ** 30);
    process.once("SIGCONT", () => {
      clearInterval(keepAlive);
      resolve();
    });
    process.kill(0, "SIGTSTP");
  });
}

/** Leaves nothing switched on, whatever ended the process: mouse, focus reports, paste mode, hidden cursor. */
function restoreTerminal(): void {
  if (process.stdout.isTTY)
    process.stdout.write("\u001B[?1000l\u001B[?1006l\u001B[?1004l\u001B[?2004l\u001B[?25h");
}

/** A stream that fails says so twice: to who wrote, and as an event. */
const told = new Set<unknown>();

/** Says what went wrong and returns the exit code: known errors in their own words, anything else as a fault. */
async function fail(error: unknown): Promise<number> {
  const { failureText } = await import("./cli/failure-text.ts");
  const { text, exitCode } = failureText(error);
  if (!told.has(error)) process.stderr.write(redact(text));
  told.add(error);
  return exitCode;
}

const LEAVE_WITHIN_MS = 2000;

/** An open console ends first, so that the fault is told on the normal screen. */
async function crash(reason: unknown): Promise<void> {
  if (endScreen === null) return process.exit(await fail(reason));
  // What hangs while everything is closed must not keep a program alive that has failed.
  setTimeout(() => process.exit(1), LEAVE_WITHIN_MS).unref();
  endScreen(reason);
}

/** A reader, or a terminal, that has gone is no fault. */
const READER_GONE: ReadonlySet<string | undefined> = new Set(["EPIPE", "EIO"]);

function onStreamError(error: NodeJS.ErrnoException): void {
  if (!READER_GONE.has(error.code)) void crash(error);
}

let openedInput: NodeJS.ReadStream | null = null;

/** Opened when it is first asked for: most commands read nothing. */
function standardInput(): NodeJS.ReadStream {
  openedInput ??= process.stdin.on("error", onStreamError);
  return openedInput;
}

for (const stream of [process.stdout, process.stderr]) stream.on("error", onStreamError);
process.on("uncaughtException", (error) => void crash(error));
process.on("unhandledRejection", (reason) => void crash(reason));
// Everything is flushed by now; a name that is still being resolved must not keep the process.
process.exit(await main());
