const NUMBER = /^(?<sign>-?)(?<whole>\d+)(?:\.(?<fraction>\d+))?(?:e(?<exponent>[+-]?\d+))?$/iu;

/**
 * Parses JSON like `JSON.parse`, but a number that would be another one afterwards (an integer beyond 2^53, a decimal
 * with too many digits) becomes a `JSON.rawJSON` value, which is written as it was read. Throws SyntaxError.
 */
export function parseExact(text: string): unknown {
  return JSON.parse(text, (_, value, { source }) =>
    typeof value === "number" && source !== undefined && !isKept(value, source)
      ? JSON.rawJSON(source)
      : value,
  );
}

/** The first number of a JSON text that reading it rounds, as it is written; null when all are kept. Throws SyntaxError. */
export function roundedNumber(text: string): string | null {
  let first: string | null = null;
  JSON.parse(text, (_, value, { source }) => {
    if (typeof value === "number" && source !== undefined && !isKept(value, source)) first ??= source;
    return value;
  });
  return first;
}

/** Whether reading this text as a number rounds it; false for what is not written like a JSON number. */
export function isRounded(text: string): boolean {
  return NUMBER.test(text) && !isKept(Number(text), text);
}

/** The value with ordinary numbers only, rounded where they must be: what `JSON.parse` would have given. */
export function rounded(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}

function isKept(value: number, source: string): boolean {
  const written = String(value);
  return written === source || decimalOf(written) === decimalOf(source);
}

/** Sign, significant digits and power of ten: the same text for `1.50`, `1.5` and `15e-1`. */
function decimalOf(text: string): string {
  const { sign = "", whole = "", fraction = "", exponent = "0" } = NUMBER.exec(text)?.groups ?? {};
  const digits = `${whole}${fraction}`.replace(/^0+/u, "");
  const significant = digits.replace(/0+$/u, "");
  const power = Number(exponent) - fraction.length + digits.length - significant.length;
  return significant === "" ? `${sign}0` : `${sign}${significant}e${power}`;
}
