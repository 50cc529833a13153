const CURSOR = 25;
const PRIVATE_MODE = /\u001B\[\?([\d;]+)([hl])/gu;
const SGR = /\u001B\[([\d;]*)m/gu;

/** The private modes (mouse, paste, focus, alternate screen, …) that a stream of bytes leaves switched on. */
export function modesLeftOn(bytes: string): readonly number[] {
  const on = new Set<number>();
  for (const [, modes = "", final] of bytes.matchAll(PRIVATE_MODE)) {
    for (const mode of modes.split(";").map(Number)) {
      if (final === "h") on.add(mode);
      else on.delete(mode);
    }
  }
  on.delete(CURSOR);
  return [...on];
}

/** Every colour that a stream of bytes asks for, as SGR codes; bold, dim, inverse and resets are none. */
export function colourCodes(bytes: string): readonly number[] {
  const codes = [...bytes.matchAll(SGR)].flatMap(([, list = ""]) => list.split(";").map(Number));
  return codes.filter((code) => (code >= 30 && code <= 48 && code !== 39) || (code >= 90 && code <= 107));
}
