import type { watchConfig } from "../config/watch.ts";

export type WatchedFiles = {
  readonly file: string;
  readonly include: readonly string[];
  readonly folder: string;
};

type Watching = Awaited<ReturnType<typeof watchConfig>>;

export interface ConfigWatch {
  /** Watches these files from now on, instead of those before. */
  follow(files: WatchedFiles): Promise<void>;
  close(): Promise<void>;
}

/** Watches whatever configuration is in force; `onChange` is called when the content of its files has changed. */
export function createConfigWatch(onChange: () => void): ConfigWatch {
  let watching: Watching | null = null;
  let queue: Promise<void> = Promise.resolve();
  let closed = false;

  async function move(files: WatchedFiles): Promise<void> {
    if (closed) return;
    if (watching !== null) return watching.update(files);
    const { watchConfig: watch } = await import("../config/watch.ts");
    watching = await watch(files, onChange);
  }

  return {
    follow(files) {
      queue = queue.then(() => move(files));
      return queue;
    },
    async close() {
      closed = true;
      await queue;
      await watching?.close();
    },
  };
}
