import type { AppEvent } from "../core/events.ts";
import type { Settlement } from "../core/settle.ts";
import { settlementEvent } from "../sync/change-event.ts";

/** What readings of this process found out about changes that another one had begun: whoever began them is gone. */
export interface SettledChanges {
  /** An id for a change that this process begins, and tells of itself. */
  readonly newId: () => string;
  take(settlements: readonly Settlement[], at: string): void;
  /** Those of which nobody finds out anything. */
  takeAbandoned(events: readonly AppEvent[]): void;
  /** One text for each, with the command that does it again where it did not take effect; told once. */
  tell(): readonly string[];
}

export function createSettledChanges(): SettledChanges {
  const own = new Set<string>();
  let untold: readonly string[] = [];
  return {
    newId() {
      const id = crypto.randomUUID();
      own.add(id);
      return id;
    },
    take(settlements, at) {
      const others = settlements.filter(({ pending }) => !own.has(pending.id));
      untold = [...untold, ...others.flatMap((one) => textOf(one, at) ?? [])];
    },
    takeAbandoned(events) {
      untold = [
        ...untold,
        ...events.map(({ summary, hint, command }) => `${summary}. ${hint}\n  ${command}`),
      ];
    },
    tell() {
      const texts = untold;
      untold = [];
      return texts;
    },
  };
}

function textOf(settlement: Settlement, at: string): string | null {
  const event = settlementEvent(settlement, at);
  if (event === null || settlement.outcome === "effect") return event?.summary ?? null;
  const again = settlement.outcome === "none" ? "Nothing was changed; this" : "This";
  return `${event.summary}. ${again} does it again:\n  ${settlement.pending.command}`;
}
