import { diffOf, type Diff, type DiffRow, type FieldDifference } from "../core/diff.ts";
import { counted } from "../core/counted.ts";
import { excerpt } from "../core/plain-text.ts";
import { differenceTexts } from "../view/compared.ts";
import type { DiffIntent } from "./intent.ts";
import { printListing, type Listing } from "./output.ts";
import { configuredState, type Session } from "./session.ts";
import { storedSide } from "./stored-side.ts";
import { tableLines, type Column } from "./table.ts";

/** One row of a diff, as `-o json` prints it. */
type DiffRecord = Pick<DiffRow, "kind" | "name" | "side" | "differences">;

/** Says what two Providers do not have alike; contacts neither. Resolves to the exit code. */
export async function runDiff(intent: DiffIntent, session: Session): Promise<number> {
  const { io, write } = session;
  const state = configuredState(session);
  const diff = diffOf(storedSide(state, intent.a), storedSide(state, intent.b));
  const printer = { columns: io.columns, colour: io.colour, write };
  await printListing(listing(diff, intent), intent.output, printer);
  if (intent.output === "table") io.stderr(afterword(diff, intent));
  return intent.exitCode && diff.rows.length > 0 ? 2 : 0;
}

/** `4 differ, 2 only at EU, 41 the same.` */
function afterword({ rows, same }: Diff, { a, b }: DiffIntent): string {
  const count = (side: DiffRow["side"]): number => rows.filter((row) => row.side === side).length;
  const parts = [
    [count("both"), "differ"],
    [count("a"), `only at ${excerpt(a)}`],
    [count("b"), `only at ${excerpt(b)}`],
    [same, "the same"],
  ] as const;
  const told = parts.filter(([number]) => number > 0).map(([number, words]) => `${number} ${words}`);
  return `${told.length === 0 ? "Neither has anything" : told.join(", ")}.\n`;
}

function listing({ rows }: Diff, intent: DiffIntent): Listing {
  return {
    kind: "difference",
    title: counted(rows.length, "difference"),
    csv: ["kind", "name", "side", "differences"],
    records: rows.map(record),
    lines: async (style) => tableLines(columns(intent), rows.flatMap(linesOf), style),
  };
}

function record({ kind, name, side, differences }: DiffRow): DiffRecord {
  return { kind, name, side, differences };
}

/** One line for each field that differs, one for what only one side has. */
type DiffLine = {
  readonly row: DiffRow;
  readonly isFirst: boolean;
  readonly difference: FieldDifference | null;
};

function linesOf(row: DiffRow): readonly DiffLine[] {
  if (row.side !== "both") return [{ row, isFirst: true, difference: null }];
  return row.differences.map((difference, at) => ({ row, isFirst: at === 0, difference }));
}

function columns({ a, b }: DiffIntent): readonly Column<DiffLine>[] {
  return [
    { title: "KIND", text: ({ row, isFirst }) => (isFirst ? row.kind : ""), priority: 3 },
    { title: "NAME", text: ({ row, isFirst }) => (isFirst ? row.name : ""), min: 14, priority: 0 },
    { title: "FIELD", text: ({ difference }) => difference?.field ?? "", priority: 1 },
    { title: excerpt(a, 40), text: (line) => cell(line, "a"), min: 10, priority: 0 },
    { title: excerpt(b, 40), text: (line) => cell(line, "b"), min: 10, priority: 0 },
  ];
}

function cell({ row, difference }: DiffLine, side: "a" | "b"): string {
  if (difference !== null) return differenceTexts(difference)[side];
  return row.side === side ? "there" : "missing";
}
