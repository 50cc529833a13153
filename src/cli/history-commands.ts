import { EVENT_KINDS } from "../core/event-kinds.ts";
import type { CommandSpec, FlagSpec } from "./command-spec.ts";

/** The flags of the history. */
export const HISTORY_FLAGS: readonly FlagSpec[] = [
  { name: "since", value: "TIME", summary: "Such as 24h or 7d; or 2026-01-31, or an instant" },
  { name: "limit", value: "N", summary: "At most so many, the newest" },
];

/** The commands that look back, and from one Provider to another; in the order in which help lists them. */
export const HISTORY_COMMANDS: readonly CommandSpec[] = [
  {
    name: "history",
    args: "[PROVIDER]",
    maxArgs: 1,
    summary: "List what happened, the newest first",
    details: [
      "Syncs with what they created, renamed, hid and restored, checks, writes and",
      "changes of the configuration; the last 10,000 are kept. Without --since or",
      "--limit the newest 100 are listed.",
      `KIND is one of ${EVENT_KINDS.join(", ")}.`,
    ],
    flags: ["since", "limit", "kind", "output"],
    choices: { kind: EVENT_KINDS },
    instead: { provider: "portico history PROVIDER" },
    examples: [
      { line: "portico history", meaning: "the newest 100" },
      { line: "portico history Partners --since 24h", meaning: "one Provider, one day" },
      { line: "portico history --kind write -o json", meaning: "who changed what, for a script" },
    ],
  },
];
