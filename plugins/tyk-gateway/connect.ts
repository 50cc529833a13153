import { AppError, plainText, type Connection, type Settings, type Toolbox } from "../../src/plugin/index.ts";
import { policyIntent } from "../tyk-policy/policy-intent.ts";
import type { Registry } from "../tyk-policy/registry.ts";
import { capabilitiesOf } from "./capabilities.ts";
import { checkGateway } from "./check.ts";
import { createClient } from "./client.ts";
import { createReloader } from "./reload.ts";
import { readSnapshot } from "./snapshot.ts";
import { readHealth, writingRefusal } from "./status.ts";

/** The adapter's own options, parsed. */
type Options = { readonly reload: "node" | "group"; readonly settleSeconds: number };

/** Opens a gateway: finds out its version and whether it takes policies, with the secret. */
export async function connect(
  { secret, organisationId, name, options }: Settings<Options>,
  { http, redact }: Toolbox,
  signal: AbortSignal,
): Promise<Connection> {
  if (secret === null) {
    throw new AppError("SECRET_UNAVAILABLE", `${name} has no secret.`, {
      hint: "secret is that of the gateway's own config (secret, or TYK_GW_SECRET).",
    });
  }
  const client = createClient(http, secret);
  const organisation = organisationId === "" ? null : organisationId;
  // One after the other: a gateway that is not there is told of by the plainer request.
  const { version } = await readHealth(client, signal);
  const refusal = await writingRefusal(client, signal);
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
  return {
    capabilities: capabilitiesOf({ version, organisation, refusal }),
    check: (checkSignal) => checkGateway(client, organisation, checkSignal),
    snapshot: (snapshotOptions) => readSnapshot(client, organisation, snapshotOptions),
    prepare: async (intent, writeSignal) => {
      const { prepareWrite } = await import("../tyk-policy/prepare.ts");
      return prepareWrite(await registry(), policyIntent(intent), writeSignal);
    },
    async *apply(intent, proposal, writeSignal) {
      const { applyWrite } = await import("../tyk-policy/apply.ts");
      yield* applyWrite(await registry(), { intent: policyIntent(intent), proposal }, writeSignal);
    },
    close: async () => reloader.close(),
  };
}
