/** Limits of one Provider's requests; times in milliseconds, sizes in bytes. */
export type HttpLimits = {
  readonly connectTimeoutMs: number;
  /** The longest silence before and within an answer; a whole answer may take ten times as long. */
  readonly timeoutMs: number;
  /** How often a GET is repeated after the first attempt. */
  readonly retries: number;
  readonly maxResponseSize: number;
};

/** How much longer than its longest silence a whole answer may take. */
export const WHOLE_ANSWER_FACTOR = 10;

/** `5 s`, `250 ms`: a limit as messages name it. */
export function durationText(ms: number): string {
  return ms % 1000 === 0 || ms > 10_000 ? `${Math.round(ms / 1000)} s` : `${ms} ms`;
}

/** `256 MiB`, `1 KiB`, `512 bytes`: a size as messages name it. */
export function sizeText(bytes: number): string {
  if (bytes >= 1024 * 1024) return `${Math.round(bytes / (1024 * 1024))} MiB`;
  return bytes >= 1024 ? `${Math.round(bytes / 1024)} KiB` : `${bytes} bytes`;
}
