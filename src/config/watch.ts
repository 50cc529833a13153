import { createBurst } from "./burst.ts";
import { contentDigests, isHalfway, sameContent, type ContentDigests } from "./content-digest.ts";
import { createPathWatch } from "./path-watch.ts";
import { watchTargets, type WatchedFiles } from "./watch-targets.ts";

export type { WatchedFiles } from "./watch-targets.ts";

/** What was emptied or removed gets this much time to come back before it counts. */
const PATIENCE_MS = 100;

export interface ConfigWatcher {
  /** Watches these files instead. Tells of a change if one that was watched before has changed meanwhile. */
  update(files: WatchedFiles): Promise<void>;
  close(): Promise<void>;
}

/**
 * Calls `onChange` when the content of the config's files, or which files there are, has changed: within 200 ms of a
 * save, also for files replaced by renaming, swapped links, folders and files that vanish and appear. Touching a file
 * without changing it is no change.
 */
export async function watchConfig(files: WatchedFiles, onChange: () => void): Promise<ConfigWatcher> {
  let watched = files;
  let isPatient = false;
  let closed = false;
  let queue: Promise<void> = Promise.resolve();
  const burst = createBurst(() => void enqueue(look));
  const paths = createPathWatch(() => burst.event());
  let known: ContentDigests = new Map();

  /** One after the other: a look and an update must not cross. */
  async function enqueue(task: () => Promise<void>): Promise<void> {
    const before = queue;
    queue = (async () => {
      await before;
      if (!closed) await task();
    })();
    return queue;
  }

  async function look(): Promise<void> {
    const now = await measure();
    const isNew = !closed && !sameContent(now, known);
    isPatient = isNew && isHalfway(now) && !isPatient;
    if (isPatient) burst.again(PATIENCE_MS);
    else if (isNew) tell(now);
  }

  async function move(next: WatchedFiles): Promise<void> {
    if (isSame(next, watched)) return;
    watched = next;
    const now = await measure();
    const hasMoved = [...known].some(([file, content]) => now.has(file) && now.get(file) !== content);
    if (hasMoved && !closed) tell(now);
    else known = now;
  }

  function tell(now: ContentDigests): void {
    known = now;
    onChange();
  }

  /** Aims before it reads: what changes after the reading is then seen. */
  async function measure(): Promise<ContentDigests> {
    await paths.aim(await watchTargets(watched));
    return contentDigests(watched);
  }

  await enqueue(async () => {
    known = await measure();
  });
  return {
    update: (next) => enqueue(() => move(next)),
    async close() {
      closed = true;
      burst.stop();
      await queue;
      await paths.close();
    },
  };
}

function isSame(a: WatchedFiles, b: WatchedFiles): boolean {
  return JSON.stringify([a.file, a.folder, a.include]) === JSON.stringify([b.file, b.folder, b.include]);
}
