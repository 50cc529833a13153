/** A key that sorts names as people do: case and accents aside, numbers by their value. */
export function naturalKey(text: string): string {
  const plain = text
    .normalize("NFKD")
    .replace(/\p{M}+/gu, "")
    .toLowerCase();
  return plain.replace(/\d+/gu, (digits) => digits.padStart(12, "0"));
}
