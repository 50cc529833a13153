/** What Ink's `useInput` says of a key beside its text; the part of its shape that is needed here. */
export type PressedKey = {
  readonly upArrow?: boolean;
  readonly downArrow?: boolean;
  readonly leftArrow?: boolean;
  readonly rightArrow?: boolean;
  readonly pageUp?: boolean;
  readonly pageDown?: boolean;
  readonly home?: boolean;
  readonly end?: boolean;
  readonly return?: boolean;
  readonly escape?: boolean;
  readonly tab?: boolean;
  readonly backspace?: boolean;
  readonly delete?: boolean;
  readonly ctrl?: boolean;
  readonly shift?: boolean;
  readonly meta?: boolean;
  readonly eventType?: string | undefined;
};

const FLAGS: readonly (readonly [keyof PressedKey, string])[] = [
  ["upArrow", "up"],
  ["downArrow", "down"],
  ["leftArrow", "left"],
  ["rightArrow", "right"],
  ["pageUp", "pgup"],
  ["pageDown", "pgdn"],
  ["home", "home"],
  ["end", "end"],
  ["return", "enter"],
  ["escape", "esc"],
  // Terminals send DEL for the key people call backspace, which Ink 8 reports as `delete` or as `backspace`.
  ["backspace", "backspace"],
  ["delete", "delete"],
];

/**
 * The name of a key press: `j`, `G`, `ctrl-f`, `space`, `enter`, `shift-tab`, `pgup`. `input` is one grapheme, or empty
 * for keys without text (type-ahead that arrives glued is split by the caller). Null for what has no name: released
 * keys, function keys, and keys held with Alt, which no action uses.
 */
export function keyName(input: string, key: PressedKey): string | null {
  if (key.eventType === "release") return null;
  if (key.tab === true) return key.shift === true ? "shift-tab" : "tab";
  for (const [flag, name] of FLAGS) if (key[flag] === true) return name;
  if (key.meta === true || input === "") return null;
  if (key.ctrl === true) return input === " " ? null : `ctrl-${input.toLowerCase()}`;
  return written(input);
}

function written(input: string): string | null {
  if (input === " ") return "space";
  if (input === "\r" || input === "\n") return "enter";
  if (input === "\t") return "tab";
  if (input === "\u007F" || input === "\b") return "backspace";
  if (input === "\u001C") return "ctrl-\\";
  return /^\p{Cc}/u.test(input) ? null : input;
}
