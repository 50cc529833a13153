import { lookUpProcess, processPlace } from "./process-identity.ts";
import { shortHash } from "./store-folder.ts";

/** A process that writes: its number, when it started (null when that cannot be told), and where the number means it. */
export type Writer = { readonly pid: number; readonly started: string | null; readonly place: string };

/** What became of a writer; null when that cannot be told from here. */
export type WriterFate = "gone" | "lives" | null;

/** The writer that the process `pid` of this place is. */
export async function writerOf(pid: number): Promise<Writer> {
  const [{ started }, place] = await Promise.all([lookUpProcess(pid), processPlace()]);
  return { pid, started, place };
}

/** A writer in a form that fits into the name of a file: `4711-0f3c9a1b22d4-7be01c44a9f0`; see `fateOfMark`. */
export function markOf({ pid, started, place }: Writer): string {
  return `${pid}-${digest(place)}-${started === null ? UNTOLD : digest(started)}`;
}

const UNTOLD = "0";
const MARK = /^(\d+)-([0-9a-f]+)-([0-9a-f]+)$/u;

/** The fate of the writer that a mark stands for: one of this place whose process ended, or has another start, is gone. */
export async function fateOfMark(mark: string): Promise<WriterFate> {
  const [, pid, place, start] = MARK.exec(mark) ?? [];
  if (pid === undefined || place !== digest(await processPlace())) return null;
  const { alive, started } = await lookUpProcess(Number(pid));
  if (alive === false) return "gone";
  if (alive === null || started === null || start === UNTOLD) return null;
  return start === digest(started) ? "lives" : "gone";
}

function digest(text: string): string {
  return shortHash(text).slice(0, 12);
}
