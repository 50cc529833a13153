import fc from "fast-check";
import { expect, test } from "vitest";
import { createRedactor } from "../../src/host/redact.ts";

test("takes the secret out of any text, in each of its forms", () => {
  const secrets = fc
    .string({ minLength: 4, maxLength: 40, unit: "grapheme" })
    .filter((text) => text.trim().length > 3 && !text.includes("*"));
  fc.assert(
    fc.property(secrets, fc.string(), fc.string(), (secret, before, after) => {
      const { text } = createRedactor(secret);
      const forms = [secret, encodeURIComponent(secret.toWellFormed()), JSON.stringify(secret).slice(1, -1)];
      for (const form of forms) expect(text(`${before}${form}${after}`)).not.toContain(secret);
    }),
  );
});

test("replaces a longer form before a shorter one that is its part", () => {
  expect(createRedactor("a/b c").text("x a%2Fb%20c y a/b c z")).toBe("x *** y *** z");
});

test("leaves texts alone where there is no secret, or one too short to look for", () => {
  expect(createRedactor(null).text("abc")).toBe("abc");
  expect(createRedactor("abc").text("xabcx")).toBe("xabcx");
});

test("hands the same value back when it holds no secret, otherwise a copy", () => {
  const redactor = createRedactor("hunter2");
  const clean = { a: ["b", { c: 1 }] };
  expect(redactor.data(clean)?.value).toBe(clean);
  const spoilt = { hunter2: ["x hunter2", { deep: { deeper: "hunter2" } }] };
  expect(redactor.data(spoilt)?.value).toEqual({ "***": ["x ***", { deep: { deeper: "***" } }] });
  expect(spoilt).toHaveProperty("hunter2");
});

test("knows what is no JSON data", () => {
  const redactor = createRedactor(null);
  for (const value of [() => 1, Symbol("x"), 1n, { a: [() => 1] }]) expect(redactor.data(value)).toBeNull();
  for (const value of [1, null, undefined, "x", { a: undefined }])
    expect(redactor.data(value)).toEqual({ value });
});
