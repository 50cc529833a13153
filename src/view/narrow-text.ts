/**
 * Letters, punctuation, arrows, lines, blocks and shapes that take one column each and never join their neighbours:
 * the printable characters of ASCII and Latin, and those that screens are drawn with. Emoji are not among them, nor is
 * anything of another width. A test holds every one of them against string-width.
 */
const NARROW =
  /^[\u0020-\u007E\u00A1-\u00AC\u00AE-\u02FF\u2010-\u2027\u2030-\u203B\u203D-\u2048\u2190-\u2199\u2212\u23CE\u2500-\u25FC\u26A0\u2713\u2714\u2716\u2717\u2718]*$/u;

/** Whether the text takes as many columns as it has characters; false says only that it has to be measured. */
export function isNarrow(text: string): boolean {
  return NARROW.test(text);
}
