import { nearestWord } from "../core/nearest-word.ts";

const LONGEST = 100;

/**
 * The candidate most likely meant by a mistyped word, or null when none is near: at most a third of its letters
 * differ (one in short words; swapped neighbours count once), or it is the only one that begins with the word.
 * Capitals do not matter.
 */
export function closest(word: string, candidates: readonly string[]): string | null {
  if (word === "" || word.length > LONGEST) return null;
  const wanted = word.toLowerCase();
  const near = nearestWord(word, candidates);
  if (near !== null) return near;
  if (wanted.length < 2) return null;
  const starting = candidates.filter((candidate) => candidate.toLowerCase().startsWith(wanted));
  return starting.length === 1 ? (starting[0] ?? null) : null;
}
