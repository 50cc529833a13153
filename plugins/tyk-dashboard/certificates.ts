import type { Certificate } from "../../src/plugin/index.ts";
import { listIn, type Client } from "./client.ts";
import { askKeys, isAbsence } from "./key-answers.ts";
import { mapBasics, mapDetails } from "../tyk-credential/certificate-map.ts";
import { isRecord, recordOf } from "../tyk-policy/record.ts";
import { plainAddress } from "../tyk-credential/key-place.ts";

export const CERTIFICATES = "/api/certs";

/** Where a certificate is addressed, and what uses it. */
export function certificatePath(id: string): string {
  return `${CERTIFICATES}/${encodeURIComponent(id)}`;
}

/** All certificates of the organisation. */
export async function listCertificates(client: Client, signal: AbortSignal): Promise<readonly Certificate[]> {
  const query = { mode: "detailed", p: "-1" };
  const answer = await askKeys(client, { path: CERTIFICATES, shownPath: CERTIFICATES, query, signal });
  const { items } = listIn(answer, CERTIFICATES, "cert_basics");
  return items.map((item) => mapBasics(recordOf(item)));
}

/** One certificate; null when there is none. */
export async function findCertificate(
  client: Client,
  id: string,
  signal: AbortSignal,
): Promise<Certificate | null> {
  const path = certificatePath(id);
  const answer = await askKeys(client, { ...plainAddress(path), signal });
  if (isAbsence(answer) || !isRecord(answer.json)) return null;
  return mapDetails(answer.json);
}
