import type { AppError, CheckStep } from "../../src/plugin/index.ts";

/** A step that found what it should. */
export function ok(id: string, seen: string): CheckStep {
  return { id, outcome: "ok", seen, advice: null };
}

/** A step that failed, in the words of an error. */
export function failed(id: string, { message, hint }: AppError): CheckStep {
  return { id, outcome: "fail", seen: message, advice: hint };
}

/** A step whose answer cannot be known, with the reason. */
export function unknown(id: string, seen: string, advice: string | null): CheckStep {
  return { id, outcome: "unknown", seen, advice };
}
