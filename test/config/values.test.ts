import { describe, expect, it } from "vitest";
import { durationMs } from "../../src/config/duration.ts";
import { readHttpUrl } from "../../src/config/http-url.ts";
import { maskText } from "../../src/config/mask.ts";
import { nearestWord } from "../../src/core/nearest-word.ts";
import { readPolicyTags } from "../../src/config/policy-tags.ts";

describe("a duration", () => {
  it.each([
    ["90s", 90_000],
    ["10m", 600_000],
    ["1h", 3_600_000],
    ["30d", 2_592_000_000],
    ["1.5h", 5_400_000],
    ["10 m", 600_000],
    ["0", 0],
    [0, 0],
  ])("is understood: %s", (written, ms) => {
    expect(durationMs(written)).toBe(ms);
  });

  it.each(["", "10", "m", "-1m", "1w", "1e3s", "10M", "ten", 10, " 10m"])("is refused: %s", (written) => {
    expect(durationMs(written)).toBeNull();
  });
});

describe("a URL", () => {
  it.each([
    ["https://dash.example.com", "https://dash.example.com"],
    ["HTTPS://Dash.Example.com:443/", "https://dash.example.com"],
    ["http://dash.example.com:3000/", "http://dash.example.com:3000"],
    ["https://dash.example.com/a/b//", "https://dash.example.com/a/b"],
    ["http://[::1]:3000", "http://[::1]:3000"],
    ["https://dash.example.com/a@b", "https://dash.example.com/a@b"],
  ])("is read: %s", (written, url) => {
    expect(readHttpUrl(written)).toEqual({ ok: true, url });
  });

  it.each([
    ["dash.example.com", "has no scheme"],
    ["//dash.example.com", "has no scheme"],
    ["localhost:3000", "has no scheme"],
    ["ftp://dash.example.com", "has the scheme ftp, which is none for a Provider"],
    ["file:///etc/passwd", "has the scheme file, which is none for a Provider"],
    ["https://", "has no host"],
    ["https:///path", "has no host"],
    ["https://?q", "has no host"],
    ["https://a:99999", "is not a URL"],
    ["https://dash.example.com?x=1", "has a query"],
    ["https://dash.example.com/?", "has a query"],
    ["https://dash.example.com/#top", "has a fragment"],
    ["https://user@dash.example.com", "holds credentials"],
    ["https://user:pw@dash.example.com/a", "holds credentials"],
    ["https://user:p/w@dash.example.com", "holds credentials"],
    ["https://dash example.com", "has a blank or a backslash in it"],
  ])("is refused: %s", (written, message) => {
    expect(readHttpUrl(written)).toMatchObject({ ok: false, problems: [{ message }] });
  });
});

describe("a URL with several mistakes", () => {
  it.each([
    [
      "https://u:p@x.example/a?b#c d",
      ["8 holds credentials", "23 has a query", "25 has a fragment", "27 has a blank or a backslash in it"],
    ],
    [" https://x.example#a?b", ["18 has a fragment"]],
    ["https://u:p?q#r@x.example", ["8 holds credentials"]],
    [`https://${"a:".repeat(500_000)}`, ["0 is longer than 2000 characters"]],
  ])("names each with its place: %.40s", (written, found) => {
    const reading = readHttpUrl(written);
    const problems = reading.ok ? [] : reading.problems;
    expect(problems.map(({ offset, message }) => `${offset} ${message}`)).toEqual(found);
  });
});

describe("policy tags", () => {
  const messages = (written: string | readonly string[]) =>
    readPolicyTags(written).problems.map(({ message, offset }) => [message, offset]);

  it("are a list or a comma separated text", () => {
    expect(readPolicyTags("tag1,tag2")).toEqual({ tags: ["tag1", "tag2"], problems: [] });
    expect(readPolicyTags(["tag1", "with blank", "a,b"]).problems).toEqual([]);
    expect(readPolicyTags("")).toEqual({ tags: [], problems: [] });
  });

  it("may not have a space after the comma", () => {
    expect(readPolicyTags("a, b,c").problems).toEqual([
      { path: [], offset: 2, message: "a space after the comma", hint: 'Write "a,b,c" or [a, b, c].' },
    ]);
  });

  it.each([
    ["a,,b", [["an empty tag", 2]]],
    ["a,", [["an empty tag", 2]]],
    [",", [["an empty tag", 0]]],
    ["a ,b", [["a space behind a tag", 1]]],
    [" a", [["a space before the first tag", 0]]],
    ["a,b,a", [['the tag "a" is there twice', 4]]],
  ])("are refused as text: %j", (written, expected) => {
    expect(messages(written)).toEqual(expected);
  });

  it("are refused as a list when empty, padded or repeated", () => {
    expect(messages(["a", "", " b", "a"]).map(([message]) => message)).toEqual([
      "an empty tag",
      'blanks around the tag " b"',
      'the tag "a" is there twice',
    ]);
  });
});

describe("a suggestion", () => {
  it.each([
    ["nmae", "name"],
    ["NAME", "name"],
    ["polcyTags", "policyTags"],
    ["policytagmatch", "policyTagMatch"],
    ["colour", null],
    ["", null],
    ["x".repeat(1_000), null],
  ])("for %s is %s", (word, expected) => {
    expect(nearestWord(word, ["name", "url", "policyTags", "policyTagMatch"])).toBe(expected);
  });
});

describe("a masked text", () => {
  it.each([
    ["secret: hunter2", "secret: ***"],
    ['  "apiKey" = hunter2', '  "apiKey" = ***'],
    ["secret: ${NAME}", "secret: ${NAME}"],
    ["secret: { env: NAME }", "secret: { env: NAME }"],
    ["secret:", "secret:"],
    ["https://u:p@host/x", "https://***@host/x"],
    ["u:p@host", "***@host"],
    ["https://host/x?a=b", "https://host/x?***"],
    ["name: Payments", "name: Payments"],
  ])("of %s is %s", (text, masked) => {
    expect(maskText(text)).toBe(masked);
  });
});
