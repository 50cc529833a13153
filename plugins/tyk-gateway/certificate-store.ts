import type { Certificate } from "../../src/plugin/index.ts";
import { mapBasics, mapDetails } from "../tyk-credential/certificate-map.ts";
import { plainCall, type CredentialCall } from "../tyk-credential/credential-draft.ts";
import { mapKey } from "../tyk-credential/key-map.ts";
import { plainAddress, withQuery, type KeyEntry } from "../tyk-credential/key-place.ts";
import type { CertificateStore, CertificateUsers } from "../tyk-credential/keyring.ts";
import type { PemContent } from "../tyk-credential/pem.ts";
import { deletionOf } from "../tyk-credential/revoke.ts";
import { isRecord, listOf, recordOf, textOf, textsOf, type JsonRecord } from "../tyk-policy/record.ts";
import type { Client } from "./client.ts";
import { askKeys, isAbsence } from "./key-answers.ts";
import { addressOf, readKey } from "./key-place.ts";
import { APIS } from "./snapshot.ts";
import { MASK } from "../tyk-credential/mask.ts";

const CERTIFICATES = "/tyk/certs";

/** The certificates of a gateway, for keys of an organisation. */
export function certificateStore(client: Client, organisation: string | null): CertificateStore {
  const owner = organisation === null ? {} : { org_id: organisation };
  return {
    find: (id, signal) => find(client, id, signal),
    users: (id, signal) => users(client, { id, organisation }, signal),
    isBound: async (id, signal) => (await boundKey(client, { id, organisation }, signal)) !== null,
    upload: (content) => uploadOf(content, owner),
    removal: (id) => plainCall("DELETE", pathOf(id), owner),
  };
}

/** All certificates of an organisation, of all where that is null. */
export async function listCertificates(
  client: Client,
  organisation: string | null,
  signal: AbortSignal,
): Promise<readonly Certificate[]> {
  const query = { mode: "detailed", ...(organisation === null ? {} : { org_id: organisation }) };
  const answer = await askKeys(client, { ...plainAddress(CERTIFICATES, query), signal });
  return listOf(recordOf(answer.json)["certs"]).filter(isRecord).map(mapBasics);
}

async function find(client: Client, id: string, signal: AbortSignal): Promise<Certificate | null> {
  const answer = await askKeys(client, { ...plainAddress(pathOf(id)), signal });
  return isAbsence(answer) || !isRecord(answer.json) ? null : mapDetails(answer.json);
}

function pathOf(id: string): string {
  return `${CERTIFICATES}/${encodeURIComponent(id)}`;
}

type Used = { readonly id: string; readonly organisation: string | null };

/** A key that a certificate makes is named after it, as a user's is after the user. */
function boundKey(client: Client, { id, organisation }: Used, signal: AbortSignal): Promise<KeyEntry | null> {
  return readKey(client, { place: { by: "username", id }, organisation }, signal);
}

/** A gateway tells nobody what a certificate is used for: the definitions of its APIs do. */
async function users(client: Client, used: Used, signal: AbortSignal): Promise<CertificateUsers> {
  const [apis, bound] = await Promise.all([client.list(APIS, { signal }), boundKey(client, used, signal)]);
  const incoming = apis.filter((api) => textsOf(api["client_certificates"]).includes(used.id));
  const outgoing = apis.filter((api) =>
    Object.values(recordOf(api["upstream_certificates"])).includes(used.id),
  );
  const place = { by: "username", id: used.id } as const;
  const deletion = deletionOf(
    { addressOf: (at) => addressOf({ place: at, organisation: used.organisation }) },
    { place },
  );
  return {
    notes: [
      ...incoming.map((api) => `${nameOf(api)} lets clients in with it: they are refused afterwards.`),
      ...outgoing.map(
        (api) => `${nameOf(api)} shows it to its upstream, which may refuse the gateway afterwards.`,
      ),
      ...(bound === null ? [] : ["A key is bound to it: it is deleted, too."]),
    ],
    basis: {
      "APIs that let clients in with it": incoming.map(idOf).toSorted(),
      "APIs that show it to their upstream": outgoing.map(idOf).toSorted(),
      "bound key": bound === null ? null : (mapKey(bound).mark ?? mapKey(bound).issuedAt),
    },
    calls: bound === null ? [] : [deletion],
  };
}

function nameOf(api: JsonRecord): string {
  return textOf(api["name"], api["api_id"]);
}

function idOf(api: JsonRecord): string {
  return textOf(api["api_id"]);
}

/** A gateway takes the PEM as it is, and documents it as plain text. */
function uploadOf(
  { text, fingerprint, hasPrivateKey }: PemContent,
  query: Readonly<Record<string, string>>,
): CredentialCall {
  return {
    method: "POST",
    path: CERTIFICATES,
    query,
    content: { type: "text/plain", text },
    secrets: hasPrivateKey ? [text] : [],
    shown: {
      method: "POST",
      path: withQuery(CERTIFICATES, query),
      body: { fingerprint, privateKey: hasPrivateKey ? MASK : null },
    },
  };
}
