import { createRequire } from "node:module";

/** `502 Bad Gateway`: a bare number tells few people anything. */
export function statusText(status: number): string {
  // Imported, node:http would look at each of its exports, and one of them loads all of Node's own fetch.
  const http: typeof import("node:http") = createRequire(import.meta.url)("node:http");
  return [String(status), http.STATUS_CODES[status]].join(" ").trim();
}
