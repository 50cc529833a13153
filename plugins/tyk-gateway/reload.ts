import type { Client } from "./client.ts";
import { answerError } from "./errors.ts";

const NODE = "/tyk/reload";
const GROUP = "/tyk/reload/group";

/** Makes what was written take effect. */
export type Reloader = {
  /** Resolves when a reload that began after the call has ended. Calls at the same time share one. */
  readonly reload: (signal: AbortSignal) => Promise<void>;
  readonly close: () => void;
};

/**
 * Reloads are expensive, and the gateway does at most one per `reload_interval`: whoever asks while one runs waits for
 * the next, together with everybody else, because the running one may have read the files before they were written.
 * `group` also tells the other nodes, which nobody can wait for.
 */
export function createReloader(client: Client, which: "node" | "group"): Reloader {
  const closing = new AbortController();
  let running: Promise<void> | null = null;
  let next: Promise<void> | null = null;

  async function once(): Promise<void> {
    const { signal } = closing;
    if (which === "group") await asked(GROUP, {}, signal);
    await asked(NODE, { block: "true" }, signal);
  }

  async function asked(path: string, query: Record<string, string>, signal: AbortSignal): Promise<void> {
    const error = answerError(await client.ask(path, { query, signal }), { path });
    if (error !== null) throw error;
  }

  function begin(): Promise<void> {
    const begun = once().finally(() => {
      if (running === begun) running = null;
    });
    running = begun;
    return begun;
  }

  function queue(after: Promise<void>): Promise<void> {
    const begun = after
      .catch(() => undefined)
      .then(() => {
        next = null;
        return begin();
      });
    next = begun;
    return begun;
  }

  function shared(): Promise<void> {
    if (running === null) return begin();
    return next ?? queue(running);
  }

  return {
    reload: async (signal) => {
      signal.throwIfAborted();
      await unlessAborted(shared(), signal);
    },
    close: () => closing.abort(),
  };
}

/** One who no longer waits does not end the reload of the others. */
function unlessAborted(pending: Promise<void>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const leave = (): void => reject(signal.reason);
    signal.addEventListener("abort", leave, { once: true });
    pending.then(resolve, reject).finally(() => signal.removeEventListener("abort", leave));
  });
}
