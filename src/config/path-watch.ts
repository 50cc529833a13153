import type { FSWatcher } from "chokidar";
import type { WatchTarget } from "./watch-targets.ts";

/** How often to look where the system refuses to watch: too many watches, a network file system. */
const POLL_MS = 2_000;

export interface PathWatch {
  /** Watches exactly these from now on; resolves once it does. */
  aim(targets: readonly WatchTarget[]): Promise<void>;
  close(): Promise<void>;
}

/**
 * Calls `onEvent` whenever something happens at, or directly in, the paths aimed at; what it was is not told. Where
 * watching fails it is called every two seconds instead.
 */
export function createPathWatch(onEvent: () => void): PathWatch {
  let watcher: FSWatcher | null = null;
  let aimedAt = "";
  let poll: NodeJS.Timeout | null = null;

  function onError(): void {
    poll ??= setInterval(onEvent, POLL_MS);
  }

  async function start(paths: ReadonlySet<string>): Promise<FSWatcher> {
    const { watch } = await import("chokidar");
    // Raw events, because chokidar takes a swapped link for no change; what is in a folder needs no watch of its own.
    const next = watch([...paths], {
      ignoreInitial: true,
      followSymlinks: false,
      depth: 0,
      ignored: (path) => !paths.has(path),
    });
    next.on("raw", onEvent).on("all", onEvent).on("error", onError);
    await new Promise<void>((resolve) => {
      next.once("ready", resolve);
    });
    return next;
  }

  return {
    async aim(targets) {
      const wanted = targets.map((target) => target.identity).join("\n");
      if (wanted === aimedAt) return;
      const before = watcher;
      watcher = await start(new Set(targets.map((target) => target.path)));
      aimedAt = wanted;
      await before?.close();
    },
    async close() {
      if (poll !== null) clearInterval(poll);
      await watcher?.close();
    },
  };
}
