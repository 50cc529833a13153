import type { Certificate } from "../../src/plugin/index.ts";
import { recordOf, textOf, textsOf, type JsonRecord } from "../tyk-policy/record.ts";

/** A certificate as the detailed list has it. */
export function mapBasics(record: JsonRecord): Certificate {
  return {
    ...commonParts(record),
    subject: textOf(record["subject_cn"]),
    issuer: textOf(record["issuer_cn"]),
  };
}

/** A certificate as it is read alone. */
export function mapDetails(record: JsonRecord): Certificate {
  return {
    ...commonParts(record),
    subject: textOf(recordOf(record["subject"])["CommonName"]),
    issuer: textOf(recordOf(record["issuer"])["CommonName"]),
  };
}

function commonParts(record: JsonRecord): Omit<Certificate, "subject" | "issuer"> {
  return {
    id: textOf(record["id"]),
    notBefore: instantOf(record["not_before"]),
    notAfter: instantOf(record["not_after"]),
    hasPrivateKey: record["has_private"] === true,
    dnsNames: textsOf(record["dns_names"]),
  };
}

function instantOf(value: unknown): string | null {
  const date = new Date(textOf(value));
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}
