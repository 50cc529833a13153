import type { ChangeProposal, ChangeRequest, SidedChange } from "../core/change.ts";
import type { ProposalFace } from "../core/credential-change.ts";
import { plainLines, plainText } from "../core/plain-text.ts";
import { fieldText } from "../view/field-text.ts";
import { tableLines, type Column, type TableStyle } from "./table.ts";

/**
 * A change before it happens, for people: its title, every field before and after, the requests it will make, what it
 * affects, what is lost, and what to think of; ends with a newline.
 */
export function proposalText(proposal: ChangeProposal, style: TableStyle): string {
  const { request, write } = proposal;
  return faceText(proposal, { op: request.op, isStoreOnly: write === null }, style);
}

/** As `proposalText`, of whatever a proposal is about. */
export function faceText(face: ProposalFace, { op, isStoreOnly }: FaceKind, style: TableStyle): string {
  const { title, fields, requests, affects, loses, warnings } = face;
  const heading = plainText(title);
  const lines = [style.colour ? `\u001B[1m${heading}\u001B[0m` : heading];
  if (fields.length > 0) lines.push(...fieldTable(fields, op, style));
  lines.push(...fields.flatMap((change) => longChange(change, style.colour)));
  for (const { method, path, body } of requests) {
    lines.push(`  ${plainText(`${method} ${path}`)}`);
    if (body !== null && body !== undefined) lines.push(`    ${bodyText(body, style)}`);
  }
  if (isStoreOnly) lines.push("  Contacts no Provider.");
  lines.push(...notes("Affects", affects), ...notes("Loses", loses), ...notes("⚠", warnings));
  return `${lines.join("\n")}\n`;
}

/** What the values of fields are before and after, and whether anybody is contacted. */
type FaceKind = { readonly op: ChangeRequest["op"]; readonly isStoreOnly: boolean };

const BODY_LINES = 5;

/** The whole body, or on a terminal as much as leaves the rest in sight. */
function bodyText(body: unknown, { columns }: TableStyle): string {
  const text = plainText(JSON.stringify(body) ?? "");
  const most = columns === null || columns === 0 ? text.length : columns * BODY_LINES;
  return text.length > most ? `${text.slice(0, most - 1).toWellFormed()}…` : text;
}

function fieldTable(
  fields: readonly SidedChange[],
  op: ChangeRequest["op"],
  { columns, colour }: TableStyle,
): readonly string[] {
  const wasThere = op === "edit" || op === "delete";
  const table: readonly Column<SidedChange>[] = [
    { title: "FIELD", text: ({ field }) => field, priority: 0 },
    {
      title: "BEFORE",
      text: (change) => (wasThere ? shownText(change, change.before) : NOTHING),
      min: 10,
      priority: 1,
    },
    {
      title: "AFTER",
      text: (change) => (op === "delete" ? NOTHING : shownText(change, change.after)),
      min: 10,
      priority: 0,
    },
  ];
  const style = { columns: columns === null || columns === 0 ? null : columns - INDENT.length, colour };
  return [...tableLines(table, fields, style)].map((line) => `${INDENT}${line}`);
}

const NOTHING = "–";
const INDENT = "  ";
const MOST_CELL = 120;

/** On one line, short enough for a table that is printed into a file, too. */
function shownText(change: SidedChange, value: unknown): string {
  const text = fieldText(change, value);
  return text.length > MOST_CELL ? `${text.slice(0, MOST_CELL - 1).toWellFormed()}…` : text;
}

const MOST_LINES = 40;

/** What does not fit into a cell: the lines that a text, or the entries that a list, loses and gets. */
function longChange(change: SidedChange, colour: boolean): readonly string[] {
  const { field, before, after } = change;
  const values = [before, after];
  if (values.some(Array.isArray) && values.some((value) => fieldText(change, value).length > MOST_CELL)) {
    const [old, now] = [entriesOf(change, before), entriesOf(change, after)];
    const gone = old.filter((entry) => !now.includes(entry));
    return [
      `  ${plainText(field)}:`,
      ...signed("-", gone, colour),
      ...signed(
        "+",
        now.filter((entry) => !old.includes(entry)),
        colour,
      ),
    ];
  }
  return values.some(isLong) ? textChange(change, colour) : [];
}

function isLong(value: unknown): boolean {
  return typeof value === "string" && (value.includes("\n") || value.length > MOST_CELL);
}

function entriesOf(change: SidedChange, value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map((entry) => fieldText(change, [entry])) : [];
}

/** What both texts have at the beginning and the end is left out. */
function textChange({ field, before, after }: SidedChange, colour: boolean): readonly string[] {
  const old = linesOf(before);
  const now = linesOf(after);
  let start = 0;
  while (start < Math.min(old.length, now.length) && old[start] === now[start]) start += 1;
  let end = 0;
  while (end < Math.min(old.length, now.length) - start && old.at(-1 - end) === now.at(-1 - end)) end += 1;
  return [
    `  ${plainText(field)}, from line ${start + 1}:`,
    ...signed("-", old.slice(start, old.length - end), colour),
    ...signed("+", now.slice(start, now.length - end), colour),
  ];
}

function linesOf(value: unknown): readonly string[] {
  return typeof value === "string" ? plainLines(value) : [];
}

function signed(sign: "+" | "-", lines: readonly string[], colour: boolean): readonly string[] {
  const shown = lines.slice(0, MOST_LINES).map((line) => {
    const text = `${sign} ${line}`.trimEnd();
    return `    ${colour ? `\u001B[${sign === "+" ? 32 : 31}m${text}\u001B[0m` : text}`;
  });
  return lines.length > shown.length ? [...shown, `    … ${lines.length - shown.length} more`] : shown;
}

function notes(label: string, texts: readonly string[]): readonly string[] {
  return texts.map((text) => `  ${label}: ${plainText(text)}`.replace("⚠: ", "⚠ "));
}
