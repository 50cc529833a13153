import { splitGraphemes } from "./cell.ts";
import { writtenBy } from "./keys.ts";

/**
 * A line of text that is being written; `cursor` counts graphemes from the start. While it is `selected` as a whole,
 * what is written takes its place; moving in it keeps it.
 */
export type TextInput = { readonly text: string; readonly cursor: number; readonly selected?: true };

export const EMPTY_INPUT: TextInput = { text: "", cursor: 0 };

/** How much text is taken, in graphemes, and whether it may have several lines. */
export type TextLimits = { readonly longest: number; readonly lines: boolean };

/** Longer pastes are cut: nobody filters by more. */
const ONE_LINE: TextLimits = { longest: 500, lines: false };

export function inputOf(text: string): TextInput {
  return { text, cursor: splitGraphemes(text).length };
}

/** A text to be replaced by the first thing that is typed. */
export function selectedInput(text: string): TextInput {
  return { ...inputOf(text), selected: true };
}

/**
 * The input after a key: what it writes, or what it does to a line of text (backspace, delete, ← →, Home, End and the
 * shell's ctrl-a, ctrl-e, ctrl-u, ctrl-k, ctrl-w). Null for a key that means nothing here.
 */
export function typed(input: TextInput, key: string, limits = ONE_LINE): TextInput | null {
  const text = writtenBy(key);
  if (text !== null) return inserted(input, text, limits);
  const edited = EDITS[key]?.(splitGraphemes(input.text), input.cursor) ?? null;
  return edited !== null && input.selected === true && !MOVES.has(key) ? EMPTY_INPUT : edited;
}

/** The input with text at its cursor; controls, and line breaks where it is one line, become spaces. */
export function inserted(input: TextInput, text: string, limits = ONE_LINE): TextInput {
  const parts = input.selected === true ? [] : splitGraphemes(input.text);
  const plain = limits.lines
    ? text.replaceAll(/\r\n?/gu, "\n").replaceAll(/(?!\n)[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ")
    : text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ");
  const before = parts.slice(0, input.cursor).join("") + plain;
  const all = splitGraphemes(before + parts.slice(input.cursor).join("")).slice(0, limits.longest);
  return { text: all.join(""), cursor: Math.min(splitGraphemes(before).length, all.length) };
}

/** The keys that only move the cursor. */
const MOVES: ReadonlySet<string> = new Set(["left", "right", "home", "end", "ctrl-a", "ctrl-e"]);

type Edit = (parts: readonly string[], cursor: number) => TextInput;

const toStart: Edit = (parts) => ({ text: parts.join(""), cursor: 0 });
const toEnd: Edit = (parts) => ({ text: parts.join(""), cursor: parts.length });
const backspace: Edit = (parts, cursor) => without(parts, Math.max(0, cursor - 1), cursor);

const EDITS: Readonly<Record<string, Edit>> = {
  backspace,
  delete: (parts, cursor) =>
    cursor < parts.length ? without(parts, cursor, cursor + 1) : backspace(parts, cursor),
  left: (parts, cursor) => ({ text: parts.join(""), cursor: Math.max(0, cursor - 1) }),
  right: (parts, cursor) => ({ text: parts.join(""), cursor: Math.min(parts.length, cursor + 1) }),
  home: toStart,
  end: toEnd,
  "ctrl-a": toStart,
  "ctrl-e": toEnd,
  "ctrl-u": (parts, cursor) => without(parts, 0, cursor),
  "ctrl-k": (parts, cursor) => without(parts, cursor, parts.length),
  "ctrl-w": (parts, cursor) => without(parts, wordStart(parts, cursor), cursor),
};

function without(parts: readonly string[], from: number, to: number): TextInput {
  return { text: [...parts.slice(0, from), ...parts.slice(to)].join(""), cursor: from };
}

function wordStart(parts: readonly string[], cursor: number): number {
  let at = cursor;
  while (at > 0 && parts[at - 1] === " ") at -= 1;
  while (at > 0 && parts[at - 1] !== " ") at -= 1;
  return at;
}
