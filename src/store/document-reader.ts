import { stat } from "node:fs/promises";
import type { Worker } from "node:worker_threads";
import { AppError } from "../core/errors.ts";
import type { DocumentFormat } from "./document-format.ts";
import type { DocumentPart, DocumentRequest } from "./document-transfer.ts";
import type { Stamp } from "./file-stamp.ts";
import { readDocument, type ReadOutcome } from "./read-document.ts";
import { errnoOf, isMissing, storeFailed } from "./store-failure.ts";
import { createTaskQueue } from "./task-queue.ts";

/** Reads documents: small ones here, those over 2 MB in a thread that hands them over in parts. */
export type DocumentReader = {
  /** Rejects with STORE_FAILED when the file is there and cannot be read. */
  read<T extends object>(format: DocumentFormat<T>, file: string): Promise<ReadOutcome<T>>;
  /** Waits for reads under way. */
  close(): Promise<void>;
};

const INLINE_BYTES = 2 * 1024 * 1024;

/** The thread lives while there are large documents to read; they are read one at a time. */
export function createDocumentReader(): DocumentReader {
  const queue = createTaskQueue();
  let worker: Worker | null = null;
  let waiting = 0;

  async function readLarge<T extends object>(
    format: DocumentFormat<T>,
    file: string,
  ): Promise<ReadOutcome<T>> {
    waiting += 1;
    try {
      return await queue.run("worker", async () => {
        worker ??= await startWorker();
        return await receive<T>(worker, { type: "read", kind: format.kind, file }).catch(async (error) => {
          await stop();
          throw error;
        });
      });
    } finally {
      waiting -= 1;
      if (waiting === 0) await stop();
    }
  }

  async function stop(): Promise<void> {
    const stopped = worker;
    worker = null;
    await stopped?.terminate();
  }

  return {
    async read(format, file) {
      try {
        const large = (await sizeOf(file)) > INLINE_BYTES;
        return await (large ? readLarge(format, file) : readDocument(format, file));
      } catch (error) {
        throw storeFailed("read", file, error);
      }
    },
    async close() {
      await queue.settled();
      await stop();
    },
  };
}

async function startWorker(): Promise<Worker> {
  const { Worker: Thread } = await import("node:worker_threads");
  // The source runs as it is; the bundle has the thread's program beside this one.
  const source = import.meta.url.endsWith(".ts") ? "./document-worker.ts" : "./document-worker.js";
  return new Thread(new URL(source, import.meta.url));
}

async function sizeOf(file: string): Promise<number> {
  try {
    const stats = await stat(file);
    return stats.isFile() ? stats.size : 0;
  } catch (error) {
    if (isMissing(error)) return 0;
    throw error;
  }
}

async function receive<T extends object>(
  worker: Worker,
  request: Extract<DocumentRequest, { type: "read" }>,
): Promise<ReadOutcome<T>> {
  const assembly = createAssembly<T>();
  const { promise, resolve, reject } = Promise.withResolvers<ReadOutcome<T>>();
  const onMessage = (part: DocumentPart<T>) => {
    try {
      const outcome = assembly.take(part, request.file);
      if (outcome !== null) resolve(outcome);
      else setImmediate(() => worker.postMessage({ type: "next" } satisfies DocumentRequest, []));
    } catch (error) {
      reject(error);
    }
  };
  const onError = (error: unknown) => reject(threadFailed(request.file, error));
  const onExit = (code: number) => reject(threadFailed(request.file, new Error(`exit code ${code}`)));
  worker.on("message", onMessage).on("error", onError).on("exit", onExit);
  worker.postMessage(request, []);
  try {
    return await promise;
  } finally {
    worker.off("message", onMessage).off("error", onError).off("exit", onExit);
  }
}

type Assembly<T> = { take(part: DocumentPart<T>, file: string): ReadOutcome<T> | null };

/** Puts the parts together; `take` returns the outcome with the last one. */
function createAssembly<T extends object>(): Assembly<T> {
  let head: { readonly value: T; readonly stamp: Stamp } | null = null;
  const lists = new Map<string, unknown[]>();
  return {
    take(part, file) {
      switch (part.type) {
        case "head":
          head = part;
          return null;
        case "items":
          lists.set(part.key, appended(lists.get(part.key), part.items));
          return null;
        case "end":
          if (head === null) throw new Error("A document came without its head.");
          return assembled(head, lists);
        case "other":
          return part.outcome;
        case "failed":
          throw threadFailed(file, Object.assign(new Error(part.message), { code: part.errno }));
      }
    },
  };
}

/** The thread has checked the document against the schema of T; only its lists were taken out for the journey. */
function assembled<T extends object>(
  head: { readonly value: T; readonly stamp: Stamp },
  lists: ReadonlyMap<string, unknown[]>,
): ReadOutcome<T> {
  const value = Object.assign(head.value, Object.fromEntries(lists));
  return { outcome: "read", stamp: head.stamp, decoded: { outcome: "good", value } };
}

function appended(list: unknown[] | undefined, items: readonly unknown[]): unknown[] {
  if (list === undefined) return [...items];
  list.push(...items);
  return list;
}

function threadFailed(file: string, error: unknown): unknown {
  if (errnoOf(error) !== null && !(errnoOf(error) ?? "").startsWith("ERR_"))
    return storeFailed("read", file, error);
  const detail = error instanceof Error ? error.message : String(error);
  return new AppError("STORE_FAILED", `Could not read ${file}: the thread that parses it ended: ${detail}.`, {
    hint: "Try again; when it stays so, move the file away and synchronize anew.",
    cause: error,
  });
}
