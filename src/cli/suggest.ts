const LONGEST = 100;

/**
 * The candidate most likely meant by a mistyped word, or null when none is near: at most a third of its letters
 * differ (one in short words; swapped neighbours count once), or it is the only one that begins with the word.
 * Capitals do not matter.
 */
export function closest(word: string, candidates: readonly string[]): string | null {
  if (word === "" || word.length > LONGEST) return null;
  const wanted = word.toLowerCase();
  const near = nearest(wanted, candidates);
  if (near !== null) return near;
  if (wanted.length < 2) return null;
  const starting = candidates.filter((candidate) => candidate.toLowerCase().startsWith(wanted));
  return starting.length === 1 ? (starting[0] ?? null) : null;
}

function nearest(wanted: string, candidates: readonly string[]): string | null {
  let best: string | null = null;
  let fewest = Math.max(1, Math.floor(wanted.length / 3)) + 1;
  for (const candidate of candidates) {
    if (candidate.length > LONGEST || Math.abs(candidate.length - wanted.length) >= fewest) continue;
    const edits = editDistance(wanted, candidate.toLowerCase());
    if (edits < fewest) {
      best = candidate;
      fewest = edits;
    }
  }
  return best;
}

/** Letters inserted, removed, replaced or swapped with their neighbour (optimal string alignment). */
function editDistance(a: string, b: string): number {
  let before: readonly number[] = [];
  let above: readonly number[] = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const replaced = at(above, column - 1) + (a[row - 1] === b[column - 1] ? 0 : 1);
      const edits = Math.min(at(above, column) + 1, at(current, column - 1) + 1, replaced);
      const swapped = row > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      current.push(swapped ? Math.min(edits, at(before, column - 2) + 1) : edits);
    }
    before = above;
    above = current;
  }
  return at(above, b.length);
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Number.POSITIVE_INFINITY;
}
