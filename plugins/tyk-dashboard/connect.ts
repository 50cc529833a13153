import { AppError, plainText, type Connection, type Settings, type Toolbox } from "../../src/plugin/index.ts";
import { policyIntent } from "../tyk-policy/policy-intent.ts";
import type { Registry } from "../tyk-policy/registry.ts";
import { measure } from "./capabilities.ts";
import { checkDashboard } from "./check.ts";
import { createClient } from "./client.ts";
import { organisationMismatch } from "./errors.ts";
import { readSnapshot } from "./snapshot.ts";
import { findUser } from "./user.ts";

/**
 * Opens a Dashboard: finds the user behind the key, compares organisations, measures what can be done. On its own, so
 * that a command that contacts no Provider does not load it.
 */
export async function connect(
  { secret, organisationId, name }: Settings,
  { http, redact }: Toolbox,
  signal: AbortSignal,
): Promise<Connection> {
  if (secret === null) {
    throw new AppError("SECRET_UNAVAILABLE", `${name} has no secret.`, {
      hint: "secret is the API access key of a Dashboard user.",
    });
  }
  const client = createClient(http, secret);
  const user = await findUser(client, secret, signal);
  const configured = organisationId === "" ? null : organisationId;
  if (configured !== null && user.organisationId !== null && configured !== user.organisationId) {
    throw organisationMismatch(configured, user.organisationId, "the key");
  }
  const shown = (text: string): string => plainText(redact(text));
  const registry = async (): Promise<Registry> => {
    const { createRegistry } = await import("./registry.ts");
    return createRegistry(client, configured ?? user.organisationId, shown);
  };
  return {
    capabilities: measure(user),
    check: (checkSignal) =>
      checkDashboard({ client, secret, configuredOrganisation: configured }, checkSignal),
    snapshot: (options) => readSnapshot(client, { configured, own: user.organisationId }, options),
    prepare: async (intent, writeSignal) => {
      const { prepareWrite } = await import("../tyk-policy/prepare.ts");
      return prepareWrite(await registry(), policyIntent(intent), writeSignal);
    },
    async *apply(intent, proposal, writeSignal) {
      const { applyWrite } = await import("../tyk-policy/apply.ts");
      yield* applyWrite(await registry(), { intent: policyIntent(intent), proposal }, writeSignal);
    },
    close: async () => {},
  };
}
