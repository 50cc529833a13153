import type { Certificate } from "../core/credential.ts";
import { plainText } from "../core/plain-text.ts";
import { distanceText } from "./credential-columns.ts";

/** `CN=app.example.com, 2027-01-31 (in 64d)`: a certificate in a line. `now` in ms since the epoch. */
export function certificateText({ subject, id, notAfter }: Certificate, now: number): string {
  return plainText(`${subject === "" ? id : subject}, ${certificateEnd(notAfter, now)}`);
}

/** When a certificate ends, and how far that is. */
export function certificateEnd(notAfter: string | null, now: number): string {
  if (notAfter === null) return "end unknown";
  return `${notAfter.slice(0, 10)} (${distanceText(Date.parse(notAfter) - now)})`;
}
