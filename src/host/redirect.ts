import { AppError } from "../core/errors.ts";
import { excerpt } from "../core/plain-text.ts";

/**
 * The error for an answer that points elsewhere. Redirects are not followed: the secret would go to an address that
 * the operator has not named. `asked` is the address of the request.
 */
export function redirected(subject: string, asked: URL, location: string): AppError {
  const target = URL.parse(location, asked.href);
  if (target === null || !/^https?:$/u.test(target.protocol)) {
    return new AppError("REDIRECTED", `${subject} was redirected to ${excerpt(JSON.stringify(location))}.`, {
      hint: "Check url: a management API answers by itself.",
    });
  }
  const shown = excerpt(`${target.origin}${target.pathname}`, 200);
  return new AppError("REDIRECTED", `${subject} was redirected to ${shown}; the secret was not sent there.`, {
    hint: advice(asked, target),
  });
}

function advice(asked: URL, target: URL): string {
  const isSamePath = trimmed(target.pathname) === trimmed(asked.pathname);
  if (isSamePath && target.origin !== asked.origin) {
    return `If that is the right server, write its address in url: it starts with ${excerpt(target.origin)}.`;
  }
  return "Check url, its path prefix included: this looks like a login page or a proxy, not a management API.";
}

function trimmed(path: string): string {
  return path.replace(/\/+$/u, "");
}
