import type { PendingWrite } from "../core/change.ts";
import { changeTitle } from "../core/change-text.ts";
import type { AppEvent } from "../core/events.ts";
import { excerpt } from "../core/plain-text.ts";
import { shellWord } from "../core/shell-word.ts";
import type { Store } from "../store/store.ts";

/** Whether anybody reads a Provider: `absent` is one that the config does not have. */
export type Standing = "read" | "disabled" | "absent";

export type AbandonedPorts = {
  readonly store: Store;
  readonly standingOf: (provider: string) => Standing;
  readonly record: (event: AppEvent) => Promise<void>;
  readonly now: () => Date;
};

const KEPT_DAYS = 30;
const KEPT_MS = KEPT_DAYS * 24 * 60 * 60_000;

/**
 * Tells, once each, of changes without an answer at Providers that nobody reads: no reading finds out what became of
 * them. Those of a Provider that does not come back into the config are given up 30 days later. Resolves to what was
 * told, which is in the history then.
 */
export async function tellAbandoned(ports: AbandonedPorts): Promise<readonly AppEvent[]> {
  const { store, record, now } = ports;
  const told: AppEvent[] = [];
  for (const pending of await store.readPending()) {
    const at = now().toISOString();
    const event = eventFor(pending, ports, at);
    if (event === null) continue;
    await record(event);
    told.push(event);
    if (pending.toldAt === undefined)
      await store.writePending({ ...pending, outcome: "unknown", toldAt: at });
    else await store.removePending(pending.id);
  }
  return told;
}

function eventFor(pending: PendingWrite, { standingOf }: AbandonedPorts, at: string): AppEvent | null {
  const { request, toldAt, storeOnly, command } = pending;
  const standing = standingOf(request.provider);
  if (standing === "read" || storeOnly === true) return null;
  const base = {
    at,
    kind: "write",
    provider: request.provider,
    outcome: "warn",
    command,
    changes: [],
  } as const;
  if (toldAt === undefined) return { ...base, ...firstWords(pending, standing) };
  const isOver = standing === "absent" && Date.parse(at) - Date.parse(toldAt) > KEPT_MS;
  return isOver ? { ...base, ...lastWords(pending) } : null;
}

type Words = Pick<AppEvent, "summary" | "hint">;

function firstWords(pending: PendingWrite, standing: Exclude<Standing, "read">): Words {
  const provider = excerpt(pending.request.provider);
  if (standing === "disabled") {
    return {
      summary: `${titleOf(pending)}: no answer had come, and ${provider} is disabled`,
      hint: `"portico sync ${shellWord(provider)}" finds out what became of it.`,
    };
  }
  return {
    summary: `${titleOf(pending)}: no answer had come, and the config has no Provider "${provider}" any more`,
    hint: `If it was renamed, give it its old name for one sync: that settles it, with what was typed. Else look there, and do it again with the command of this line. It is given up in ${KEPT_DAYS} days.`,
  };
}

function lastWords(pending: PendingWrite): Words {
  const provider = excerpt(pending.request.provider);
  const summary = `${titleOf(pending)}: given up after ${KEPT_DAYS} days without a Provider "${provider}" in the config`;
  return { summary, hint: "Nobody knows what became of it. Do it again with the command of this line." };
}

function titleOf({ request, name, undoes }: PendingWrite): string {
  return undoes === undefined ? changeTitle(request, name) : `Undo: ${undoes.summary}`;
}
