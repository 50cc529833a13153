import { splitGraphemes } from "./cell.ts";
import { isAscii, type Glyphs } from "./glyphs.ts";
import type { TextInput } from "./text-input.ts";

/** What stands for each character of a secret. */
export function maskSign(glyphs: Glyphs): string {
  return isAscii(glyphs) ? "*" : "•";
}

/** As many signs as there are characters, and the cursor where it is: nothing of a secret is ever drawn. */
export function maskedInput({ text, cursor }: TextInput, glyphs: Glyphs): TextInput {
  return { text: maskSign(glyphs).repeat(splitGraphemes(text).length), cursor };
}
