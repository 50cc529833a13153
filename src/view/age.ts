const MINUTE = 60_000;

/**
 * Instants and spans are told in minutes of the clock, so that every age on the screen changes at the same moment,
 * once a minute, and nothing changes in between.
 */
function clockMinute(ms: number): number {
  return Math.floor(ms / MINUTE);
}

/** How long ago: `now`, `2m`, `3h`, `4d`; null for null or text that is no instant. */
export function ageText(instant: string | null, now: number): string | null {
  const minutes = minutesBetween(instant, now);
  return minutes === null ? null : spanText(minutes);
}

/** As part of a sentence: `just now`, `3h ago`; null as for `ageText`. */
export function agoText(instant: string | null, now: number): string | null {
  const age = ageText(instant, now);
  if (age === null) return null;
  return age === "now" ? "just now" : `${age} ago`;
}

/** As part of a sentence: `under a minute old`, `3h old`; null as for `ageText`. */
export function oldText(instant: string | null, now: number): string | null {
  const age = ageText(instant, now);
  if (age === null) return null;
  return age === "now" ? "under a minute old" : `${age} old`;
}

/** For how long something has been so, where room is scarce: `<1m`, `3h`; null as for `ageText`. */
export function forText(instant: string | null, now: number): string | null {
  const age = ageText(instant, now);
  return age === "now" ? "<1m" : age;
}

/** How long until then: `now` when it is due, else `7m`, `2h`, `1d`; null for null. */
export function untilText(instant: string | null, now: number): string | null {
  const minutes = minutesBetween(instant, now);
  return minutes === null ? null : spanText(-minutes);
}

/** `2026-01-31 12:03` of the instant in UTC shifted by `offsetMinutes`; text that is no instant stays as it is. */
export function dateAndTime(instant: string, offsetMinutes: number): string {
  const at = Date.parse(instant);
  if (Number.isNaN(at)) return instant;
  return new Date(at + offsetMinutes * MINUTE).toISOString().slice(0, 16).replace("T", " ");
}

/** `12:03:07` of the instant in UTC shifted by `offsetMinutes` (how far local time is ahead of UTC). */
export function timeOfDay(instant: string, offsetMinutes: number): string {
  const at = Date.parse(instant);
  if (Number.isNaN(at)) return "--:--:--";
  const seconds = Math.floor(at / 1000) + offsetMinutes * 60;
  const parts = [Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60, seconds % 60];
  return parts.map(twoDigits).join(":");
}

function twoDigits(value: number): string {
  return String(value).padStart(2, "0");
}

function minutesBetween(instant: string | null, now: number): number | null {
  if (instant === null) return null;
  const at = Date.parse(instant);
  return Number.isNaN(at) ? null : clockMinute(now) - clockMinute(at);
}

function spanText(minutes: number): string {
  if (minutes <= 0) return "now";
  if (minutes < 60) return `${minutes}m`;
  if (minutes < 24 * 60) return `${Math.floor(minutes / 60)}h`;
  return `${Math.floor(minutes / (24 * 60))}d`;
}
