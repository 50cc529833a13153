/** Something wrong with a URL, in words that repeat neither credentials nor query; `offset` is the character it is at. */
export type UrlProblem = { readonly offset: number; readonly message: string; readonly hint: string };

/** A URL of the config, or everything that is wrong with it. */
export type UrlReading =
  | { readonly ok: true; readonly url: string }
  | { readonly ok: false; readonly problems: readonly UrlProblem[] };

const SCHEME = /^([a-z][a-z0-9+.-]*):\/\//iu;

const NO_HOST = /^https?:\/\/(?:[/?#]|$)/iu;
// Looked for in the text itself: the parser is too forgiving, and takes credentials with a slash for host and port.
const CREDENTIALS = /^https?:\/\/(?:[^/?#]*@|[^/?#@:]*:[^/?#@]*[^\d/?#@][^@]*@)/iu;

/** No server takes more; looking through it would take long. */
const LONGEST = 2_000;

/** Looked for behind the credentials, which may hold any character. */
const REFUSALS = [
  {
    at: (rest: string) => (/^[^#?]*\?/u.exec(rest)?.[0].length ?? 0) - 1,
    message: "has a query",
    hint: "Remove the ? and everything behind it.",
  },
  {
    at: (rest: string) => rest.indexOf("#"),
    message: "has a fragment",
    hint: "Remove the # and everything behind it.",
  },
  {
    at: (rest: string) => rest.search(/[\s\\]/u),
    message: "has a blank or a backslash in it",
    hint: "Remove it.",
  },
];

/**
 * Reads an absolute http(s) URL. The path prefix is kept, slashes at its end are cut; query, fragment and credentials
 * are refused.
 */
export function readHttpUrl(written: string): UrlReading {
  const text = written.trim();
  const problems = problemsOf(text);
  if (problems.length > 0) {
    const blanks = written.length - written.trimStart().length;
    return { ok: false, problems: problems.map((one) => ({ ...one, offset: one.offset + blanks })) };
  }
  const url = new URL(text);
  return { ok: true, url: `${url.origin}${url.pathname.replace(/\/+$/u, "")}` };
}

/** Whether a good URL names its port, be it the default one. */
export function namesPort(written: string): boolean {
  return /^https?:\/\/(?:\[[^\]]*\]|[^/:]*):\d/iu.test(written.trim());
}

function problemsOf(text: string): readonly UrlProblem[] {
  if (text.length > LONGEST) {
    return bad(`is longer than ${LONGEST} characters`, "Check that it is the URL you mean.");
  }
  const scheme = SCHEME.exec(text)?.[1]?.toLowerCase();
  if (scheme === undefined) {
    return bad("has no scheme", "Begin it with https://, or http:// if it must be.");
  }
  if (scheme !== "http" && scheme !== "https") {
    const message = `has the scheme ${scheme}, which is none for a Provider`;
    return bad(message, "Use https://, or http:// if it must be.");
  }
  if (NO_HOST.test(text)) return bad("has no host", "Write it like https://dashboard.example.com.");
  const refused = refusals(text);
  if (refused.length > 0 || URL.canParse(text)) return refused;
  return bad("is not a URL", "Check host and port: https://dashboard.example.com:3000.");
}

function refusals(text: string): readonly UrlProblem[] {
  const behind = CREDENTIALS.exec(text)?.[0].length ?? 0;
  const rest = text.slice(behind);
  const found = REFUSALS.flatMap(({ at, message, hint }) => {
    const offset = at(rest);
    return offset === -1 ? [] : [{ offset: behind + offset, message, hint }];
  });
  if (behind === 0) return found;
  const hint = "Remove everything between // and @; the secret belongs under `secret:`.";
  return [{ offset: text.indexOf("//") + 2, message: "holds credentials", hint }, ...found];
}

function bad(message: string, hint: string): readonly UrlProblem[] {
  return [{ offset: 0, message, hint }];
}
