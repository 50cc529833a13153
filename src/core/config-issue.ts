/**
 * One thing wrong with the configuration. `line` and `column` count from 1 and are null where a file as a whole is
 * meant; `key` is the dotted path (`providers[0].url`); `source` is the offending line as written, secrets masked.
 */
export type ConfigIssue = {
  readonly severity: "error" | "warning";
  readonly file: string;
  readonly line: number | null;
  readonly column: number | null;
  readonly key: string;
  readonly message: string;
  readonly hint: string | null;
  readonly source: string | null;
};

/** `portico.yaml:14:5`; the bare file where no place is known. */
export function issuePlace(issue: ConfigIssue): string {
  return issue.line === null ? issue.file : `${issue.file}:${issue.line}:${issue.column ?? 1}`;
}

/** `providers[0].url: is missing …`; the bare message where no key is meant. */
export function issueText(issue: ConfigIssue): string {
  return issue.key === "" ? issue.message : `${issue.key}: ${issue.message}`;
}

/** The lines people read: place, key and message, the source line with a caret, the fix. */
export function issueLines(issue: ConfigIssue): readonly string[] {
  const lines = [`${issuePlace(issue)}  ${issueText(issue)}`];
  if (issue.source !== null && issue.line !== null) {
    const gutter = String(issue.line);
    lines.push(`  ${gutter} │ ${issue.source}`);
    lines.push(`  ${" ".repeat(gutter.length)} │ ${" ".repeat(Math.max(0, (issue.column ?? 1) - 1))}^`);
  }
  if (issue.hint !== null) lines.push(`  ${issue.hint}`);
  return lines;
}
