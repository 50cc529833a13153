import { AppError, isAppError } from "../core/errors.ts";
import type {
  CredentialProposal,
  CredentialRequest,
  CredentialResult,
  CredentialWrite,
} from "../core/credential-change.ts";
import { credentialName, credentialSummary, explainedSummary } from "../core/credential-text.ts";
import type { Credential, CredentialBook, RemoteCredential } from "../core/credential.ts";
import { excerpt } from "../core/plain-text.ts";
import { sameValue } from "../core/same-value.ts";
import { shellWord } from "../core/shell-word.ts";
import type { Connection } from "../plugin/contract.ts";
import {
  applyProposed,
  fulfilled,
  withCredential,
  withoutCredential,
  type AppliedCredential,
} from "./credential-apply.ts";
import { credentialEvent } from "./credential-event.ts";
import { noting } from "./found-alone.ts";
import type { CredentialPorts } from "./credential-ports.ts";
import { madeName, nameFor } from "./credential-names.ts";
import { keptOrTold } from "./kept-or-told.ts";
import { settleIssues, whileIssuing } from "./credential-readings.ts";
import { unlistedHint } from "./unsettled-issue.ts";

type Tools = { readonly ports: CredentialPorts; readonly signal: AbortSignal };
type Outcome = Omit<CredentialResult, "provider" | "summary">;

const NOTHING = { credential: null, secret: null, certificate: null, warnings: [] } as const;

/** Carries out a proposal about credentials; see `CredentialsDoor.carryOut`. */
export async function carryOutCredential(
  proposal: CredentialProposal,
  ports: CredentialPorts,
  signal: AbortSignal,
): Promise<CredentialResult> {
  signal.throwIfAborted();
  const { request, target, draft, command, fields } = proposal;
  const { provider } = request;
  const name = nameFor(request, target, fields);
  try {
    const outcome = await ports.exclusively(provider, () =>
      ports.store.alone(provider, () => done(proposal, { ports, signal })),
    );
    if (request.op === "issue" && draft === null)
      return { provider, summary: explainedSummary(name), ...outcome };
    const [hint = null] = outcome.warnings;
    const at = ports.now().toISOString();
    const told = { at, command, hint, outcome: hint === null ? "ok" : "warn" } as const;
    const made = madeName(proposal, outcome.certificate) ?? name;
    const unkept = await keptOrTold(() => ports.record(credentialEvent({ request, name: made }, told)));
    const warnings = [...outcome.warnings, ...unkept];
    return { provider, summary: credentialSummary(request, made), ...outcome, warnings };
  } catch (error) {
    const failure = await explained(error, { draft, provider }, { ports, signal });
    if (isAppError(failure) && !(signal.aborted && failure.code !== "OUTCOME_UNKNOWN")) {
      const at = ports.now().toISOString();
      const hint = `${failure.message} ${failure.hint ?? ""}`.trim();
      // A history that cannot be written must not hide what went wrong.
      await ports
        .record(credentialEvent({ request, name }, { at, command, hint, outcome: "fail" }))
        .catch(() => undefined);
    }
    throw failure;
  }
}

async function done(proposal: CredentialProposal, tools: Tools): Promise<Outcome> {
  const { ports, signal } = tools;
  const { request, definition, target } = proposal;
  const { provider } = request;
  if (!sameValue(ports.definitionOf(provider), definition)) throw configuredAnew(proposal);
  const book = await ports.store.readCredentials(provider);
  checkMoved(proposal, book);
  const [first, second] = proposal.writes;
  if (first === undefined) return inStore(proposal, target, tools);
  const connection = await ports.connect(provider, signal);
  switch (request.op) {
    case "issue":
      return issued(proposal, { connection, write: first }, tools);
    case "rotate":
      return rotated({ proposal, connection, issue: first, end: second ?? null }, tools);
    case "revoke":
      return revoked(proposal, { connection, write: first }, tools);
    case "move":
      return moved(proposal, { connection, write: first }, tools);
    case "addCertificate":
    case "removeCertificate": {
      const { certificate, already } = await fulfilled(connection, first, signal);
      return { ...NOTHING, certificate, warnings: already ? [alreadyText(request)] : [] };
    }
  }
}

/** The Provider is not to be reached, or has nothing to do: what is left of a revocation is noted. */
async function inStore(
  { request, warnings }: CredentialProposal,
  target: Credential | null,
  tools: Tools,
): Promise<Outcome> {
  if (request.op !== "revoke" || target === null || target.status === "revoked") {
    return { ...NOTHING, credential: target };
  }
  const credential = await marked(target, "revoking", tools, request.provider);
  return { ...NOTHING, credential, warnings };
}

