import type { ConfiguredProvider } from "../config/config.ts";
import type { Catalog } from "../core/catalog.ts";
import { failedBy, heeding, notKnown, passed, unknownAfter, type CheckStep } from "../core/check.ts";
import { isAppError, type AppError } from "../core/errors.ts";
import { inProduction, practicesOf } from "../core/practices.ts";
import type { ProviderDefinition, ProviderStatus } from "../core/provider.ts";
import type { Probed } from "../host/probe.ts";
import type { Connection, Plugin } from "../plugin/contract.ts";
import { baselineStep, clockStep } from "./check-around.ts";
import type { Openable } from "./opener.ts";
import { SELECTION, selectionStep } from "./selection-check.ts";
import { syncStep } from "./sync-check.ts";

/** A Provider to be checked, with all that is known of it here. */
export type CheckSubject = {
  readonly provider: ConfiguredProvider;
  /** Or why its adapter cannot be used. */
  readonly plugin: Plugin | AppError;
  readonly status: ProviderStatus;
  readonly catalog: Catalog | null;
  /** The other Providers that are enabled. */
  readonly others: readonly ProviderDefinition[];
  readonly refreshIntervalMs: number;
  /** Ids of best practices that the operator does not want to be warned about. */
  readonly ignored: readonly string[];
};

/** What a check asks of the outside. */
export type CheckPorts = {
  readonly network: (subject: NetworkAsked, signal: AbortSignal) => AsyncIterable<CheckStep>;
  /** The check of an adapter that wants no connection for it. */
  readonly direct: (wanted: Openable, signal: AbortSignal) => Promise<AsyncIterable<CheckStep>>;
  readonly connect: (name: string, signal: AbortSignal) => Promise<Connection>;
  readonly probe: (asked: ProbeAsked, signal: AbortSignal) => Promise<Probed>;
  readonly now: () => Date;
};

export type ProbeAsked = {
  readonly definition: ProviderDefinition;
  readonly url: string;
  readonly plugin: Plugin;
};
export type NetworkAsked = ProbeAsked & { readonly namesPort: boolean; readonly emphasis: string };

/** Where the host's own look at the policies belongs: right after the adapter's. */
const POLICIES = "policies";
const CONNECTION = "connection";
/** Where an adapter that names no steps failed after connecting. */
const SYSTEM = "system";

/**
 * The steps of a check in the order in which a person would try them: the way there, the system, what becomes of its
 * policies, what is around it, and best practices. After one that failed, those that hang on it are unknown. Rejects
 * with the signal's reason, or with a fault.
 */
export async function* checkProvider(
  subject: CheckSubject,
  ports: CheckPorts,
  signal: AbortSignal,
): AsyncGenerator<CheckStep> {
  const told = new Set<string>();
  for await (const step of everyStep({ ...subject, told }, ports, signal)) {
    signal.throwIfAborted();
    if (step.practice !== undefined) told.add(step.practice);
    yield heeding(step, subject.ignored);
  }
}

/** `told` are the best practices that a step was about. */
type Telling = CheckSubject & { readonly told: ReadonlySet<string> };

async function* everyStep(
  subject: Telling,
  ports: CheckPorts,
  signal: AbortSignal,
): AsyncGenerator<CheckStep> {
  const { provider, plugin } = subject;
  const { definition } = provider;
  let answered: Probed | null = null;
  if (isAppError(plugin)) yield failedBy("adapter", plugin);
  else {
    const isThere = yield* connectionSteps({ plugin, provider, catalog: subject.catalog }, ports, signal);
    const { url } = definition;
    answered = url === null || !isThere ? null : await ports.probe({ definition, url, plugin }, signal);
    yield* baselineSteps({ definition, plugin }, ports, signal);
  }
  if (definition.url !== null) yield clockStep(answered);
  yield syncStep(subject, ports.now());
  yield* otherPractices(subject, ports.now());
}

/** A Provider to be connected to; `catalog` is what was read of it last. */
type Connecting = Openable & Pick<CheckSubject, "catalog">;

/** What the way to a Provider and its system are asked with. */
export type ConnectionPorts = Pick<CheckPorts, "network" | "direct" | "connect">;

/**
 * The steps of the way there, the system, and what becomes of its policies: all that trying a connection looks at. Returns
 * whether the way there was found. Rejects with the signal's reason, or with a fault.
 */
export async function* connectionSteps(
  { provider, plugin, catalog }: Connecting,
  ports: ConnectionPorts,
  signal: AbortSignal,
): AsyncGenerator<CheckStep, boolean> {
  let failed: string | null = null;
  for await (const step of networkSteps({ provider, plugin }, ports, signal)) {
    if (step.outcome === "fail") failed = step.id;
    yield step;
  }
  yield* systemSteps({ plugin, provider, catalog, failed }, ports, signal);
  return failed === null;
}

