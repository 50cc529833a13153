export interface Background {
  /** Keeps hold of work nobody waits for. What fails there is a fault and is logged with its stack. */
  run(work: Promise<unknown>): void;
  /** Waits for all of it. */
  settled(): Promise<void>;
}

export function createBackground(log: (line: string) => void): Background {
  const pending = new Set<Promise<unknown>>();
  const report = (error: unknown): void => {
    log(error instanceof Error ? (error.stack ?? error.message) : String(error));
  };
  return {
    run(work) {
      const settled: Promise<unknown> = work.catch(report).finally(() => pending.delete(settled));
      pending.add(settled);
    },
    async settled() {
      while (pending.size > 0) await Promise.all(pending);
    },
  };
}
