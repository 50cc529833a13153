import type { Console } from "../console.ts";

/** Text for a stream; resolves when it may take more. */
export type Write = (text: string) => Promise<void>;

/** Everything a command touches. `columns` and `stderrColumns` are the widths of terminals, null for anything else. */
export type CommandIo = {
  /** With the stored catalogs already in its state. */
  readonly console: Console;
  /** May reject with a system error EPIPE once nobody reads any more; commands take that as done. */
  readonly stdout: (text: string) => Promise<void> | void;
  readonly stderr: (text: string) => void;
  readonly columns: number | null;
  readonly stderrColumns: number | null;
  /** Whether stdout takes SGR colours. */
  readonly colour: boolean;
  readonly now: () => Date;
  /** Cancels a running synchronization, and a change as long as nothing was sent. */
  readonly signal?: AbortSignal;
  /**
   * Asks the operator on stderr and resolves to the line typed, null when input has ended or was broken off; null in
   * place of it when nobody is there to be asked.
   */
  readonly ask: ((question: string) => Promise<string | null>) | null;
  /**
   * Makes a new file that only its owner reads, and returns the way to fill it, or to take it away again. Fails with a
   * system error, EEXIST for one that is there already.
   */
  readonly createSecretFile: (file: string) => Promise<SecretFile>;
  /** The bytes of a file, or of standard input for `-`; fails with a system error. */
  readonly openInput: (source: string) => AsyncIterable<Uint8Array>;
};

/** A file made for a secret: it is filled, or removed. */
export type SecretFile = {
  readonly fill: (text: string) => Promise<void>;
  readonly remove: () => Promise<void>;
};

/** A `stdout` that resolves at once, and writes nothing, after its reader has gone; other errors reject. */
export function quietWhenClosed(stdout: CommandIo["stdout"]): Write {
  let open = true;
  return async (text) => {
    if (!open) return;
    try {
      await stdout(text);
    } catch (error) {
      if (!isClosedPipe(error)) throw error;
      open = false;
    }
  };
}

/** Node destroys a stream after EPIPE; a write that comes later is told so instead. */
function isClosedPipe(error: unknown): boolean {
  if (!(error instanceof Error) || !("code" in error)) return false;
  return error.code === "EPIPE" || error.code === "ERR_STREAM_DESTROYED";
}
