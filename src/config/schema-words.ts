import type { z } from "zod";
import { excerpt } from "../core/plain-text.ts";

type Issue = z.core.$ZodIssue | z.core.$ZodRawIssue;

const TYPES: Readonly<Record<string, string>> = {
  string: "a text",
  number: "a number",
  int: "a whole number",
  bigint: "a whole number",
  boolean: "true or false",
  array: "a list",
  tuple: "a list",
  set: "a list",
  object: "a mapping",
  record: "a mapping",
  map: "a mapping",
  date: "a date",
  null: "nothing",
};

const FORMATS: Readonly<Record<string, string>> = {
  url: "a URL",
  email: "an e-mail address",
  uuid: "a UUID",
  datetime: "a date and time",
  date: "a date",
  ipv4: "an IPv4 address",
  ipv6: "an IPv6 address",
  json_string: "a JSON text",
};

/** What a schema that says nothing in its own words wanted: `a number of at least 0`. Takes the issues of zod 4. */
export function expectation(issue: Issue): string {
  switch (issue.code) {
    case "invalid_type":
      return typeWords(issue.expected);
    case "too_small":
      return sizeWords(issue.origin, { count: issue.minimum, at: "least", isReached: issue.inclusive });
    case "too_big":
      return sizeWords(issue.origin, { count: issue.maximum, at: "most", isReached: issue.inclusive });
    case "not_multiple_of":
      return `a multiple of ${issue.divisor}`;
    case "invalid_format":
      return formatWords(issue);
    case "invalid_value":
      return oneOf(issue.values.map((value) => excerpt(String(value))));
    case "invalid_union":
      return alternatives(issue.errors);
    case "unrecognized_keys":
    case "invalid_key":
    case "invalid_element":
    case "custom":
      return "another value";
  }
}

/** How to mend a value of the wrong type or size; empty where there is nothing to add to what was expected. */
export function fixFor(issue: z.core.$ZodIssue, seen: unknown): string {
  if (issue.code === "too_small") return isCount(issue) ? `Write ${issue.minimum} or more.` : "";
  if (issue.code === "too_big") return isCount(issue) ? `Write ${issue.maximum} or less.` : "";
  return issue.code === "invalid_type" ? typeFix(issue.expected, seen) : "";
}

function isCount({ origin, inclusive }: { readonly origin: string; readonly inclusive?: boolean }): boolean {
  return isNumber(origin) && inclusive !== false;
}

function typeFix(expected: string, seen: unknown): string {
  if (expected === "boolean") return "Write true or false, without quotes.";
  if (expected === "string") {
    return typeof seen === "number" || typeof seen === "boolean" ? "Put it in quotes." : "";
  }
  const isNumeric = typeof seen === "string" && seen.trim() !== "" && Number.isFinite(Number(seen));
  return isNumber(expected) && isNumeric ? "Write it without quotes." : "";
}

function typeWords(expected: string): string {
  return TYPES[expected] ?? `a value of the type ${expected}`;
}

type Bound = {
  readonly count: number | bigint;
  readonly at: "least" | "most";
  readonly isReached: boolean | undefined;
};

function sizeWords(origin: string, { count, at, isReached = true }: Bound): string {
  const what = typeWords(origin);
  if (isNumber(origin)) {
    const beyond = at === "least" ? "above" : "below";
    return `${what} ${isReached ? `of at ${at}` : beyond} ${count}`;
  }
  if (at === "least" && Number(count) === 1) return `${what} that is not empty`;
  const unit = origin === "string" ? "characters" : origin === "object" ? "keys" : "items";
  return `${what} of at ${at} ${count} ${unit}`;
}

function formatWords(issue: Extract<Issue, { code: "invalid_format" }>): string {
  const { format } = issue;
  const detail = (key: string) => excerpt(String(Reflect.get(issue, key) ?? ""));
  if (format === "regex") return `a text of the form ${detail("pattern")}`;
  if (format === "starts_with") return `a text that begins with "${detail("prefix")}"`;
  if (format === "ends_with") return `a text that ends with "${detail("suffix")}"`;
  if (format === "includes") return `a text that holds "${detail("includes")}"`;
  return FORMATS[format] ?? `a text of the format ${format}`;
}

function alternatives(errors: readonly (readonly z.core.$ZodIssue[])[]): string {
  const wanted = errors.flatMap(([first]) =>
    first === undefined || first.path.length > 0 ? [] : [expectation(first)],
  );
  return wanted.length === 0 ? "another value" : oneOf([...new Set(wanted)]);
}

function oneOf(words: readonly string[]): string {
  const last = words.at(-1) ?? "another value";
  return words.length < 2 ? last : `${words.slice(0, -1).join(", ")} or ${last}`;
}

function isNumber(type: string): boolean {
  return type === "number" || type === "int" || type === "bigint";
}
