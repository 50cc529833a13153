import { issuePlace, issueText, type ConfigIssue } from "../core/config-issue.ts";
import type { AppEvent } from "../core/events.ts";

/** A reading of the configuration as one line of the history. */
export type ConfigOutcome =
  | { readonly outcome: "applied"; readonly providers: number; readonly warnings: readonly ConfigIssue[] }
  | { readonly outcome: "broken"; readonly issues: readonly ConfigIssue[] }
  | { readonly outcome: "vanished"; readonly file: string };

export function configEvent(reading: ConfigOutcome, at: string): AppEvent {
  const base = { at, kind: "config", provider: null, command: null, changes: [] } as const;
  switch (reading.outcome) {
    case "applied":
      return { ...base, outcome: reading.warnings.length > 0 ? "warn" : "ok", ...appliedText(reading) };
    case "broken":
      return { ...base, outcome: "fail", ...brokenText(reading.issues) };
    case "vanished": {
      const summary = `${reading.file} is gone; the last good version goes on running`;
      return {
        ...base,
        outcome: "fail",
        summary,
        hint: "Put the file back; it is read as soon as it appears.",
      };
    }
  }
}

type Text = { readonly summary: string; readonly hint: string | null };

function appliedText(reading: {
  readonly providers: number;
  readonly warnings: readonly ConfigIssue[];
}): Text {
  const count = `${reading.providers} ${reading.providers === 1 ? "Provider" : "Providers"}`;
  const [warning] = reading.warnings;
  if (warning === undefined) return { summary: `config applied, ${count}`, hint: null };
  return {
    summary: `config applied, ${count}; ${issuePlace(warning)} ${issueText(warning)}`,
    hint: warning.hint,
  };
}

function brokenText(issues: readonly ConfigIssue[]): Text {
  const [first] = issues;
  if (first === undefined) return { summary: "the config has errors", hint: null };
  const more = issues.length > 1 ? ` (and ${issues.length - 1} more)` : "";
  return { summary: `${issuePlace(first)} ${issueText(first)}${more}`, hint: first.hint };
}
