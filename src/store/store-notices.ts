import type { StoreNotice } from "./store.ts";

/** Passes notices on to the subscribers. Damage found before the first one comes is kept for it. */
export type StoreNotices = {
  publish(notice: StoreNotice): void;
  /** Listeners are called on their own, after the publisher is done; returns the way to stop. */
  subscribe(listener: (notice: StoreNotice) => void): () => void;
  /** What nobody has heard yet; it is heard then. */
  take(): readonly StoreNotice[];
  /** True while somebody listens. */
  heard(): boolean;
};

const MOST_KEPT = 200;

export function createStoreNotices(): StoreNotices {
  const listeners = new Set<{ readonly call: (notice: StoreNotice) => void }>();
  let kept: StoreNotice[] = [];

  function deliver(listener: { readonly call: (notice: StoreNotice) => void }, notice: StoreNotice): void {
    queueMicrotask(() => {
      if (listeners.has(listener)) listener.call(notice);
    });
  }

  return {
    publish(notice) {
      if (listeners.size === 0 && notice.type === "damaged") kept = [...kept, notice].slice(-MOST_KEPT);
      for (const listener of listeners) deliver(listener, notice);
    },
    subscribe(call) {
      const listener = { call };
      listeners.add(listener);
      for (const notice of kept) deliver(listener, notice);
      kept = [];
      return () => {
        listeners.delete(listener);
      };
    },
    take() {
      const taken = kept;
      kept = [];
      return taken;
    },
    heard: () => listeners.size > 0,
  };
}
