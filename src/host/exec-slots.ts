/** A process that holds a slot; `stop` ends it when it has nothing to do and another one wants to run. */
export type SlotHolder = { readonly stop: () => Promise<void> };

/**
 * How many executable adapters run at once. A holder takes a slot before it starts its process and gives it back after
 * the process has ended; one that is idle may be asked to stop for somebody who waits.
 */
export interface Slots {
  /** Resolves once there is a slot; rejects with the signal's reason. */
  take(holder: SlotHolder, signal: AbortSignal): Promise<void>;
  giveBack(holder: SlotHolder): void;
  /** It has nothing to do: it may be stopped for another one, the one that rested longest first. */
  rest(holder: SlotHolder): void;
  wake(holder: SlotHolder): void;
  setLimit(count: number): void;
}

type Waiting = { readonly holder: SlotHolder; readonly go: () => void };

export function createSlots(count: number): Slots {
  let limit = count;
  const held = new Set<SlotHolder>();
  const idle = new Set<SlotHolder>();
  const queue: Waiting[] = [];

  function serve(): void {
    while (held.size < limit) {
      const next = queue.shift();
      if (next === undefined) return;
      held.add(next.holder);
      next.go();
    }
    if (queue.length > 0) stopIdle();
  }

  /** Its slot comes back when it has ended. */
  function stopIdle(): void {
    const [longest] = idle;
    if (longest === undefined) return;
    idle.delete(longest);
    void longest.stop();
  }

  return {
    async take(holder, signal) {
      signal.throwIfAborted();
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const waiting = { holder, go: resolve };
      const leave = (): void => {
        const at = queue.indexOf(waiting);
        if (at === -1) return;
        queue.splice(at, 1);
        reject(signal.reason);
      };
      queue.push(waiting);
      signal.addEventListener("abort", leave, { once: true });
      serve();
      await promise.finally(() => signal.removeEventListener("abort", leave));
    },
    giveBack(holder) {
      held.delete(holder);
      idle.delete(holder);
      serve();
    },
    rest(holder) {
      if (!held.has(holder)) return;
      idle.add(holder);
      serve();
    },
    wake: (holder) => void idle.delete(holder),
    setLimit(next) {
      limit = Math.max(1, next);
      serve();
    },
  };
}
