import type { Line, Role } from "../view/line.ts";
import { THEMES, type Theme as ThemeName } from "../view/themes.ts";

/** The SGR codes that switch a role on and off again; null is plain text. */
type Style = { readonly on: string; readonly off: string } | null;
export type Theme = Readonly<Record<Role, Style>>;

export type Look = { readonly ascii: boolean; readonly colour: boolean };

const BOLD = { on: "1", off: "22" };
const DIM = { on: "2", off: "22" };
const INVERSE = { on: "7", off: "27" };

const COLOURED: Readonly<Record<ThemeName, Theme>> = {
  dark: { ...roles("36", "90", "94"), ok: colour("32"), warn: colour("33"), error: colour("31") },
  light: { ...roles("34", "90", "34"), ok: colour("32"), warn: colour("35"), error: colour("31") },
  "high-contrast": { ...roles("96", "37", "96"), ok: strong("92"), warn: strong("93"), error: strong("91") },
};

const MONOCHROME: Theme = {
  focus: BOLD,
  selection: INVERSE,
  dim: DIM,
  title: BOLD,
  ok: null,
  warn: null,
  error: null,
  new: null,
};

const PLAIN: Theme = {
  focus: null,
  selection: null,
  dim: null,
  title: null,
  ok: null,
  warn: null,
  error: null,
  new: null,
};

/**
 * How roles look: the terminal's own 16 colours, never a painted background. Without colour, bold, dim and inverse
 * remain; with `ascii` nothing but characters does. An unknown name is the dark theme.
 */
export function themeFor(name: string, look: Look): Theme {
  if (look.ascii) return PLAIN;
  if (!look.colour) return MONOCHROME;
  return isThemeName(name) ? COLOURED[name] : COLOURED.dark;
}

/** Signs of the chrome, and of the history's sentences, in characters that every terminal has; as wide as they were. */
const IN_ASCII: Readonly<Record<string, string>> = {
  "·": "-",
  "…": "~",
  "–": "-",
  "−": "-",
  "─": "-",
  "│": "|",
  "↑": "^",
  "↓": "v",
  "←": "<",
  "→": ">",
  "▏": "_",
};

/** A line as terminal text: every style is closed again, so that lines can stand beside each other. */
export function paint(line: Line, theme: Theme): string {
  if (theme === PLAIN) return line.spans.map((span) => inAscii(span.text)).join("");
  return line.spans
    .map((span) => (span.role === undefined ? span.text : styled(span.text, theme[span.role])))
    .join("");
}

function inAscii(text: string): string {
  return text.replace(/[·…–−─│↑↓←→▏]/gu, (sign) => IN_ASCII[sign] ?? sign);
}

export function styled(text: string, style: Style): string {
  return style === null || text === "" ? text : `\u001B[${style.on}m${text}\u001B[${style.off}m`;
}

function isThemeName(name: string): name is ThemeName {
  return THEMES.some((known) => known === name);
}

function roles(focus: string, dim: string, fresh: string) {
  return { focus: colour(focus), selection: INVERSE, dim: colour(dim), title: BOLD, new: colour(fresh) };
}

function colour(code: string): Style {
  return { on: code, off: "39" };
}

function strong(code: string): Style {
  return { on: `1;${code}`, off: "22;39" };
}
