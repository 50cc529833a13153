/** Terminals drop longer ones, so it is better to say so than to copy half. */
export const CLIPBOARD_LIMIT = 74_994;

const SCREEN_CHUNK = 240;

export type Multiplexer = "tmux" | "screen" | null;

/** Which multiplexer stands between us and the terminal: it has to be told to let the sequence through. */
export function multiplexerOf(env: Readonly<Record<string, string | undefined>>): Multiplexer {
  if ((env["TMUX"] ?? "") !== "") return "tmux";
  return (env["STY"] ?? "") === "" ? null : "screen";
}

/** The OSC 52 sequence that puts a text on the operator's clipboard, or null when it is too long. */
export function clipboardSequence(text: string, multiplexer: Multiplexer): string | null {
  const encoded = Buffer.from(text, "utf8").toString("base64");
  if (encoded.length > CLIPBOARD_LIMIT) return null;
  const sequence = `\u001B]52;c;${encoded}\u0007`;
  if (multiplexer === "tmux") return `\u001BPtmux;${sequence.replaceAll("\u001B", "\u001B\u001B")}\u001B\\`;
  if (multiplexer === "screen")
    return chunks(sequence)
      .map((part) => `\u001BP${part}\u001B\\`)
      .join("");
  return sequence;
}

function chunks(text: string): readonly string[] {
  return Array.from({ length: Math.ceil(text.length / SCREEN_CHUNK) }, (_, index) =>
    text.slice(index * SCREEN_CHUNK, (index + 1) * SCREEN_CHUNK),
  );
}
