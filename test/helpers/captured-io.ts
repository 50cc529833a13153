import { createReadStream } from "node:fs";
import { createSecretFile } from "../../src/app/secret-file.ts";
import type { CommandIo } from "../../src/cli/command-io.ts";
import type { Console } from "../../src/console.ts";

export type CapturedIo = CommandIo & {
  /** What was written, in order; colours left in. */
  readonly out: () => string;
  readonly err: () => string;
  /** How often stdout was written to. */
  readonly writes: () => number;
};

/** A terminal whose operator types these lines, one for each question; then input ends. */
export function typing(...lines: readonly string[]) {
  const questions: string[] = [];
  const left = [...lines];
  const ask = async (question: string): Promise<string | null> => {
    questions.push(question);
    return left.shift() ?? null;
  };
  return { ask, questions };
}

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
    ask: null,
    createSecretFile,
    openInput: (source) => createReadStream(source),
    ...part,
    out: () => out.join(""),
    err: () => err.join(""),
    writes: () => out.length,
  };
}
