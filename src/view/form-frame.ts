import { plainText } from "../core/plain-text.ts";
import { buttonsLine } from "./buttons.ts";
import { clip, fit, textWidth } from "./cell.ts";
import type { Glyphs } from "./glyphs.ts";
import { line, span, wrapText, type Line, type Span } from "./line.ts";

/** What the parts of a form are drawn with: columns and lines to write in. */
export type FrameLook = { readonly glyphs: Glyphs; readonly width: number; readonly room: number };
export type FieldLook<Look extends FrameLook = FrameLook> = Look & { readonly focused: boolean };

/** A form as it stands in its window; `below` lines follow. */
export type FormText = { readonly lines: readonly Line[]; readonly below: number };

/** What every form has, whatever it is about; `asking` is set while it asks whether edits may be lost. */
type Framed = {
  readonly field: string;
  readonly asking: { readonly choice: "keep" | "throw" } | null;
};

const LABEL_WIDTH = 17;

/** The blocks of a form in as many lines as there is room for, the field that has the focus among them. */
export function windowedForm(
  form: Framed,
  blocks: readonly { readonly field: string; readonly lines: readonly Line[] }[],
  look: FrameLook & { readonly head: readonly Line[] },
): FormText {
  const { head } = look;
  const foot = questionLines(form, look);
  const room = Math.max(1, look.room - foot.length - head.length);
  const lines = blocks.flatMap((block) => block.lines);
  const at = blocks.findIndex(({ field }) => field === form.field);
  const start = blocks.slice(0, at).reduce((sum, block) => sum + block.lines.length, 0);
  const end = start + (blocks[at]?.lines.length ?? 1);
  const latest = Math.max(0, Math.min(start, lines.length - room));
  const top = end > room ? Math.min(latest, Math.max(0, end - room)) : 0;
  const shown = lines.slice(top, top + room);
  return { lines: [...head, ...shown, ...foot], below: lines.length - top - shown.length };
}

/** A field: its label, the lines of its value, and below them what is wrong with it. */
export function fieldBlock(
  field: {
    readonly label: string;
    readonly focused: boolean;
    readonly problem: string | undefined;
    readonly value: readonly Line[];
  },
  look: FrameLook,
): readonly Line[] {
  const { label, focused, problem, value } = field;
  const { glyphs } = look;
  const indent = " ".repeat(LABEL_WIDTH);
  const [first = line(), ...rest] = value;
  const sign = focused ? `${glyphs.cursor} ` : "  ";
  const head = span(` ${sign}${fit(label, LABEL_WIDTH - 3)}`, focused ? "focus" : "dim");
  return [
    line(head, ...first.spans),
    ...rest.map((one) => line(indent, ...one.spans)),
    ...problemLines(problem, look),
  ];
}

/** The button below the fields, and above it what is wrong with the whole. */
export function submitBlock(
  {
    label,
    focused,
    problem,
  }: { readonly label: string; readonly focused: boolean; readonly problem?: string | undefined },
  look: FrameLook,
): readonly Line[] {
  const { glyphs } = look;
  const button = buttonsLine([{ label: `${label}${glyphs.ellipsis}`, focused }], glyphs);
  return [line(), ...problemLines(problem, look), button];
}

function problemLines(problem: string | undefined, look: FrameLook): readonly Line[] {
  if (problem === undefined) return [];
  return wrapText(plainText(problem), valueWidth(look)).map((part, index) =>
    line(" ".repeat(LABEL_WIDTH), span(index === 0 ? `${look.glyphs.error} ${part}` : `  ${part}`, "error")),
  );
}

/** Columns for the value of a field. */
export function valueWidth({ width }: Pick<FrameLook, "width">): number {
  return Math.max(8, width - LABEL_WIDTH - 2);
}

/** What a field chooses from, all of it while there is room and the field has the focus. */
export function optionsLine(options: readonly string[], chosen: string | null, look: FieldLook): Line {
  const { glyphs, focused } = look;
  const current = chosen === null || chosen === "" ? [] : [chosen];
  const all = [...new Set([...options, ...current])];
  if (all.length === 0) return line(span("nothing to choose from", "dim"));
  const way = current.length === 0 ? " ← → choose" : "";
  const width = all.reduce((sum, option) => sum + textWidth(plainText(option)) + 3, textWidth(way));
  if (!focused || width > valueWidth(look)) {
    const place = focused ? `  ${options.indexOf(chosen ?? "") + 1} of ${options.length}` : "";
    const text = chosen === null || chosen === "" ? glyphs.none : plainText(chosen);
    return line(clip(text, valueWidth(look) - place.length, glyphs.ellipsis), span(place, "dim"));
  }
  return line(
    ...all.flatMap((option): readonly Span[] => [
      option === chosen
        ? span(`${glyphs.cursor} ${plainText(option)}`, "selection")
        : span(`  ${plainText(option)}`),
      span(" "),
    ]),
    span(way, "dim"),
  );
}

function questionLines({ asking }: Framed, { glyphs }: FrameLook): readonly Line[] {
  if (asking === null) return [];
  const buttons = [
    { label: "Keep editing", focused: asking.choice === "keep" },
    { label: "Throw away", focused: asking.choice === "throw" },
  ];
  return [line(), line(" ", span("What you entered would be lost.", "warn")), buttonsLine(buttons, glyphs)];
}
