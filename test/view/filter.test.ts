import { describe, expect, it } from "vitest";
import { matches, parseFilter } from "../../src/view/filter.ts";

const columns = ["name", "state", "auth"];
const text = "EU\nPayments Gold\napiKey";
const subject = {
  text,
  lower: text.toLowerCase(),
  column: (id: string) => ({ name: "Payments Gold", state: "new", auth: "apiKey" })[id] ?? "",
};

describe("a filter", () => {
  it.each([
    ["", true],
    ["pay", true],
    ["pay gold", true],
    ["gold pay", true],
    ["pay silver", false],
    ["Pay", true],
    ["PAY", false],
    ["!silver", true],
    ["!pay", false],
    ["pay !eu", false],
    ["state:new", true],
    ["state:ok", false],
    ["!state:ok", true],
    ["STATE:new", true],
    ['"payments gold"', true],
    ['"payments  gold"', false],
    ['name:"payments gold"', true],
    ['"unfinished', false],
    ["name:", true],
    ["!", true],
    ['""', true],
  ])("%j finds it: %s", (filter, found) => {
    expect(matches(parseFilter(filter, columns), subject)).toBe(found);
  });

  it("says which column does not exist, and looks for the words as text", () => {
    const filter = parseFilter("tags:portal", columns);
    expect(filter.problems).toEqual(['no column "tags" here: name, state, auth']);
    expect(matches(filter, { ...subject, text: "tags:portal", lower: "tags:portal" })).toBe(true);
    expect(matches(filter, subject)).toBe(false);
  });
});
