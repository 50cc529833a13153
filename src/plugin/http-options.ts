import * as z from "zod";

const MS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 } as const;
const BYTES = { B: 1, KB: 1e3, MB: 1e6, GB: 1e9, KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30 } as const;
const DURATION = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/u;
const SIZE = /^(\d+(?:\.\d+)?)(B|[KMG]i?B)$/u;
const LONGEST_MS = 24 * MS.h;

/** A time written `250ms`, `5s`, `2m` or `1h`, as milliseconds. A number is milliseconds already. */
export const durationOption = z
  .union([z.string().regex(DURATION, "write a time with its unit: 500ms, 5s, 2m"), z.number()])
  .transform((value) => (typeof value === "number" ? value : measured(value, DURATION, MS)))
  .refine((ms) => ms >= 10 && ms <= LONGEST_MS, "must be between 10ms and 24h; write the unit: 30s");

/** A size written `256MiB` or `10MB`, as bytes. A number is bytes already. */
const sizeOption = z
  .union([z.string().regex(SIZE, "write a size with its unit: 256MiB, 10MB"), z.number()])
  .transform((value) => (typeof value === "number" ? value : measured(value, SIZE, BYTES)))
  .refine(
    (bytes) => bytes >= 1_024 && bytes <= 4 * BYTES.GiB,
    "must be between 1KiB and 4GiB; write the unit",
  );

/**
 * The options of every adapter that speaks HTTP, to be spread into its own: `z.strictObject({ ...httpOptions })`. The
 * host reads them from the parsed options. Parsing what was parsed changes nothing.
 */
export const httpOptions = {
  connectTimeout: durationOption.prefault("5s").describe("How long a connection may take, e.g. 5s."),
  timeout: durationOption
    .prefault("30s")
    .describe("The longest silence before or within an answer, e.g. 30s."),
  retries: z.int().min(0).max(10).prefault(3).describe("How often a failed reading request is repeated."),
  maxResponseSize: sizeOption.prefault("256MiB").describe("The largest answer that is read, e.g. 256MiB."),
};

const httpLimitsSchema = z.lazy(() => z.object(httpOptions));
/** The same options as the host takes them: milliseconds and bytes. */
export type HttpOptions = Readonly<z.output<typeof httpLimitsSchema>>;

/** The HTTP options among an adapter's parsed options; the defaults for an adapter that has none. */
export function httpOptionsOf(options: unknown): HttpOptions {
  const parsed = httpLimitsSchema.safeParse(options);
  return parsed.success ? parsed.data : httpLimitsSchema.parse({});
}

function measured(text: string, pattern: RegExp, units: Readonly<Record<string, number>>): number {
  const [, count, unit] = pattern.exec(text) ?? [];
  return Math.round(Number(count) * (units[unit ?? ""] ?? Number.NaN));
}
