const NAME = /^[A-Za-z_]\w*$/u;
/** Longer than names are, with digits among small letters: a key in hex or base 64. */
const KEY_LIKE = /^(?=.*\d)(?=.*[a-z])\w{20,}$/u;

/**
 * True for what can be the name of an environment variable and does not look like a secret that was put in its place by
 * mistake: that is not to be shown or written down.
 */
export function isVariableName(text: string): boolean {
  return NAME.test(text) && !KEY_LIKE.test(text);
}
