import { EVENT_KINDS } from "../core/event-kinds.ts";
import { readPeriod } from "../core/limit-words.ts";
import { exactSeconds } from "../core/period.ts";
import type { CommandSpec } from "./command-spec.ts";
import type { HistoryIntent, OutputFormat } from "./intent.ts";
import type { Flags } from "./read-flags.ts";
import { quoted, usage } from "./usage-error.ts";

type Given = Flags & {
  readonly command: CommandSpec;
  readonly args: readonly string[];
  readonly output: OutputFormat;
};

/** What of the history a command line asks for. Throws USAGE. */
export function historyIntent({ command, args, values, output }: Given): HistoryIntent {
  const since = values.get("since");
  const limit = values.get("limit");
  return {
    command: "history",
    provider: args[0] ?? null,
    kind: EVENT_KINDS.find((kind) => kind === values.get("kind")) ?? null,
    since: since === undefined ? null : sinceOf(since, command),
    limit: limit === undefined ? null : countOf(limit, command),
    output,
  };
}

function sinceOf(text: string, command: CommandSpec): NonNullable<HistoryIntent["since"]> {
  const at = /^\d{4}-\d{2}-\d{2}/u.test(text) ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(at)) return { at };
  const period = readPeriod(text);
  const seconds = period.ok ? exactSeconds(period.value) : null;
  if (seconds !== null) return { ago: seconds * 1000 };
  throw usage(`--since takes a time such as 90m, 24h, 7d or 2026-01-31, not ${quoted(text)}`, command);
}

function countOf(text: string, command: CommandSpec): number {
  const count = /^\d+$/u.test(text) ? Number(text) : 0;
  if (count > 0 && Number.isSafeInteger(count)) return count;
  throw usage(`--limit takes a whole number above 0, not ${quoted(text)}`, command);
}
