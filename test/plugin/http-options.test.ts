import { describe, expect, test } from "vitest";
import { z } from "zod";
import { httpOptions, httpOptionsOf } from "../../src/plugin/http-options.ts";

const schema = z.strictObject({ ...httpOptions, own: z.string().optional() });

test("left out, the options have their defaults", () => {
  expect(schema.parse({})).toEqual({
    connectTimeout: 5_000,
    timeout: 30_000,
    retries: 3,
    maxResponseSize: 268_435_456,
  });
});

test.each([
  ["500ms", 500],
  ["1.5s", 1_500],
  ["2m", 120_000],
  ["1h", 3_600_000],
])("a time of %s is %i milliseconds", (timeout, ms) => {
  expect(schema.parse({ timeout }).timeout).toBe(ms);
});

test.each([
  ["64KiB", 65_536],
  ["10MB", 10_000_000],
  ["1GiB", 1_073_741_824],
])("a size of %s is %i bytes", (maxResponseSize, bytes) => {
  expect(schema.parse({ maxResponseSize }).maxResponseSize).toBe(bytes);
});

describe("refused is", () => {
  test.each([
    [{ timeout: "soon" }, "unit"],
    [{ timeout: 0 }, "unit"],
    [{ timeout: "30" }, "unit"],
    [{ connectTimeout: "2d" }, "unit"],
    [{ maxResponseSize: "1" }, "unit"],
    [{ maxResponseSize: "9GiB" }, "between"],
  ])("%j, with how to write it", (options, message) => {
    expect(schema.safeParse(options).error?.issues[0]?.message).toContain(message);
  });

  test.each([{ retries: -1 }, { retries: 1.5 }, { retries: 11 }, { timeouts: "5s" }])("%j", (options) => {
    expect(schema.safeParse(options).success).toBe(false);
  });
});

test("parsing what was parsed changes nothing", () => {
  const once = schema.parse({ timeout: "2m", maxResponseSize: "10MB" });
  expect(schema.parse(once)).toEqual(once);
});

test("the host takes the parsed options, or the defaults where an adapter has none", () => {
  expect(httpOptionsOf({ ...schema.parse({ retries: 0 }), own: "x" })).toMatchObject({
    retries: 0,
    timeout: 30_000,
  });
  expect(httpOptionsOf({ path: "./catalog.yaml" })).toEqual(schema.parse({}));
  expect(httpOptionsOf(undefined)).toEqual(schema.parse({}));
});

test("can be written as JSON Schema, for editors", () => {
  expect(z.toJSONSchema(schema, { io: "input" })).toMatchObject({
    properties: { timeout: { default: "30s" } },
  });
});
