import type { AppEvent } from "../core/events.ts";
import type { Store } from "../store/store.ts";
import type { Standing } from "../sync/abandoned.ts";
import { recoverUndo } from "../sync/recover-undo.ts";
import type { Roster } from "./roster.ts";
import type { SettledChanges } from "./settled-changes.ts";
import type { StoreMirror } from "./store-mirror.ts";

/** What processes that are gone have left behind of their changes. */
export interface LeftBehind {
  /** Shows the history, and lists what was done without having been listed as something that can be undone. */
  show(): Promise<void>;
  /** Tells of changes that no reading will settle. */
  tell(): Promise<void>;
}

export type LeftBehindPorts = {
  readonly store: Store;
  readonly mirror: StoreMirror;
  readonly roster: Roster;
  readonly settled: SettledChanges;
  readonly now: () => Date;
};

export function createLeftBehind({ store, mirror, roster, settled, now }: LeftBehindPorts): LeftBehind {
  const record = (event: AppEvent): Promise<void> => mirror.record(event);
  const standingOf = (provider: string): Standing => roster.standingOf(provider);

  async function tell(): Promise<void> {
    if ((await store.readPending()).length === 0) return;
    const { tellAbandoned } = await import("../sync/abandoned.ts");
    settled.takeAbandoned(await tellAbandoned({ store, record, standingOf, now }));
  }

  return {
    tell,
    async show() {
      await mirror.showEvents();
      await recoverUndo({ store, record });
      await mirror.showUndo();
      await tell();
    },
  };
}
