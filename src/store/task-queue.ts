/** Runs tasks one after the other per key; tasks of different keys do not wait for each other. */
export type TaskQueue = {
  /** Resolves or rejects as `task` does, which starts once the earlier ones of this key have settled. */
  run<T>(key: string, task: () => Promise<T>): Promise<T>;
  /** Resolves once everything queued so far has settled, however it went. */
  settled(): Promise<void>;
};

export function createTaskQueue(): TaskQueue {
  const tails = new Map<string, Promise<unknown>>();
  return {
    run<T>(key: string, task: () => Promise<T>): Promise<T> {
      const result = (tails.get(key) ?? Promise.resolve()).then(task);
      const tail = settle(result).finally(() => {
        if (tails.get(key) === tail) tails.delete(key);
      });
      tails.set(key, tail);
      return result;
    },
    async settled() {
      while (tails.size > 0) await Promise.all(tails.values());
    },
  };
}

/** The caller gets the rejection through the task's own promise; this one only says when the next may start. */
async function settle(result: Promise<unknown>): Promise<void> {
  await Promise.allSettled([result]);
}
