import { expect, it } from "vitest";
import { differenceTexts } from "../../src/view/compared.ts";

it("tells values as people read them, and nothing by a sign of its own", () => {
  const rate = { field: "rate", a: { count: 5, per: { every: 1, unit: "minute" } }, b: null };
  expect(differenceTexts(rate)).toEqual({ a: "5 / min", b: "unlimited" });
  expect(differenceTexts({ field: "labels", a: {}, b: { team: "data" } }, "-")).toEqual({
    a: "-",
    b: "team=data",
  });
});

it("tells long texts that begin alike by the first line that differs", () => {
  const texts = { field: "description", a: "# Pay\n\nold\nend", b: "# Pay\n\nnew\nend" };
  expect(differenceTexts(texts)).toEqual({ a: "line 3: old", b: "line 3: new" });
  expect(differenceTexts({ ...texts, b: "# Card" })).toEqual({ a: "# Pay (4 lines)", b: "# Card" });
});
