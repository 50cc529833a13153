import type { Catalog } from "../core/catalog.ts";
import type { ChangeProposal, ChangeRequest } from "../core/change.ts";
import { hasWritten, intentOf } from "../core/change-intent.ts";
import { proposalOf } from "../core/change-proposal.ts";
import { changeProblems, type Problem } from "../core/change-rules.ts";
import { changeTitle, nameOf } from "../core/change-text.ts";
import { AppError, isAppError, type ErrorReport } from "../core/errors.ts";
import { findItem } from "../core/find-item.ts";
import { excerpt } from "../core/plain-text.ts";
import type { ProviderDefinition } from "../core/provider.ts";
import { isRelated } from "../core/related-change.ts";
import { shellWord } from "../core/shell-word.ts";
import type { WriteIntent } from "../core/write.ts";
import type { CapabilityName, Connection } from "../plugin/contract.ts";
import type { ChangePorts } from "./change-ports.ts";
import { neverRead } from "./never-read.ts";
import { leftPending } from "./settle-pending.ts";
import { untilAborted } from "./until-aborted.ts";

/**
 * Builds the proposal of a change; writes nothing, but finds out first what became of earlier ones that decide what this
 * one may be. Rejects as `Console.propose` says.
 */
export async function propose(
  request: ChangeRequest,
  ports: ChangePorts,
  signal: AbortSignal,
): Promise<ChangeProposal> {
  await settleFirst(request, ports, signal);
  return await proposed(request, ports, signal);
}

/**
 * Reads the Provider anew, once, when a change is pending that a request has to do with, unless the request concerns the
 * store alone. Rejects with what keeps the Provider from being read.
 */
export async function settleFirst(
  request: ChangeRequest,
  ports: ChangePorts,
  signal: AbortSignal,
): Promise<void> {
  signal.throwIfAborted();
  const definition = ports.definitionOf(request.provider);
  if (!definition.enabled) return;
  const left = await leftPending(request.provider, ports.store);
  if (left.length === 0) return;
  const catalog = await knownCatalog(request, ports);
  if (!left.some((pending) => isRelated(pending, request, catalog))) return;
  if (intentOf(request, { catalog, policyTags: definition.policyTags }) === null) return;
  const report = await untilAborted(ports.settle(definition), signal);
  signal.throwIfAborted();
  const failed = report?.providers.find(({ outcome }) => outcome === "failed")?.error ?? null;
  if (failed !== null) throw new AppError(failed.code, failed.message, hintOf(failed));
}

function hintOf({ hint }: ErrorReport): { readonly hint?: string } {
  return hint === null ? {} : { hint };
}

/**
 * Builds the proposal on what is known by now: the rules are judged on the stored catalog, then the Provider is asked,
 * unless the change concerns the store alone.
 */
export async function proposed(
  request: ChangeRequest,
  ports: ChangePorts,
  signal: AbortSignal,
): Promise<ChangeProposal> {
  signal.throwIfAborted();
  const definition = ports.definitionOf(request.provider);
  const catalog = await knownCatalog(request, ports);
  const problems = changeProblems(request, { catalog, units: ports.unitsOf(request.provider) });
  if (problems.length > 0) throw ruleBroken(request, catalog, problems);
  const intent = intentOf(request, { catalog, policyTags: definition.policyTags });
  if (intent === null) return proposalOf(request, { catalog, definition, write: null });
  if (!definition.enabled) throw disabled(definition);
  const connection = await ports.connect(request.provider, signal);
  const proposal = await writable(connection, intent, definition)
    .prepare(intent, signal)
    .catch((error: unknown) => nullWhenGone(error, request));
  if (proposal === null) return alreadyGone(proposalOf(request, { catalog, definition, write: null }));
  const isThere = proposal.requests.length === 0 && isAsStored(request, catalog);
  const write = isThere ? null : { intent, proposal, definition };
  const whole = proposalOf(request, { catalog, definition, write });
  if (request.op !== "delete") return whole;
  const { strandedBy } = await import("./stranded.ts");
  const stranded = await strandedBy(request, { catalog, connection, store: ports.store, signal });
  return { ...whole, affects: [...whole.affects, ...stranded] };
}

