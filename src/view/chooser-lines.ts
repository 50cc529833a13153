import { counted } from "../core/counted.ts";
import { clip, fit, textWidth } from "./cell.ts";
import { valueWidth, type FrameLook } from "./form-frame.ts";
import { inputWindow } from "./input-window.ts";
import { line, span, type Line, type Role } from "./line.ts";
import type { TextInput } from "./text-input.ts";
import { windowOf } from "./window.ts";

/** What a list in a form chooses from: `rows` are drawn as they come into the window, `cursor` is an index. */
export type Chooser<Item> = {
  readonly filter: TextInput;
  readonly items: readonly Item[];
  readonly cursor: number;
  /** The noun of an item: `API`. */
  readonly noun: string;
  readonly chosen: number | null;
  /** What is said where nothing is listed. */
  readonly none: string;
  readonly isChosen: (item: Item) => boolean;
  readonly text: (item: Item, width: number) => string;
  readonly role?: (item: Item) => Role | null;
};

/** The field of a list that has the focus: its filter, and as many of its rows as `most` and the form have room for. */
export function chooserLines<Item>(chooser: Chooser<Item>, look: FrameLook, most: number): readonly Line[] {
  const { items, cursor, none } = chooser;
  const height = Math.min(items.length, most);
  const offset = Math.floor(height / 2);
  const { top, end } = windowOf({ count: items.length, cursor, offset, height });
  const rows = items
    .slice(top, end)
    .map((item, index) => rowLine(chooser, item, { ...look, isCursor: top + index === cursor }));
  return [filterLine(chooser, look), ...rows, ...(items.length > 0 ? [] : [line(span(none, "dim"))])];
}

function filterLine<Item>({ filter, items, noun, chosen }: Chooser<Item>, look: FrameLook): Line {
  const { glyphs } = look;
  const parts = [
    ...(chosen === null ? [] : [`${chosen} chosen`]),
    counted(items.length, noun),
    ...((chosen ?? 0) === 0 && items.length > 0 ? ["space chooses"] : []),
  ];
  const note = `  ${parts.join(` ${glyphs.dot} `)}`;
  const room = Math.max(4, valueWidth(look) - textWidth(note) - 2);
  return line(span("/ ", "focus"), ...inputWindow(filter, room, glyphs), span(note, "dim"));
}

function rowLine<Item>(
  { isChosen, text, role }: Chooser<Item>,
  item: Item,
  look: FrameLook & { readonly isCursor: boolean },
): Line {
  const { glyphs, isCursor } = look;
  const { ellipsis } = glyphs;
  const width = valueWidth(look);
  const sign = `${isChosen(item) ? glyphs.marked : " "}${isCursor ? glyphs.cursor : " "} `;
  const shown = sign + text(item, width - 3);
  if (isCursor) return line(span(fit(shown, width, { ellipsis }), "selection"));
  return line(span(clip(shown, width, ellipsis), role?.(item) ?? null));
}
