import { isAppError } from "../core/errors.ts";
import type { Journal } from "./journal.ts";
import type { RequestRecord } from "./store.ts";
import type { StoreNotices } from "./store-notices.ts";

/** Collects requests and writes them in batches, so that nobody waits for the disk. */
export type RequestLog = {
  append(record: RequestRecord): void;
  /** The newest `limit`, oldest first, those not yet written included. */
  read(limit: number): Promise<readonly RequestRecord[]>;
  /** Writes what is left. What cannot be written is told of in a notice, not thrown. */
  flush(): Promise<void>;
};

export type RequestLogOptions = {
  readonly file: string;
  readonly journal: Journal<RequestRecord>;
  readonly notices: StoreNotices;
};

const FLUSH_MS = 500;
const MOST_UNWRITTEN = 5_000;

export function createRequestLog({ file, journal, notices }: RequestLogOptions): RequestLog {
  let unwritten: RequestRecord[] = [];
  let timer: NodeJS.Timeout | null = null;
  let writing: Promise<void> = Promise.resolve();
  let failing = false;

  async function write(): Promise<void> {
    const batch = unwritten;
    unwritten = [];
    try {
      await journal.append(batch);
      failing = false;
    } catch (error) {
      if (!isAppError(error)) throw error;
      unwritten = [...batch, ...unwritten].slice(-MOST_UNWRITTEN);
      if (!failing)
        notices.publish({
          type: "damaged",
          file,
          message: `Requests are not recorded in ${file} for now: ${error.message}`,
        });
      failing = true;
    }
  }

  async function flush(): Promise<void> {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    writing = writing.then(write);
    await writing;
  }

  return {
    append(record) {
      unwritten.push(record);
      if (unwritten.length > MOST_UNWRITTEN) unwritten.shift();
      // Does not keep a process alive that forgets to close the store.
      timer ??= setTimeout(() => void flush(), FLUSH_MS).unref();
    },
    async read(limit) {
      await flush();
      const written = await journal.read(limit);
      return limit > 0 ? [...written, ...unwritten].slice(-limit) : [];
    },
    flush,
  };
}
