import { expect, it } from "vitest";
import { failureText } from "../../src/cli/failure-text.ts";
import { AppError } from "../../src/core/errors.ts";

it("tells a known error in its own words, with its exit code", () => {
  const error = new AppError("CONFIG_INVALID", "it is broken", { hint: "Mend it." });
  expect(failureText(error)).toEqual({ text: "portico: it is broken\n  Mend it.\n", exitCode: 3 });
});

it("takes a full disk under the output for what it is", () => {
  const message = "ENOSPC: no space left on device, write";
  const error = Object.assign(new Error(message), { code: "ENOSPC", syscall: "write" });
  expect(failureText(error)).toEqual({
    text: `portico: could not write the output: ${message}.\n  Make room, or write it somewhere else.\n`,
    exitCode: 1,
  });
});

it("shows the stack of a bug", () => {
  const { text, exitCode } = failureText(new TypeError("x is not a function"));
  expect(exitCode).toBe(1);
  expect(text).toMatch(
    /^portico: this is a fault in Portico.*\n {2}TypeError: x is not a function\n {6}at /u,
  );
});