/** The host's steps; those after the one that failed are unknown. An adapter without url has none. */
async function* networkSteps(
  { provider, plugin }: Openable,
  ports: ConnectionPorts,
  signal: AbortSignal,
): AsyncGenerator<CheckStep> {
  const { definition, asWritten } = provider;
  const { url } = definition;
  if (url === null) return;
  const { namesPort } = asWritten;
  const asked = { definition, url, plugin, namesPort, emphasis: inProduction(definition) };
  const left = new Set(["url", "dns", "port", "tls"]);
  let failed: string | null = null;
  for await (const step of ports.network(asked, signal)) {
    left.delete(step.id);
    if (step.outcome === "fail") failed = step.id;
    yield step;
  }
  if (failed !== null) for (const id of left) yield unknownAfter(id, failed);
}

type System = Connecting & {
  /** The step that failed before, if any. */
  readonly failed: string | null;
};

/** The adapter's steps, and what becomes of the policies; those that could not be tried are unknown. */
async function* systemSteps(
  system: System,
  ports: ConnectionPorts,
  signal: AbortSignal,
): AsyncGenerator<CheckStep> {
  const { plugin, provider, catalog } = system;
  const { definition } = provider;
  const planned = withSelection(plugin.checkSteps ?? [CONNECTION]);
  let { failed } = system;
  const told = new Map<string, CheckStep>();
  if (failed === null) {
    for await (const step of adapterSteps(system, { ports, planned, told }, signal)) {
      if (step.outcome === "fail") failed = step.id;
      told.set(step.id, step);
      yield step;
      if (step.id !== POLICIES || step.outcome === "fail") continue;
      const selected = withoutEcho(await selectionStep({ definition, catalog }, ports, signal), told);
      told.set(SELECTION, selected);
      yield selected;
    }
  }
  for (const id of planned) {
    if (told.has(id)) continue;
    if (failed !== null) yield unknownAfter(id, failed);
    else if (id === SELECTION) yield await selectionStep({ definition, catalog }, ports, signal);
    else yield notKnown(id, "the adapter does not say");
  }
}

/** What an earlier step has told already is not told again. */
function withoutEcho(step: CheckStep, told: ReadonlyMap<string, CheckStep>): CheckStep {
  const earlier = [...told.values()].find(({ outcome, seen }) => outcome === "fail" && seen === step.seen);
  return earlier === undefined ? step : unknownAfter(step.id, earlier.id);
}

function withSelection(ids: readonly string[]): readonly string[] {
  const at = ids.indexOf(POLICIES);
  return at === -1 ? [...ids, SELECTION] : ids.toSpliced(at + 1, 0, SELECTION);
}

type Asking = {
  readonly ports: ConnectionPorts;
  readonly planned: readonly string[];
  readonly told: ReadonlyMap<string, CheckStep>;
};

/** What the adapter says; an error that ends it is a failed step. */
async function* adapterSteps(
  { provider, plugin }: System,
  { ports, planned, told }: Asking,
  signal: AbortSignal,
): AsyncGenerator<CheckStep> {
  try {
    if (plugin.check !== undefined) {
      yield* await ports.direct({ provider, plugin }, signal);
      return;
    }
    const connection = await ports.connect(provider.definition.name, signal);
    const { product, version, user } = connection.capabilities.identity;
    const who = user === null ? "" : ` as ${user}`;
    yield passed(CONNECTION, [`connected to ${product}`, version].filter(Boolean).join(" ") + who);
    yield* connection.check(signal);
  } catch (error) {
    signal.throwIfAborted();
    if (!isAppError(error)) throw error;
    const isSecret = error.code === "SECRET_UNAVAILABLE";
    const next = planned.find((one) => !told.has(one) && one !== SELECTION);
    yield failedBy(isSecret ? "secret" : (next ?? (told.has(CONNECTION) ? SYSTEM : CONNECTION)), error);
  }
}

async function* baselineSteps(
  { definition, plugin }: { readonly definition: ProviderDefinition; readonly plugin: Plugin },
  ports: CheckPorts,
  signal: AbortSignal,
): AsyncGenerator<CheckStep> {
  const { baselineUrl } = definition;
  // Consumers get no special treatment: its certificate has to be good.
  const asked = { definition: { ...definition, insecureSkipVerify: false }, plugin };
  yield baselineUrl === null
    ? baselineStep(null, null)
    : baselineStep(baselineUrl, await ports.probe({ ...asked, url: baselineUrl }, signal));
}

/** The last synchronization has a step that says more. */
const SYNCHRONIZED = "not-synchronized";

/** Those that no step could be about: of a way that was not found, say. */
function* otherPractices(subject: Telling, now: Date): Generator<CheckStep> {
  const { provider, status, catalog, others, refreshIntervalMs, ignored, told } = subject;
  const { definition, asWritten: written } = provider;
  const ground = { definition, written, status, catalog, others, refreshIntervalMs, now: now.getTime() };
  for (const step of practicesOf(ground)) {
    const { practice = "" } = step;
    const isTold = practice === SYNCHRONIZED || told.has(practice);
    if (!isTold && !ignored.includes(practice)) yield step;
  }
}
