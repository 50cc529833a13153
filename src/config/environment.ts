import { excerpt } from "../core/plain-text.ts";
import { isMapping, type KeyPath } from "./key-path.ts";

const REFERENCE = /\$\{([^{}]*)\}/gu;
const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/u;

export type Environment = Readonly<Record<string, string | undefined>>;

/** A text with every `${NAME}` replaced, or what is missing. */
type Substitution =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly message: string; readonly hint: string };

export type MissingVariable = { readonly path: KeyPath; readonly message: string; readonly hint: string };

/** A value with every text in it substituted, at any depth; texts that cannot be are left as written and reported. */
export function substituteAll(
  written: unknown,
  env: Environment,
  onMissing: (missing: MissingVariable) => void,
): unknown {
  const visit = (value: unknown, path: KeyPath): unknown => {
    if (typeof value === "string") return substituted(value, path);
    if (Array.isArray(value)) return value.map((item, index) => visit(item, [...path, index]));
    if (!isMapping(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, visit(item, [...path, key])]));
  };
  const substituted = (value: string, path: KeyPath): string => {
    const result = substitute(value, env);
    if (result.ok) return result.text;
    onMissing({ path, message: result.message, hint: result.hint });
    return value;
  };
  return visit(written, []);
}

/** A text with every `${NAME}` replaced. An empty variable counts as missing. A `$` without braces stays as it is. */
export function substitute(written: string, env: Environment): Substitution {
  const missing: string[] = [];
  const text = written.replaceAll(REFERENCE, (whole, name: string) => {
    const value = variable(name, env);
    if (value === null) missing.push(whole);
    return value ?? "";
  });
  const [first] = missing;
  if (first === undefined) return { ok: true, text };
  return {
    ok: false,
    message: `the environment variable of ${excerpt(first)} is not set`,
    hint: "Set it before starting, or write the value itself.",
  };
}

/** The name in a text that is `${NAME}` and nothing else, or null. */
export function wholeReference(written: string): string | null {
  const name = /^\$\{([^{}]*)\}$/u.exec(written)?.[1] ?? null;
  return name !== null && NAME.test(name) ? name : null;
}

/** The value of a variable; null when it is not set or empty. */
export function variable(name: string, env: Environment): string | null {
  const value = NAME.test(name) && Object.hasOwn(env, name) ? env[name] : undefined;
  return value === undefined || value === "" ? null : value;
}
