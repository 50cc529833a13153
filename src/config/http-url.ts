/** A URL of the config, or what is wrong with it in words that repeat neither credentials nor query. */
export type UrlReading =
  | { readonly ok: true; readonly url: string }
  | { readonly ok: false; readonly message: string; readonly hint: string };

const SCHEME = /^([a-z][a-z0-9+.-]*):\/\//iu;

/** Looked for in the text itself: the parser is too forgiving, and takes credentials with a slash for host and port. */
const REFUSALS = [
  {
    pattern: /^https?:\/\/(?:[/?#]|$)/iu,
    message: "has no host",
    hint: "Write it like https://dashboard.example.com.",
  },
  {
    pattern: /^https?:\/\/(?:[^/?#]*@|[^/?#@:]*:[^/?#@]*[^\d/?#@][^@]*@)/iu,
    message: "holds credentials",
    hint: "Remove everything between // and @; the secret belongs under `secret:`.",
  },
  { pattern: /#/u, message: "has a fragment", hint: "Remove the # and everything behind it." },
  { pattern: /\?/u, message: "has a query", hint: "Remove the ? and everything behind it." },
  { pattern: /[\s\\]/u, message: "has a blank or a backslash in it", hint: "Remove it." },
];

/**
 * Reads an absolute http(s) URL. The path prefix is kept, slashes at its end are cut; query, fragment and credentials
 * are refused.
 */
export function readHttpUrl(written: string): UrlReading {
  const text = written.trim();
  const scheme = SCHEME.exec(text)?.[1]?.toLowerCase();
  if (scheme === undefined) {
    return bad("has no scheme", `Begin it with https://, or http:// if it must be.`);
  }
  if (scheme !== "http" && scheme !== "https") {
    return bad(
      `has the scheme ${scheme}, which is none for a Provider`,
      "Use https://, or http:// if it must be.",
    );
  }
  const refusal = REFUSALS.find(({ pattern }) => pattern.test(text));
  if (refusal !== undefined) return bad(refusal.message, refusal.hint);
  if (!URL.canParse(text)) {
    return bad("is not a URL", "Check host and port: https://dashboard.example.com:3000.");
  }
  const url = new URL(text);
  return { ok: true, url: `${url.origin}${url.pathname.replace(/\/+$/u, "")}` };
}

function bad(message: string, hint: string): UrlReading {
  return { ok: false, message, hint };
}