type Step = { readonly connection: Connection; readonly write: CredentialWrite };

/** On record before the request leaves, so that nothing that was made is ever forgotten. */
async function issued(
  { draft, request, warnings }: CredentialProposal,
  { connection, write }: Step,
  { ports, signal }: Tools,
): Promise<Outcome> {
  const { provider } = request;
  if (draft === null) return { ...NOTHING, warnings };
  await put(draft, provider, ports);
  return whileIssuing(draft.id, async () => {
    let applied: AppliedCredential;
    try {
      applied = await applyProposed(connection, write, signal);
    } catch (error) {
      await afterFailure(error, draft, { provider, ports });
      throw error;
    }
    const credential = asIssued(draft, applied.credential, ports.now().toISOString());
    const { secret } = applied;
    const unkept = await keptBeside(secret, () => put(credential, provider, ports));
    return { ...NOTHING, credential, secret, warnings: [...warnings, ...unkept] };
  });
}

/** Nobody can show a secret again: where one is there, a store that cannot be written to is a warning beside it. */
async function keptBeside(
  secret: CredentialResult["secret"],
  keep: () => Promise<void>,
): Promise<readonly string[]> {
  if (secret !== null) return keptOrTold(keep);
  await keep();
  return [];
}

/** What was not made is forgotten; of what may have been made, a listing finds out. */
async function afterFailure(
  error: unknown,
  draft: Credential,
  { provider, ports }: { readonly provider: string; readonly ports: CredentialPorts },
): Promise<void> {
  if (isAppError(error) && error.code !== "OUTCOME_UNKNOWN") {
    const book = await ports.store.updateCredentials(provider, (stored) =>
      withoutCredential(stored, draft.id),
    );
    ports.onBook(book);
    return;
  }
  await put({ ...draft, statusAt: null }, provider, ports);
}

function asIssued(draft: Credential, made: RemoteCredential | null, at: string): Credential {
  const base: Credential = { ...draft, status: "active", statusAt: at };
  if (made === null) return base;
  const { handle, tail, expiresAt, issuedAt } = made;
  return { ...base, handle, tail, expiresAt, issuedAt: issuedAt ?? draft.issuedAt };
}

type Rotation = {
  readonly proposal: CredentialProposal;
  readonly connection: Connection;
  readonly issue: CredentialWrite;
  /** The end of the old one; null when it has its grace. */
  readonly end: CredentialWrite | null;
};

async function rotated({ proposal, connection, issue, end }: Rotation, tools: Tools): Promise<Outcome> {
  const { request, target } = proposal;
  const { ports, signal } = tools;
  if (target === null || request.op !== "rotate") return NOTHING;
  const made = await issued(proposal, { connection, write: issue }, tools);
  const { provider, graceMs } = request;
  const rotatedTo = made.credential?.id ?? null;
  const at = ports.now().toISOString();
  const keptWith = async (change: Partial<Credential>, told: readonly string[]): Promise<Outcome> => {
    const old = { ...target, ...change, statusAt: at, rotatedTo };
    const unkept = await keptBeside(made.secret, () => put(old, provider, ports));
    return { ...made, warnings: [...made.warnings, ...told, ...unkept] };
  };
  if (end === null) {
    const revokeAt = new Date(ports.now().getTime() + (graceMs ?? 0)).toISOString();
    return keptWith({ status: "retiring", revokeAt }, []);
  }
  let unkept: readonly string[];
  try {
    ({ unkept } = await noting({ write: end, target, provider }, ports, () =>
      fulfilled(connection, end, signal),
    ));
  } catch (error) {
    // The new secret has to reach the operator, whatever became of the old one.
    return keptWith({ status: "revoking" }, [stillThere(target, error)]);
  }
  return keptWith({ status: "revoked" }, unkept);
}

function stillThere(old: Credential, error: unknown): string {
  const why = error instanceof Error ? error.message : String(error);
  return `The old credential ${old.id} could not be revoked yet, and synchronizations go on trying: ${why}`;
}

async function revoked({ request, target }: CredentialProposal, step: Step, tools: Tools): Promise<Outcome> {
  const { ports, signal } = tools;
  const { provider } = request;
  if (target === null || request.op !== "revoke") return NOTHING;
  let warnings: readonly string[];
  try {
    warnings = await ended(step, request, { target, ...tools });
  } catch (error) {
    const isOwed = isAppError(error) && (error.code === "OUTCOME_UNKNOWN" || request.force);
    if (!isOwed) throw error;
    const credential = await marked(target, "revoking", tools, provider);
    return { ...NOTHING, credential, warnings: [stillThere(target, error)] };
  }
  const credential = await marked(target, "revoked", { ports, signal }, provider);
  return { ...NOTHING, credential, warnings };
}

