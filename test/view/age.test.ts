import { expect, it } from "vitest";
import { ageText, agoText, dateAndTime, forText, oldText, timeOfDay, untilText } from "../../src/view/age.ts";

const now = Date.parse("2026-08-21T12:00:30.000Z");

it.each([
  ["2026-08-21T12:00:01.000Z", "now"],
  ["2026-08-21T11:59:59.000Z", "1m"],
  ["2026-08-21T11:01:00.000Z", "59m"],
  ["2026-08-21T09:00:00.000Z", "3h"],
  ["2026-08-17T12:00:00.000Z", "4d"],
  ["2027-01-01T00:00:00.000Z", "now"],
  ["nonsense", null],
  [null, null],
])("tells the age of %s as %s", (instant, age) => {
  expect(ageText(instant, now)).toBe(age);
});

it("tells how long until an instant", () => {
  expect(untilText("2026-08-21T12:07:00.000Z", now)).toBe("7m");
  expect(untilText("2026-08-21T11:00:00.000Z", now)).toBe("now");
  expect(untilText(null, now)).toBeNull();
});

it("changes only when a minute of the clock ends", () => {
  const end = Date.parse("2026-08-21T12:01:00.000Z");
  expect(ageText("2026-08-21T11:58:45.000Z", end - 1)).toBe("2m");
  expect(ageText("2026-08-21T11:58:45.000Z", end)).toBe("3m");
});

it("tells the time of day where the operator is", () => {
  expect(timeOfDay("2026-08-21T23:04:31.000Z", 120)).toBe("01:04:31");
  expect(timeOfDay("2026-08-21T00:04:31.000Z", -330)).toBe("18:34:31");
  expect(timeOfDay("never", 0)).toBe("--:--:--");
});

it("tells an age in a sentence", () => {
  expect(agoText("2026-08-21T12:00:01.000Z", now)).toBe("just now");
  expect(agoText("2026-08-21T09:00:00.000Z", now)).toBe("3h ago");
  expect(agoText(null, now)).toBeNull();
});

it("never says that something is now old", () => {
  expect(oldText("2026-08-21T12:00:01.000Z", now)).toBe("under a minute old");
  expect(oldText("2026-08-21T09:00:00.000Z", now)).toBe("3h old");
  expect(oldText(null, now)).toBeNull();
  expect(forText("2026-08-21T12:00:01.000Z", now)).toBe("<1m");
  expect(forText("2026-08-21T09:00:00.000Z", now)).toBe("3h");
});

it("tells the date and time where the operator is", () => {
  expect(dateAndTime("2026-08-21T23:04:31.000Z", 120)).toBe("2026-08-22 01:04");
  expect(dateAndTime("2026-01-01T00:04:31.000Z", -330)).toBe("2025-12-31 18:34");
  expect(dateAndTime("never", 0)).toBe("never");
});
