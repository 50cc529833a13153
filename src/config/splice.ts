/** What takes the place of a part of a text; offsets count UTF-16 units, `to` is exclusive. */
export type Splice = { readonly from: number; readonly to: number; readonly text: string };

/** The text with every splice in it; they must not overlap. What lies outside of them stays byte for byte. */
export function spliced(text: string, splices: readonly Splice[]): string {
  let result = text;
  // Of two at one place, what takes something out comes first: the other would be taken out with it.
  const fromTheEnd = splices.toSorted((a, b) => b.from - a.from || b.to - a.to);
  for (const { from, to, text: put } of fromTheEnd) {
    result = result.slice(0, from) + put + result.slice(to);
  }
  return result;
}

/** Where the line of an offset begins. */
export function lineStart(text: string, offset: number): number {
  return text.lastIndexOf("\n", offset - 1) + 1;
}

/** Where the line of an offset ends: before its line end, which may be CR LF. */
export function lineEnd(text: string, offset: number): number {
  const newline = text.indexOf("\n", offset);
  const end = newline === -1 ? text.length : newline;
  return end > offset && text[end - 1] === "\r" ? end - 1 : end;
}

/** Where the next line begins, or the end of the text. */
export function nextLine(text: string, offset: number): number {
  const newline = text.indexOf("\n", offset);
  return newline === -1 ? text.length : newline + 1;
}

/** The line end that a text has where it is asked about: CR LF or LF. */
export function lineBreak(text: string, offset: number): string {
  const before = text.lastIndexOf("\n", offset - 1);
  const at = before === -1 ? text.indexOf("\n") : before;
  return at > 0 && text[at - 1] === "\r" ? "\r\n" : "\n";
}

/** What lies before an offset on its line. */
export function beforeOnLine(text: string, offset: number): string {
  return text.slice(lineStart(text, offset), offset);
}

/**
 * Takes out whole lines, from that of `from` to that of `last`. At the end of a text that does not end its last line,
 * the line end before them goes instead of the one behind; of blank lines on both sides, one side goes with them.
 */
export function withoutLines(text: string, from: number, last: number): Splice {
  const start = lineStart(text, from);
  const end = nextLine(text, last);
  const isUnended = end === text.length && !text.endsWith("\n");
  const blank = isBlankLine(text, end) ? blankBefore(text, start) : start;
  if (!isUnended) return { from: blank, to: end, text: "" };
  return { from: start === 0 ? 0 : lineEnd(text, lineStart(text, start - 1)), to: end, text: "" };
}

function isBlankLine(text: string, start: number): boolean {
  return text.slice(start, lineEnd(text, start)).trim() === "";
}

/** Where the blank lines before a line begin. */
function blankBefore(text: string, start: number): number {
  let at = start;
  while (at > 0 && isBlankLine(text, lineStart(text, at - 1))) at = lineStart(text, at - 1);
  return at;
}

/**
 * Where what is indented deeper than a column ends, from an offset in it: comments that stand below a value and
 * further in than its dash belong to it. An offset on the last line of them.
 */
export function endOfIndented(text: string, offset: number, column: number): number {
  let end = offset;
  for (let at = nextLine(text, offset); at < text.length; at = nextLine(text, at)) {
    const line = text.slice(at, lineEnd(text, at));
    const indent = line.length - line.trimStart().length;
    if (line.trim() !== "" && !(line[indent] === "#" && indent > column && !line.includes("\t"))) break;
    if (line.trim() !== "") end = at + line.trimEnd().length;
  }
  return end;
}

/** An item between brackets, with the beginning of the next one and the end of the one before, where there are such. */
export type FlowItem = {
  readonly start: number;
  readonly end: number;
  readonly next: number | null;
  readonly before: number | null;
};

/**
 * Takes an item out from between brackets with one comma, so that no comment of its neighbours goes with it: where
 * there is one beside it, the lines of the item go, or the item up to its comma.
 */
export function withoutFlowItem(text: string, { start, end, next, before }: FlowItem): Splice {
  const [from, to] = next === null ? [before ?? start, end] : [start, next];
  if (!text.slice(from, start).includes("#") && !text.slice(end, to).includes("#"))
    return { from, to, text: "" };
  const rest = text.slice(end, lineEnd(text, end));
  const [comma = ""] = /^\s*,/u.exec(rest) ?? [];
  const isAlone = beforeOnLine(text, start).trim() === "" && /^\s*(?:#.*)?$/u.test(rest.slice(comma.length));
  return isAlone ? withoutLines(text, start, end) : { from: start, to: end + comma.length, text: "" };
}
