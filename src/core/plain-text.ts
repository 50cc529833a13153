const PICTURES = 0x2400;
const REPLACEMENT = "\uFFFD";

// Controls (C0, DEL, C1), line and paragraph separators, and every format character: bidi, zero-width, tags, BOM.
// The zero-width joiner stays, because emoji are made of it, and so do the visible Arabic number signs.
const HOSTILE = /[\p{Cc}\p{Zl}\p{Zp}]|(?![\u200D\u0600-\u0605\u06DD])\p{Cf}/gu;

/**
 * Text that is safe to show on one terminal line: control characters (ANSI and OSC lose their ESC), newlines, bidi
 * overrides and invisible characters become visible replacements; lone surrogates become U+FFFD. Everything else,
 * emoji sequences and CJK included, stays as it is. Idempotent.
 */
export function plainText(text: string): string {
  return text.toWellFormed().replace(HOSTILE, visible);
}

/** As `plainText`, for text of several lines: newlines stay, tabs become two spaces, CR LF becomes LF. */
export function plainLines(text: string): readonly string[] {
  return text
    .replaceAll("\r\n", "\n")
    .split("\n")
    .map((line) => plainText(line.replaceAll("\t", "  ")));
}

/** `plainText`, cut to at most `limit` UTF-16 units with an ellipsis; for values quoted in messages. */
export function excerpt(text: string, limit = 80): string {
  const plain = plainText(text.length > limit * 4 ? text.slice(0, limit * 4) : text);
  return plain.length > limit ? `${plain.slice(0, limit - 1).toWellFormed()}…` : plain;
}

function visible(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x20) return String.fromCodePoint(PICTURES + code);
  if (code === 0x7f) return "\u2421";
  if (code === 0x2028 || code === 0x2029) return "\u240A";
  return REPLACEMENT;
}
