import {
  AppError,
  isCredentialIntent,
  plainText,
  type Connection,
  type Settings,
  type Toolbox,
} from "../../src/plugin/index.ts";
import { measure } from "./capabilities.ts";
import { createClient } from "./client.ts";
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
  const writer = { client, organisation: configured ?? user.organisationId, shown, keys };
  return {
    capabilities: measure(user, keys),
    async *check(checkSignal) {
      const { checkDashboard } = await import("./check.ts");
      yield* checkDashboard({ client, secret, configured }, checkSignal);
    },
    snapshot: (given) => readSnapshot(client, { configured, own: user.organisationId }, given),
    prepare: async (intent, given) =>
      isCredentialIntent(intent)
        ? (await import("./prepare-credential.ts")).prepareCredential(writer, intent, given)
        : (await import("./prepare.ts")).prepareWrite(writer, intent, given),
    async *apply(intent, proposal, given) {
      if (isCredentialIntent(intent)) {
        const { applyCredential } = await import("./apply-credential.ts");
        yield* applyCredential(writer, { intent, proposal }, given);
        return;
      }
      const { applyWrite } = await import("./apply.ts");
      yield* applyWrite(writer, { intent, proposal }, given);
    },
    credentials: async (given) => (await import("./credentials.ts")).readCredentials(client, given),
    usage: async (targets, span, given) =>
      (await import("./usage.ts")).readUsage(client, { targets, span }, given),
    certificates: async (given) => (await import("./certificates.ts")).listCertificates(client, given),
    close: async () => {},
  };
}
