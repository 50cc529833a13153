import type { ConfiguredProvider } from "../config/config.ts";
import { classify } from "../core/classify.ts";
import { counted } from "../core/counted.ts";
import { isAppError, reportOf } from "../core/errors.ts";
import type { ProviderRequest, ProviderTest, TestStep } from "../core/provider-edit.ts";
import type { Snapshot } from "../core/snapshot.ts";
import type { Connection, Plugin } from "../plugin/contract.ts";
import { missingAdapter } from "./missing-adapter.ts";
import { nameAfter, workedOut, type ProposalPorts, type SoundReading } from "./provider-proposal.ts";

export type TestPorts = ProposalPorts & {
  /** Opens a Provider that is not in the config; nothing of it is kept. */
  readonly open: (provider: ConfiguredProvider, plugin: Plugin, signal: AbortSignal) => Promise<Connection>;
};

/**
 * Connects to a Provider as a request would have it, looks at what it holds, and says what was found or what is wrong.
 * Nothing is stored. Rejects only for a request that makes no sound config.
 */
export async function testedProvider(
  request: ProviderRequest,
  ports: TestPorts,
  signal: AbortSignal,
): Promise<ProviderTest> {
  const { after } = await workedOut(inMemory(request), ports);
  const { provider, plugin } = wantedIn(after, nameAfter(request, ports.env));
  const steps: TestStep[] = [];
  try {
    const connection = await ports.open(provider, plugin, signal);
    try {
      steps.push(identityStep(connection));
      for await (const step of connection.check(signal)) steps.push(step);
      const snapshot = await connection.snapshot({ signal, onProgress: () => undefined });
      steps.push(foundStep(snapshot, provider));
    } finally {
      await connection.close();
    }
  } catch (error) {
    if (!isAppError(error)) throw error;
    const { message, hint } = error;
    steps.push({ id: "connection", outcome: "fail", seen: message, advice: hint });
    return { ok: false, steps, error: reportOf(error) };
  }
  return { ok: steps.every(({ outcome }) => outcome !== "fail"), steps, error: null };
}

/** A secret that gets a file of its own is not in it yet: it is taken from the text, which is never written. */
function inMemory(request: ProviderRequest): ProviderRequest {
  if (request.op === "remove-provider" || request.secret === null) return request;
  if (request.secret.from === "moved") return { ...request, secret: null };
  if (request.secret.from !== "typed") return request;
  return { ...request, secret: { ...request.secret, keep: "config" } };
}

function wantedIn(
  { config, adapters }: SoundReading,
  name: string,
): { readonly provider: ConfiguredProvider; readonly plugin: Plugin } {
  const provider = config.providers.find(({ definition }) => definition.name === name);
  const plugin = adapters.plugins.get(provider?.definition.adapter ?? "");
  if (provider !== undefined && plugin !== undefined) return { provider, plugin };
  if (provider === undefined) throw new Error(`${name} is not in the config that it makes.`);
  throw missingAdapter(provider.definition.adapter, adapters);
}

function identityStep({ capabilities }: Connection): TestStep {
  const { product, version, organisationId, user } = capabilities.identity;
  const parts = [
    version === null ? product : `${product} ${version}`,
    ...(organisationId === null ? [] : [`organisation ${organisationId}`]),
    ...(user === null ? [] : [`as ${user}`]),
  ];
  return { id: "identity", outcome: "ok", seen: parts.join(", "), advice: null };
}

function foundStep({ policies, apis }: Snapshot, { definition }: ConfiguredProvider): TestStep {
  const { policyTags: tags, policyTagMatch: match } = definition;
  const kinds = policies.map((policy) => classify(policy, { tags, match }));
  const count = (outcome: string): number => kinds.filter((kind) => kind.outcome === outcome).length;
  const untagged = kinds.filter(
    (kind) => kind.outcome === "skipped" && kind.reason === "no-matching-tag",
  ).length;
  const [products, plans] = [count("product"), count("plan")];
  const found = `${counted(products, "Product")} and ${counted(plans, "Plan")}, ${counted(apis.length, "API")}`;
  const seen = `${found}; ${count("skipped")} of ${policies.length} policies are skipped`;
  if (products + plans > 0 || policies.length === 0)
    return { id: "found", outcome: "ok", seen, advice: null };
  const advice =
    untagged === policies.length
      ? `No policy has the tags ${tags.join(", ")}: check policyTags.`
      : "No policy becomes a Product or Plan; after saving, the Skipped tab says why.";
  return { id: "found", outcome: "warn", seen, advice };
}
