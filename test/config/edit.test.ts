import { describe, expect, it } from "vitest";
import { providerLines } from "../../src/config/edit.ts";

const TEXT = `# mine
providers:
  - name: One
    url: https://one.example.com
    # a note

  - secret: \${KEY}
    name: Two
    options:
      a: 1

# the end
theme: dark
`;

describe("the lines of a Provider", () => {
  it("go from its dash to its last value", () => {
    expect(providerLines(TEXT, "One")).toEqual({ start: 3, end: 4 });
    expect(providerLines(TEXT, "Two")).toEqual({ start: 7, end: 10 });
  });

  it("are those of the file for a Provider that has one for itself", () => {
    expect(providerLines("# x\nname: One\nurl: https://one.example.com\n\n", "One")).toEqual({
      start: 2,
      end: 3,
    });
  });

  it("are found in flow style, with Windows line ends, and in broken text", () => {
    expect(providerLines("providers: [{ name: A }, { name: B,\n  url: x }]\n", "B")).toEqual({
      start: 1,
      end: 2,
    });
    expect(providerLines(TEXT.replaceAll("\n", "\r\n"), "Two")).toEqual({ start: 7, end: 10 });
    expect(providerLines(`${TEXT}\nbroken: [`, "Two")).toEqual({ start: 7, end: 10 });
  });

  it("are none for a name that is not there", () => {
    for (const text of [TEXT, "", "- a\n", "providers: 5\n", "providers:\n  - x\n  -\n", "[[["]) {
      expect(providerLines(text, "Three")).toBeNull();
    }
  });
});
