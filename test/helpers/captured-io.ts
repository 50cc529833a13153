import type { CommandIo } from "../../src/cli/command-io.ts";
import type { Console } from "../../src/console.ts";

export type CapturedIo = CommandIo & {
  /** What was written, in order; colours left in. */
  readonly out: () => string;
  readonly err: () => string;
  /** How often stdout was written to. */
  readonly writes: () => number;
};

/** Streams that keep what a command writes; no terminal, unless told otherwise. Now is 12:04 UTC of a fixed day. */
export function capturedIo(console: Console, part: Partial<CommandIo> = {}): CapturedIo {
  const out: string[] = [];
  const err: string[] = [];
  return {
    console,
    stdout: (text) => void out.push(text),
    stderr: (text) => void err.push(text),
    columns: null,
    stderrColumns: null,
    colour: false,
    now: () => new Date("2026-08-21T12:04:00.000Z"),
    ...part,
    out: () => out.join(""),
    err: () => err.join(""),
    writes: () => out.length,
  };
}