async function moved({ request, target }: CredentialProposal, step: Step, tools: Tools): Promise<Outcome> {
  const { intent } = step.write;
  if (target === null || request.op !== "move" || intent.op !== "move") return NOTHING;
  const { ports } = tools;
  const warnings = await ended(step, request, { target, ...tools });
  const plan = intent.policies.at(-1) ?? target.plan;
  const credential: Credential = { ...target, plan, statusAt: ports.now().toISOString() };
  await put(credential, request.provider, ports);
  return { ...NOTHING, credential, warnings };
}

/** Revokes or moves it, and resolves to what is to be said of that; where nothing but its key finds it, how to give it is. */
async function ended(
  { connection, write }: Step,
  request: CredentialRequest,
  { target, ports, signal }: Tools & { readonly target: Credential },
): Promise<readonly string[]> {
  const { provider } = request;
  const { done: outcome, unkept } = await noting({ write, target, provider }, ports, () =>
    fulfilled(connection, write, signal),
  );
  return [...(outcome.already ? [alreadyText(request)] : []), ...unkept];
}

/** What an operator is told whom somebody else forestalled. */
function alreadyText({ op, provider }: CredentialRequest): string {
  const isThere = op === "move" || op === "addCertificate";
  return `${excerpt(provider)} had nothing to do: it was ${isThere ? "so" : "gone"} already.`;
}

async function marked(
  target: Credential,
  status: "revoking" | "revoked",
  ...[{ ports }, provider]: readonly [Tools, string]
): Promise<Credential> {
  const statusAt = ports.now().toISOString();
  const credential: Credential = { ...target, status, statusAt, revokeAt: null, endRefused: undefined };
  await put(credential, provider, ports);
  return credential;
}

async function put(credential: Credential, provider: string, ports: CredentialPorts): Promise<void> {
  const book = await ports.store.updateCredentials(provider, (stored) => withCredential(stored, credential));
  ports.onBook(book);
}

function checkMoved({ target, title, request }: CredentialProposal, { credentials }: CredentialBook): void {
  if (target === null) return;
  const now = credentials.find(({ id }) => id === target.id);
  if (now !== undefined && sameValue(standing(now), standing(target))) return;
  // What was seen to be gone meanwhile, or was revoked, is what is wanted.
  if (request.op === "revoke" && (now?.status === "missing" || now?.status === "revoked")) return;
  throw new AppError("WRITE_CONFLICT", `${title}: the credential changed since this was proposed.`, {
    hint: "Nothing was written. Look at what there is now and propose it again.",
  });
}

function standing({ status, plan, products, rotatedTo, revokeAt }: Credential): unknown {
  return { status, plan, products, rotatedTo, revokeAt };
}

function configuredAnew({ title, request }: CredentialProposal): AppError {
  const message = `${title}: the config of ${excerpt(request.provider)} changed since this was proposed.`;
  return new AppError("WRITE_CONFLICT", message, {
    hint: "Nothing was written. Propose it again, for the Provider as it is configured now.",
  });
}

/** Asks the Provider at once, by its mark, what became of an issue whose answer never came: no second one is made. */
async function explained(
  error: unknown,
  { draft, provider }: { readonly draft: Credential | null; readonly provider: string },
  { ports }: Tools,
): Promise<unknown> {
  if (!isAppError(error) || error.code !== "OUTCOME_UNKNOWN" || draft === null) return error;
  // Whoever cancelled is not kept waiting for long: the reading has its own limits.
  let isListed = true;
  try {
    isListed = await settleIssues(provider, ports, new AbortController().signal);
  } catch (failure) {
    if (!isAppError(failure)) return failure;
  }
  const { credentials } = await ports.store.readCredentials(provider);
  const now = credentials.find(({ id }) => id === draft.id);
  const { message } = error;
  const cause = error;
  if (now?.status === "active") {
    const said = `${message} It is there, as ${now.id}, but its secret was lost with the answer.`;
    const hint = `Rotate it to get a new secret: portico credentials rotate ${shellWord(now.id)} -p ${shellWord(provider)}`;
    return new AppError("OUTCOME_UNKNOWN", said, { cause, hint });
  }
  if (!isListed)
    return new AppError("OUTCOME_UNKNOWN", message, { cause, hint: unlistedHint(draft, provider) });
  const hint = `It is not to be seen there, but may still take effect: "portico credentials list" says so within 5 minutes. Look there before issuing it again (alias "${credentialName(draft)}").`;
  return new AppError("OUTCOME_UNKNOWN", message, { cause, hint });
}
