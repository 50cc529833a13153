import { heeding, isPassed, type CheckStep } from "../core/check.ts";
import type { ProviderRequest, ProviderTest } from "../core/provider-edit.ts";
import type { Connection } from "../plugin/contract.ts";
import { connectionSteps, type ConnectionPorts } from "./check-provider.ts";
import type { Openable } from "./opener.ts";
import { missingAdapter } from "./missing-adapter.ts";
import { nameAfter, workedOut, type ProposalPorts, type SoundReading } from "./provider-proposal.ts";

export type TestPorts = ProposalPorts &
  Omit<ConnectionPorts, "connect"> & {
    /** Opens a Provider that is not in the config; nothing of it is kept. */
    readonly open: (wanted: Openable, signal: AbortSignal) => Promise<Connection>;
  };

/**
 * Tries a Provider as a request would have it, by the steps of a check: the way there, the system, and what becomes of its
 * policies. Nothing is stored. Rejects only for a request that makes no sound config, or with the signal's reason.
 */
export async function testedProvider(
  request: ProviderRequest,
  ports: TestPorts,
  signal: AbortSignal,
): Promise<ProviderTest> {
  const { after } = await workedOut(inMemory(request), ports);
  const wanted = wantedIn(after, nameAfter(request, ports.env));
  let opened: Promise<Connection> | null = null;
  const connect = (): Promise<Connection> => (opened ??= ports.open(wanted, signal));
  const steps: CheckStep[] = [];
  try {
    for await (const step of connectionSteps({ ...wanted, catalog: null }, { ...ports, connect }, signal)) {
      steps.push(heeding(step, after.config.ignore));
    }
  } finally {
    // One that could not be opened has told so in its step.
    const connection = await connected(opened);
    await connection?.close();
  }
  return { ok: isPassed(steps), steps };
}

async function connected(opening: Promise<Connection> | null): Promise<Connection | null> {
  return opening === null ? null : opening.catch(() => null);
}

/** A secret that gets a file of its own is not in it yet: it is taken from the text, which is never written. */
function inMemory(request: ProviderRequest): ProviderRequest {
  if (request.op === "remove-provider" || request.secret === null) return request;
  if (request.secret.from === "moved") return { ...request, secret: null };
  if (request.secret.from !== "typed") return request;
  return { ...request, secret: { ...request.secret, keep: "config" } };
}

function wantedIn({ config, adapters }: SoundReading, name: string): Openable {
  const provider = config.providers.find(({ definition }) => definition.name === name);
  const plugin = adapters.plugins.get(provider?.definition.adapter ?? "");
  if (provider !== undefined && plugin !== undefined) return { provider, plugin };
  if (provider === undefined) throw new Error(`${name} is not in the config that it makes.`);
  throw missingAdapter(provider.definition.adapter, adapters);
}
