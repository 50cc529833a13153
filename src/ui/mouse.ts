/** Clicks and wheel, as SGR reports; off unless the operator wants them, since they take selecting text away. */
export const MOUSE_ON = "\u001B[?1000h\u001B[?1006h";
export const MOUSE_OFF = "\u001B[?1006l\u001B[?1000l";

export type MouseEvent =
  | { readonly type: "press"; readonly column: number; readonly row: number }
  | { readonly type: "wheel"; readonly column: number; readonly row: number; readonly lines: 1 | -1 };

const WHEEL_UP = 64;
const WHEEL_DOWN = 65;
const LEFT = 0;

/** The mouse reports in a chunk of terminal input; columns and rows count from 0. Anything else is passed over. */
export function mouseEvents(chunk: string): readonly MouseEvent[] {
  const events: MouseEvent[] = [];
  for (const part of chunk.split("\u001B[<").slice(1)) {
    const report = /^(\d+);(\d+);(\d+)([Mm])/u.exec(part);
    if (report === null) continue;
    const [button, column, row] = report.slice(1, 4).map(Number);
    if (button === undefined || column === undefined || row === undefined) continue;
    const place = { column: column - 1, row: row - 1 };
    if (button === WHEEL_UP) events.push({ type: "wheel", ...place, lines: -1 });
    else if (button === WHEEL_DOWN) events.push({ type: "wheel", ...place, lines: 1 });
    else if (button === LEFT && report[4] === "M") events.push({ type: "press", ...place });
  }
  return events;
}
