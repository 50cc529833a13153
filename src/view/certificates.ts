import type { Certificate } from "../core/credential.ts";
import { plainText } from "../core/plain-text.ts";
import { fit } from "./cell.ts";
import { certificateEnd } from "./certificate-text.ts";
import type { KnownCertificates } from "./credential-form.ts";
import type { Glyphs } from "./glyphs.ts";
import { line, span, wrapText, type Line, type Role } from "./line.ts";
import { clamp, windowOf } from "./window.ts";

/** The certificates of a Provider over the panes; `known` is null until it has answered, `cursor` a certificate's id. */
export type Certificates = {
  readonly provider: string;
  readonly known: KnownCertificates | null;
  readonly cursor: string | null;
};

const WEEK_MS = 7 * 86_400_000;

type Look = { readonly glyphs: Glyphs; readonly width: number; readonly room: number; readonly now: number };

/** The certificate under the cursor; null where none is listed. */
export function certificateInQuestion({ known, cursor }: Certificates): Certificate | null {
  const listed = known?.certificates ?? [];
  return listed.find(({ id }) => id === cursor) ?? listed[0] ?? null;
}

/** The cursor so many rows further. */
export function movedCertificates(certificates: Certificates, rows: number): Certificates {
  const listed = certificates.known?.certificates ?? [];
  const at = listed.findIndex(({ id }) => id === certificateInQuestion(certificates)?.id);
  return { ...certificates, cursor: listed[clamp(at + rows, 0, listed.length - 1)]?.id ?? null };
}

/** Subject, issuer and days left, a certificate on each line; the whole of the one under the cursor below. */
export function certificateLines(certificates: Certificates, look: Look): readonly Line[] {
  const { known } = certificates;
  const { glyphs, width } = look;
  if (known === null) return [line(span(` asking for them ${glyphs.ellipsis}`, "dim"))];
  if (known.reason !== null) {
    return wrapText(plainText(known.reason), width - 2).map((part) => line(" ", span(part, "warn")));
  }
  const chosen = certificateInQuestion(certificates);
  if (chosen === null) return [line(span(" The Provider keeps no certificate yet.", "dim"))];
  const listed = known.certificates;
  const cursor = listed.indexOf(chosen);
  const height = Math.max(1, look.room - 6);
  const { top, end } = windowOf({ count: listed.length, cursor, offset: Math.floor(height / 2), height });
  const share = Math.floor((width - 30) / 2);
  const head = `   ${fit("SUBJECT", share)} ${fit("ISSUER", share)} EXPIRES`;
  const rows = listed
    .slice(top, end)
    .map((one) => rowLine(one, { ...look, share, isCursor: one === chosen }));
  return [line(span(head, "title")), ...rows, line(), ...detailLines(chosen, look)];
}

type RowLook = Look & { readonly share: number; readonly isCursor: boolean };

function rowLine(one: Certificate, { glyphs, share, isCursor, width, now }: RowLook): Line {
  const { ellipsis } = glyphs;
  const cells = [one.subject === "" ? one.id : one.subject, one.issuer].map((text) =>
    fit(plainText(text), share, { ellipsis }),
  );
  const end = certificateEnd(one.notAfter, now);
  const text = ` ${isCursor ? glyphs.cursor : " "} ${cells.join(" ")} `;
  if (isCursor) return line(span(fit(`${text}${end}`, width, { ellipsis }), "selection"));
  return line(text, span(end, endRole(one.notAfter, now)));
}

function endRole(notAfter: string | null, now: number): Role | null {
  if (notAfter === null) return "dim";
  const left = Date.parse(notAfter) - now;
  return left <= 0 ? "error" : left <= WEEK_MS ? "warn" : null;
}

function detailLines({ id, dnsNames, hasPrivateKey }: Certificate, { width, glyphs }: Look): readonly Line[] {
  const names = dnsNames.length === 0 ? "" : ` ${glyphs.dot} for ${dnsNames.join(", ")}`;
  const key = hasPrivateKey ? ` ${glyphs.dot} with its private key` : "";
  return wrapText(plainText(`id ${id}${names}${key}`), width - 2).map((part) => line(" ", span(part, "dim")));
}
