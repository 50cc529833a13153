import { plainText } from "../core/plain-text.ts";
import { inspectData } from "./plain-data.ts";

const MASK = "***";
const SHORTEST_SECRET = 4;

/**
 * Takes one secret out of texts, in every form in which it travels: as it is, URL-encoded, in base64 and as JSON
 * writes it. Secrets shorter than four characters are not looked for: they would be found everywhere.
 */
export type Redactor = {
  readonly text: (text: string) => string;
  /** Neutralised for one terminal line as well: for anything that is shown. */
  readonly shown: (text: string) => string;
  readonly finds: (text: string) => boolean;
  /** A value without the secret: the same one when it holds none. Null when it is no JSON data. */
  readonly data: (value: unknown) => { readonly value: unknown } | null;
};

/** See `Redactor`; a null secret gives one that changes nothing but hostile characters. */
export function createRedactor(secret: string | null): Redactor {
  return redactorOf(secret === null ? [] : [secret]);
}

/** A redactor that takes further secrets out of texts, too; the same one when there are none. */
export function withSecrets(redactor: Redactor, secrets: readonly string[]): Redactor {
  if (secrets.length === 0) return redactor;
  const further = redactorOf(secrets);
  const text = (input: string): string => further.text(redactor.text(input));
  return {
    text,
    finds: (input) => redactor.finds(input) || further.finds(input),
    data(value) {
      const first = redactor.data(value);
      return first === null ? null : further.data(first.value);
    },
    shown: (input) => plainText(text(input)),
  };
}

function redactorOf(secrets: readonly string[]): Redactor {
  const forms = secrets
    .filter((secret) => secret.length >= SHORTEST_SECRET)
    .flatMap(formsOf)
    .toSorted((a, b) => b.length - a.length);
  const shortest = Math.min(...forms.map((form) => form.length));

  function finds(input: string): boolean {
    return input.length >= shortest && forms.some((form) => input.includes(form));
  }

  function text(input: string): string {
    if (!finds(input)) return input;
    return forms.reduce((rest, form) => rest.replaceAll(form, MASK), input);
  }

  function data(value: unknown): { readonly value: unknown } | null {
    const finding = inspectData(value, finds);
    if (finding === "not-data") return null;
    return { value: finding === "found" ? mapTexts(value, text) : value };
  }

  return { text, finds, data, shown: (input) => plainText(text(input)) };
}

/** Longest first, so that no form is replaced inside a longer one and leaves its tail behind. */
function formsOf(secret: string): readonly string[] {
  const base64 = Buffer.from(secret, "utf8").toString("base64").replace(/=+$/u, "");
  const forms = new Set([
    secret,
    encodeURIComponent(secret.toWellFormed()),
    JSON.stringify(secret).slice(1, -1),
    base64,
    base64.replaceAll("+", "-").replaceAll("/", "_"),
  ]);
  return [...forms].toSorted((a, b) => b.length - a.length);
}

function mapTexts(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === "string") return change(value);
  if (Array.isArray(value)) return value.map((item) => mapTexts(item, change));
  if (typeof value !== "object" || value === null || JSON.isRawJSON(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [change(key), mapTexts(item, change)]),
  );
}
