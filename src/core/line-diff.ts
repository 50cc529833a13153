/** One line of a difference: in both texts, or in one of them; indices count from 0. */
export type LineChange = {
  readonly sign: "+" | "-" | " ";
  readonly before: number;
  readonly after: number;
};

/** More pairs of lines than this are not compared one with another: what lies between is told as a whole. */
const MOST_PAIRS = 1_000_000;

/**
 * What turns the lines of one text into those of another, with so many lines that stay around each change: the fewest
 * lines that will do. Empty for equal texts.
 */
export function lineDiff(
  before: readonly string[],
  after: readonly string[],
  context: number,
): readonly LineChange[] {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start += 1;
  let end = 0;
  while (end < shorter - start && before[before.length - 1 - end] === after[after.length - 1 - end]) end += 1;
  const old = before.slice(start, before.length - end);
  const now = after.slice(start, after.length - end);
  if (old.length + now.length === 0) return [];
  const middle = changesBetween(old, now).map((change) => moved(change, start, start));
  const all = [
    ...kept(start, { before: 0, after: 0 }),
    ...middle,
    ...kept(end, { before: before.length - end, after: after.length - end }),
  ];
  return all.filter((_, index) => isNear(all, index, context));
}

function kept(count: number, from: { readonly before: number; readonly after: number }): LineChange[] {
  return Array.from({ length: count }, (_, index) => ({
    sign: " ",
    before: from.before + index,
    after: from.after + index,
  }));
}

function moved(change: LineChange, before: number, after: number): LineChange {
  return { sign: change.sign, before: change.before + before, after: change.after + after };
}

function isNear(all: readonly LineChange[], index: number, context: number): boolean {
  return all.slice(Math.max(0, index - context), index + context + 1).some(({ sign }) => sign !== " ");
}

/** By the longest sequence of lines that both have. */
function changesBetween(old: readonly string[], now: readonly string[]): readonly LineChange[] {
  const common = old.length * now.length > MOST_PAIRS ? null : commonLengths(old, now);
  const changes: LineChange[] = [];
  for (let at = { before: 0, after: 0 }; at.before < old.length || at.after < now.length;) {
    const sign = signAt(at, { old, now, common });
    changes.push({ sign, ...at });
    at = { before: at.before + (sign === "+" ? 0 : 1), after: at.after + (sign === "-" ? 0 : 1) };
  }
  return changes;
}

type Compared = {
  readonly old: readonly string[];
  readonly now: readonly string[];
  /** Null where nothing was compared. */
  readonly common: Uint32Array | null;
};

/** What goes comes before what is new. */
function signAt(
  { before, after }: { readonly before: number; readonly after: number },
  { old, now, common }: Compared,
): LineChange["sign"] {
  if (before === old.length) return "+";
  if (after === now.length || common === null) return "-";
  if (old[before] === now[after]) return " ";
  const width = now.length + 1;
  const [down, right] = [common[(before + 1) * width + after], common[before * width + after + 1]];
  return (down ?? 0) >= (right ?? 0) ? "-" : "+";
}

/** For each pair of places, how many lines both have in order from there on. */
function commonLengths(old: readonly string[], now: readonly string[]): Uint32Array {
  const width = now.length + 1;
  const lengths = new Uint32Array((old.length + 1) * width);
  for (let before = old.length - 1; before >= 0; before -= 1) {
    for (let after = now.length - 1; after >= 0; after -= 1) {
      const [at, down, right] = [
        before * width + after,
        (before + 1) * width + after,
        before * width + after + 1,
      ];
      lengths[at] =
        old[before] === now[after]
          ? (lengths[down + 1] ?? 0) + 1
          : Math.max(lengths[down] ?? 0, lengths[right] ?? 0);
    }
  }
  return lengths;
}