/** To delete what is not there any more leaves nothing to do at the Provider. */
function nullWhenGone(error: unknown, { op }: ChangeRequest): null {
  if (op === "delete" && isAppError(error) && error.code === "NOT_FOUND") return null;
  throw error;
}

/** The same, with the note that the policy was gone before. */
export function alreadyGone(proposal: ChangeProposal): ChangeProposal {
  const where = excerpt(proposal.request.provider);
  const note = `Its policy is gone at ${where} already: what is deleted is what is kept of it here.`;
  return { ...proposal, warnings: [...proposal.warnings, note] };
}

/** True when the store has every Provider-side field as it is asked for: then there is nothing to bring up to date. */
function isAsStored(request: ChangeRequest, catalog: Catalog): boolean {
  if (request.op !== "edit") return false;
  const found = findItem(catalog, request.kind, request.policyId);
  return found !== null && hasWritten(found, request.set, catalog);
}

async function knownCatalog(request: ChangeRequest, { store }: ChangePorts): Promise<Catalog> {
  const { provider, kind } = request;
  const catalog = await store.readCatalog(provider);
  if (catalog === null) {
    throw neverRead(provider);
  }
  if (!("policyId" in request) || hasTarget(request, catalog)) return catalog;
  const noun = kind === "product" ? "Product" : "Plan";
  throw new AppError(
    "UNKNOWN_ITEM",
    `${excerpt(provider)} has no ${noun} of the policy ${excerpt(request.policyId)}.`,
    { hint: `List them with: portico get ${kind}s -p ${shellWord(provider)}` },
  );
}

/** What is adopted was skipped; everything else is a Product or a Plan. */
function hasTarget(request: Extract<ChangeRequest, { policyId: string }>, catalog: Catalog): boolean {
  const { op, kind, policyId } = request;
  if (op !== "adopt") return findItem(catalog, kind, policyId) !== null;
  return catalog.skipped.some((one) => one.policyId === policyId && one.withTags?.outcome === kind);
}

const MOST_TOLD = 20;

function ruleBroken(request: ChangeRequest, catalog: Catalog, problems: readonly Problem[]): AppError {
  const told = problems.slice(0, MOST_TOLD).map(({ message }) => message);
  const more = problems.length > told.length ? [`and ${problems.length - told.length} more`] : [];
  const fixes = [...new Set(problems.slice(0, MOST_TOLD).map(({ fix }) => fix))];
  const title = changeTitle(request, nameOf(request, catalog));
  return new AppError("RULE_BROKEN", `${title}: ${[...told, ...more].join("; ")}.`, {
    hint: fixes.join(" "),
  });
}

function disabled({ name }: ProviderDefinition): AppError {
  return new AppError(
    "CANNOT_WRITE",
    `${excerpt(name)} is disabled in the config, so nothing is written there.`,
    {
      hint: "Set `enabled: true` for it; display name, description, labels and published can be changed as it is.",
    },
  );
}

type Writable = Required<Pick<Connection, "prepare" | "apply">>;

/** The connection, when it can do what is intended. Throws CANNOT_WRITE with the reason. */
export function writable(
  connection: Connection,
  intent: WriteIntent,
  { name }: ProviderDefinition,
): Writable {
  for (const needed of neededFor(intent)) {
    const capability = connection.capabilities.can[needed];
    if (!capability.available) throw cannot(name, capability.reason);
  }
  if (!canWrite(connection)) throw cannot(name, "Its adapter only reads.");
  return connection;
}

function canWrite(connection: Connection): connection is Connection & Writable {
  return connection.prepare !== undefined && connection.apply !== undefined;
}

function cannot(provider: string, reason: string): AppError {
  return new AppError("CANNOT_WRITE", `${excerpt(provider)} cannot be written to: ${excerpt(reason, 500)}`, {
    hint: "Change it at the Provider and sync; display name, description, labels and published can be changed here.",
  });
}

function neededFor(intent: WriteIntent): readonly CapabilityName[] {
  const write = intent.kind === "product" ? "writeProducts" : "writePlans";
  switch (intent.op) {
    case "create":
      return intent.tags.length > 0 ? [write, "tagPolicies"] : [write];
    case "edit":
      return intent.set.tags === undefined ? [write] : [write, "tagPolicies"];
    case "delete":
      return ["deletePolicies"];
    case "restore":
      return [write];
  }
}
