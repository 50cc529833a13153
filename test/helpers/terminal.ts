import { spawn } from "@lydell/node-pty";
import { createScreen, type Screen } from "./screen.ts";

export type TerminalOptions = {
  readonly file: string;
  readonly arguments: readonly string[];
  readonly columns?: number;
  readonly rows?: number;
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
};

export type Exit = { readonly exitCode: number; readonly signal: number | undefined };

export interface TerminalSession {
  readonly screen: Screen;
  readonly pid: number;
  /** Everything the program wrote, as bytes arrived. */
  output(): string;
  /** Types: text as it is, or the bytes of a key. */
  press(bytes: string): void;
  resize(columns: number, rows: number): void;
  /** Waits until the screen shows the text, pattern or condition; rejects with the screen after `limit` ms. */
  sees(expected: string | RegExp | ((screen: Screen) => boolean), limit?: number): Promise<void>;
  /** Waits until the screen no longer shows it. */
  loses(expected: string | RegExp, limit?: number): Promise<void>;
  kill(signal: string): void;
  readonly exited: Promise<Exit>;
  /** Ends the program if it still runs. */
  close(): Promise<void>;
}

const PATIENCE_MS = 15_000;

/** Runs a program in a real pseudo terminal and interprets what it draws. */
export function openTerminal(options: TerminalOptions): TerminalSession {
  const { columns = 120, rows = 36 } = options;
  const screen = createScreen(columns, rows);
  const child = spawn(options.file, [...options.arguments], {
    name: "xterm-256color",
    cols: columns,
    rows,
    cwd: options.cwd ?? process.cwd(),
    env: options.env ?? cleanEnvironment(),
  });
  let output = "";
  let running = true;
  const watchers = new Set<() => void>();
  const notify = (): void => {
    for (const watcher of watchers) watcher();
  };
  let drawn = Promise.resolve();
  child.onData((data) => {
    output += data;
    drawn = screen.feed(data).then(notify);
  });
  const exited = new Promise<Exit>((resolve) => {
    child.onExit(({ exitCode, signal }) => {
      const end = async (): Promise<void> => {
        await drawn;
        running = false;
        resolve({ exitCode, signal });
        notify();
      };
      void end();
    });
  });

  function until(holds: () => boolean, what: string, limit: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const finish = (error: Error | null): void => {
        clearTimeout(timer);
        watchers.delete(look);
        if (error === null) resolve();
        else reject(error);
      };
      const look = (): void => {
        if (running && isMidFrame(output)) return;
        if (holds()) finish(null);
        else if (!running) finish(new Error(`The program ended before ${what}:\n${output.slice(-2000)}`));
      };
      const timer = setTimeout(
        () => finish(new Error(`Never ${what}:\n${screen.lines().join("\n")}`)),
        limit,
      );
      watchers.add(look);
      look();
    });
  }

  const shows = (expected: string | RegExp): boolean => {
    const text = screen.lines().join("\n");
    return typeof expected === "string" ? text.includes(expected) : expected.test(text);
  };

  return {
    screen,
    pid: child.pid,
    output: () => output,
    press: (bytes) => child.write(bytes),
    resize(nextColumns, nextRows) {
      screen.resize(nextColumns, nextRows);
      child.resize(nextColumns, nextRows);
    },
    sees(expected, limit = PATIENCE_MS) {
      if (typeof expected === "function")
        return until(() => expected(screen), "saw what was expected", limit);
      return until(() => shows(expected), `saw ${String(expected)}`, limit);
    },
    loses: (expected, limit = PATIENCE_MS) =>
      until(() => !shows(expected), `lost ${String(expected)}`, limit),
    kill: (signal) => child.kill(signal),
    exited,
    async close() {
      if (running) child.kill("SIGKILL");
      await exited;
    },
  };
}

/** Whether a synchronized update has begun and not ended: a terminal shows nothing of it yet. */
function isMidFrame(output: string): boolean {
  return output.lastIndexOf("\u001B[?2026h") > output.lastIndexOf("\u001B[?2026l");
}

/** The environment of a plain colour terminal: nothing of this process's own terminal or test runner. */
export function cleanEnvironment(extra: Readonly<Record<string, string>> = {}): Record<string, string> {
  const { PATH = "", HOME = "" } = process.env;
  return { PATH, HOME, TERM: "xterm-256color", LANG: "C.UTF-8", ...extra };
}
