import {
  plainText,
  type Connection,
  type CredentialIntent,
  type Settings,
  type Toolbox,
} from "../../src/plugin/index.ts";
import type { Keyring } from "../tyk-credential/keyring.ts";
import { writing } from "../tyk-credential/writing.ts";
import type { Registry } from "../tyk-policy/registry.ts";
import { capabilitiesOf } from "./capabilities.ts";
import { checkGateway } from "./check.ts";
import { createClient, type Client } from "./client.ts";
import { measureKeys } from "./key-rules.ts";
import { noSecret } from "./errors.ts";
import { createReloader } from "./reload.ts";
import { readSnapshot } from "./snapshot.ts";
import { readHealth, writingRefusal } from "./status.ts";

const FINGERPRINT_LENGTH = 64;

/** The adapter's own options, parsed. */
type Options = { readonly reload: "node" | "group"; readonly settleSeconds: number };

/** Opens a gateway: finds out its version, whether it takes policies with the secret, and how it keeps keys. */
export async function connect(
  { secret, organisationId, name, options }: Settings<Options>,
  { http, redact }: Toolbox,
  signal: AbortSignal,
): Promise<Connection> {
  if (secret === null) {
    throw noSecret(name);
  }
  const client = createClient(http, secret);
  const organisation = organisationId === "" ? null : organisationId;
  // One after the other: a gateway that is not there is told of by the plainer request.
  const { version } = await readHealth(client, signal);
  const [refusal, keys] = await Promise.all([writingRefusal(client, signal), measureKeys(client, signal)]);
  const reloader = createReloader(client, options.reload);
  const shown = (text: string): string => plainText(redact(text));
  const registry = async (): Promise<Registry> => {
    const { createRegistry } = await import("./registry.ts");
    return createRegistry({
      client,
      reloader,
      organisation,
      settleMs: options.settleSeconds * 1_000,
      shown,
    });
  };
  const keyring = async (intent: CredentialIntent, given: AbortSignal): Promise<Keyring> => {
    const { createKeyring } = await import("./keyring.ts");
    const own = organisation ?? (await organisationOf(client, intent, given));
    return createKeyring(client, await registry(), { organisation: own, rules: keys });
  };
  return {
    capabilities: capabilitiesOf({ version, organisation, refusal, keys }),
    check: (given) => checkGateway(client, organisation, given),
    snapshot: (given) => readSnapshot(client, organisation, given),
    ...writing({ registry, keyring }),
    credentials: async (given) =>
      (await import("./credentials.ts")).readCredentials(client, { organisation, rules: keys }, given),
    tokens: async (target, apis, given) =>
      (await import("./credentials.ts")).readTokens(client, { target, apis }, given),
    certificates: async (given) =>
      (await import("./certificate-store.ts")).listCertificates(client, organisation, given),
    close: async () => reloader.close(),
  };
}

/** Whose credentials an intent is about, where the config does not say it; null when it belongs to no organisation. */
async function organisationOf(
  client: Client,
  intent: CredentialIntent,
  signal: AbortSignal,
): Promise<string | null> {
  // The id of a certificate is the organisation and 64 hex digits.
  if (intent.op === "removeCertificate") return intent.certificateId.slice(0, -FINGERPRINT_LENGTH) || null;
  const { organisationFor } = await import("./policy-reads.ts");
  const apis = "apis" in intent ? intent.apis : [];
  return (
    (await organisationFor(
      client,
      apis.map((id) => ({ id })),
      signal,
    )) || null
  );
}
