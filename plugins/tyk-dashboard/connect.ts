import { AppError, plainText, type Connection, type Settings, type Toolbox } from "../../src/plugin/index.ts";
import { writing } from "../tyk-credential/writing.ts";
import type { Registry } from "../tyk-policy/registry.ts";
import { measure } from "./capabilities.ts";
import { createClient, type Client } from "./client.ts";
import type { Keyring } from "../tyk-credential/keyring.ts";
import { organisationMismatch } from "./errors.ts";
import { measureKeys, type KeyOptions } from "./key-rules.ts";
import { readSnapshot } from "./snapshot.ts";
import { findUser } from "./user.ts";

/**
 * Opens a Dashboard: finds the user behind the key, compares organisations, measures what can be done. On its own, so
 * that a command that contacts no Provider does not load it.
 */
export async function connect(
  { secret, organisationId, name, options }: Settings<KeyOptions>,
  { http, redact }: Toolbox,
  signal: AbortSignal,
): Promise<Connection> {
  if (secret === null) {
    throw new AppError("SECRET_UNAVAILABLE", `${name} has no secret.`, {
      hint: "secret is the API access key of a Dashboard user.",
    });
  }
  const client = createClient(http, secret);
  const [user, keys] = await Promise.all([
    findUser(client, secret, signal),
    measureKeys(client, options, signal),
  ]);
  const configured = organisationId === "" ? null : organisationId;
  if (configured !== null && user.organisationId !== null && configured !== user.organisationId) {
    throw organisationMismatch(configured, user.organisationId, "the key");
  }
  const shown = (text: string): string => plainText(redact(text));
  const organisation = configured ?? user.organisationId;
  const registry = async (): Promise<Registry> => {
    const { createRegistry } = await import("./registry.ts");
    return createRegistry(client, organisation, shown);
  };
  const keyring = async (): Promise<Keyring> => {
    const { createKeyring } = await import("./keyring.ts");
    return createKeyring(client, await registry(), { organisation, rules: keys });
  };
  return {
    capabilities: measure(user, keys),
    async *check(checkSignal) {
      const { checkDashboard } = await import("./check.ts");
      yield* checkDashboard({ client, secret, configured }, checkSignal);
    },
    snapshot: (given) => readSnapshot(client, { configured, own: user.organisationId }, given),
    ...writing({ registry, keyring }),
    ...reading(client),
    close: async () => {},
  };
}

/** What is read of credentials. */
function reading(client: Client): Pick<Connection, "credentials" | "usage" | "tokens" | "certificates"> {
  return {
    credentials: async (given) => (await import("./credentials.ts")).readCredentials(client, given),
    usage: async (targets, span, given) =>
      (await import("./usage.ts")).readUsage(client, { targets, span }, given),
    tokens: async (target, apis, given) =>
      (await import("./credentials.ts")).readTokens(client, { target, apis }, given),
    certificates: async (given) => (await import("./certificates.ts")).listCertificates(client, given),
  };
}
