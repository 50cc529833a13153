import type { Catalog } from "../core/catalog.ts";
import { AppError, isAppError } from "../core/errors.ts";
import type { CredentialProposal, CredentialRequest, CredentialWrite } from "../core/credential-change.ts";
import { DEEDS, hasOwnName, ISSUE_ABILITIES } from "../core/credential-abilities.ts";
import { issueDraft, moving, revocation, rotationDraft } from "../core/credential-draft.ts";
import { fixForCommand } from "../core/credential-fix.ts";
import type { CredentialIntent } from "../core/credential-intent.ts";
import { credentialProblems, issuedKind } from "../core/credential-rules.ts";
import { credentialCommand, credentialName, credentialTitle } from "../core/credential-text.ts";
import { isLive, type Credential, type CredentialBook, type CredentialKind } from "../core/credential.ts";
import { excerpt } from "../core/plain-text.ts";
import { isProduction, type ProviderDefinition } from "../core/provider.ts";
import { shellWord } from "../core/shell-word.ts";
import type { FieldChange } from "../core/write.ts";
import type { Connection } from "../plugin/contract.ts";
import type { CredentialPorts } from "./credential-ports.ts";
import { prepared } from "./credential-apply.ts";
import { nameFor } from "./credential-names.ts";
import { settleIssues } from "./credential-readings.ts";
import { foundAlone, keyCommand } from "./found-alone.ts";
import { neverRead } from "./never-read.ts";
import { beyondReachText, refuseUnsettled } from "./unsettled-issue.ts";

type Known = {
  readonly catalog: Catalog;
  readonly book: CredentialBook;
  readonly definition: ProviderDefinition;
};

/** Builds the proposal of a write of credentials; see `CredentialsDoor.propose`. */
export async function proposeCredential(
  request: CredentialRequest,
  ports: CredentialPorts,
  signal: AbortSignal,
): Promise<CredentialProposal> {
  const { provider } = request;
  const definition = ports.definitionOf(provider);
  if (request.op === "issue") await settleIssues(provider, ports, signal);
  const [catalog, book] = await Promise.all([
    ports.store.readCatalog(provider),
    ports.store.readCredentials(provider),
  ]);
  if (catalog === null) throw neverRead(provider);
  const problems = credentialProblems(request, { catalog, book });
  const known = { catalog, book, definition };
  const target = "id" in request ? (book.credentials.find((one) => one.id === request.id) ?? null) : null;
  const name = nameFor(request, target);
  if (problems.length > 0) {
    const told = problems.map(({ message }) => message).join("; ");
    const fixes = [...new Set(problems.map(({ fix }) => fixForCommand(fix)))].join(" ");
    throw new AppError("RULE_BROKEN", `${credentialTitle(request, name)}: ${told}.`, { hint: fixes });
  }
  if (!definition.enabled) throw disabled(definition);
  const planned = await plannedFor(request, known, { ports, signal, target });
  return proposalOf(request, known, { ...planned, target });
}

type Planned = {
  readonly draft: Credential | null;
  readonly writes: readonly CredentialWrite[];
  readonly warnings: readonly string[];
  readonly affects: readonly string[];
};
type Tools = {
  readonly ports: CredentialPorts;
  readonly signal: AbortSignal;
  readonly target: Credential | null;
};

async function plannedFor(request: CredentialRequest, known: Known, tools: Tools): Promise<Planned> {
  switch (request.op) {
    case "issue":
      return issuing(request, known, tools);
    case "rotate":
      return rotating(request, known, tools);
    case "revoke":
      return revoking(request, known, tools);
    case "move": {
      const { ports, signal, target } = tools;
      const connection = await ports.connect(request.provider, signal);
      if (target === null) throw new Error("A move without its credential passed the rules.");
      checkFindable({ connection, book: known.book }, target, request);
      const intent = moving(target, request, known.catalog);
      return { ...NOTHING, writes: [await prepared(connection, intent, signal)] };
    }
    case "addCertificate":
    case "removeCertificate": {
      const { ports, signal } = tools;
      const connection = await ports.connect(request.provider, signal);
      needs(connection, "manageCertificates", request.provider);
      const intent: CredentialIntent =
        request.op === "addCertificate"
          ? { op: "addCertificate", pem: request.pem }
          : { op: "removeCertificate", certificateId: request.certificateId };
      const affects = request.op === "addCertificate" ? [] : boundTexts(request.certificateId, known.book);
      return { ...NOTHING, affects, writes: [await prepared(connection, intent, signal)] };
    }
  }
}

/** The Provider knows what is bound to a certificate by its hash; of what was issued here people know the name. */
function boundTexts(certificateId: string, { credentials }: CredentialBook): readonly string[] {
  const bound = credentials.filter((one) => isLive(one) && one.kept.certificateId === certificateId);
  if (bound.length === 0) return [];
  const names = bound.map((one) => `"${excerpt(credentialName(one))}"`).join(", ");
  return [`Issued here and bound to it: ${names}.`];
}

const NOTHING: Planned = { draft: null, writes: [], warnings: [], affects: [] };

async function issuing(
  request: Extract<CredentialRequest, { op: "issue" }>,
  { catalog, book }: Known,
  { ports, signal }: Tools,
): Promise<Planned> {
  const kind = issuedKind(request, catalog);
  if (kind === null) throw new Error("An issue of nothing passed the rules.");
  const connection = await ports.connect(request.provider, signal);
  needs(connection, ISSUE_ABILITIES[kind], request.provider);
  refuseUnsettled(request, book, connection);
  if (request.chosen.key !== undefined) needs(connection, "chooseKeys", request.provider);
  const id = ports.newId();
  const chosen = chosenFor(kind, request, { id, ports });
  const ground = { catalog, id, now: ports.now().toISOString(), kind };
  const { draft, intent } = issueDraft({ ...request, chosen }, ground);
  const write = await prepared(connection, intent, signal);
  if (kind === "jwt") return { ...NOTHING, writes: [write] };
  const { warnings, affects } = unfindable(kind, { connection, book });
  const ending = withEnd(draft, write);
  return { draft: ending, writes: [write], warnings, affects: [...affects, expiryText(ending)] };
}

type Chosen = Extract<CredentialRequest, { op: "issue" }>["chosen"];

/** A user name and a password are made where none were chosen. */
function chosenFor(
  kind: CredentialKind,
  { chosen, alias }: { readonly chosen: Chosen; readonly alias: string | null },
  { id, ports }: { readonly id: string; readonly ports: CredentialPorts },
): Chosen {
  if (kind !== "basic") return chosen;
  const word = (alias ?? "").replace(/[^A-Za-z0-9._-]+/gu, "-").slice(0, 40);
  const username = chosen.username ?? (word === "" ? id : `${word}-${id}`);
  return { ...chosen, username, password: chosen.password ?? ports.newPassword() };
}

/** A client that is proposed without an end has none, whatever the lifetime of its Plan. */
function withEnd(draft: Credential, { proposal }: CredentialWrite): Credential {
  const hasEnd = draft.kind !== "oauth2" || proposal.fields.some(({ field }) => field === "expiresAt");
  return hasEnd ? draft : { ...draft, expiresAt: null };
}

function expiryText({ expiresAt }: Credential): string {
  return expiresAt === null ? "It never expires." : `It expires at ${expiresAt}.`;
}

type Found = { readonly connection: Connection; readonly book: CredentialBook };

/** What an operator should know before issuing what cannot be found again, or perhaps not. */
function unfindable(
  kind: CredentialKind,
  { connection, book }: Found,
): Pick<Planned, "warnings" | "affects"> {
  if (hasOwnName(kind)) return NOTHING;
  const ability = foundAlone(connection, book, "revoke");
  if (!ability.available)
    return {
      ...NOTHING,
      warnings: [`It can be revoked later with the key itself only, so keep it: ${ability.reason}`],
    };
  if (ability.doubt === undefined) return NOTHING;
  return {
    ...NOTHING,
    affects: [`It is not known whether it can be revoked later without the key itself: ${ability.doubt}`],
  };
}

async function rotating(
  request: Extract<CredentialRequest, { op: "rotate" }>,
  { catalog, book }: Known,
  { ports, signal, target }: Tools,
): Promise<Planned> {
  if (target === null) throw new Error("A rotation without its credential passed the rules.");
  const { kind } = target;
  const connection = await ports.connect(request.provider, signal);
  needs(connection, ISSUE_ABILITIES[kind], request.provider);
  const ability = foundAlone(connection, book, "revoke");
  if (request.graceMs !== null && !ability.available && !hasOwnName(target.kind)) {
    const message = `${credentialTitle(request, credentialName(target))}: the old one could not be revoked when its grace ends: ${ability.reason}`;
    throw new AppError("CANNOT_WRITE", message, {
      hint: "Rotate without --grace, with the old key itself, or turn that switch on.",
    });
  }
  const id = ports.newId();
  const chosen = chosenFor(kind, { chosen: request.chosen, alias: target.alias }, { id, ports });
  const { draft, intent } = rotationDraft(
    target,
    { ...request, chosen },
    {
      catalog,
      id,
      now: ports.now().toISOString(),
    },
  );
  const write = await prepared(connection, intent, signal);
  const writes = [write];
  const ending = withEnd(draft, write);
  const end =
    request.graceMs === null
      ? "The old one stops working at once."
      : `The old one works until ${graceEnd(request.graceMs, ports)}; the first synchronization after that revokes it.`;
  if (request.graceMs === null) {
    checkFindable({ connection, book }, target, request);
    writes.push(await prepared(connection, revocation(target, request.secret), signal));
  }
  const { warnings, affects } = unfindable(kind, { connection, book });
  return { draft: ending, writes, warnings, affects: [...affects, expiryText(ending), end] };
}

function graceEnd(graceMs: number, { now }: CredentialPorts): string {
  return new Date(now().getTime() + graceMs).toISOString();
}

async function revoking(
  request: Extract<CredentialRequest, { op: "revoke" }>,
  { book }: Known,
  { ports, signal, target }: Tools,
): Promise<Planned> {
  if (target === null) throw new Error("A revocation without its credential passed the rules.");
  if (target.status === "revoked") return { ...NOTHING, affects: ["It is revoked already."] };
  try {
    const connection = await ports.connect(request.provider, signal);
    checkFindable({ connection, book }, target, request);
    return { ...NOTHING, writes: [await prepared(connection, revocation(target, request.secret), signal)] };
  } catch (error) {
    if (!request.force || !isAppError(error) || error.code === "CANCELLED") throw error;
    const isLost = error.code === "KEY_NEEDED" && target.status === "issuing";
    const warning = isLost
      ? beyondReachText(request.provider)
      : `It goes on working at ${excerpt(request.provider)} until a synchronization revokes it there: ${error.message}`;
    return { ...NOTHING, warnings: [warning], affects: ["It is marked here as revoked."] };
  }
}

/** Throws KEY_NEEDED when only the key itself would find it, to revoke or to move it. */
function checkFindable(
  { connection, book }: Found,
  target: Credential,
  request: Extract<CredentialRequest, { op: "revoke" | "rotate" | "move" }>,
): void {
  const ability = foundAlone(connection, book, request.op === "move" ? "move" : "revoke");
  const made = connection.capabilities.can[ISSUE_ABILITIES[target.kind]];
  // What keeps keys from being made, as a permission that is missing, no key in hand makes up for.
  if (!ability.available && !made.available && made.reason === ability.reason)
    needs(connection, ISSUE_ABILITIES[target.kind], request.provider);
  if (ability.available || request.secret !== undefined || hasOwnName(target.kind)) return;
  throw new AppError(
    "KEY_NEEDED",
    `${excerpt(request.provider)} finds the credential ${excerpt(target.id)} by its key alone: ${ability.reason}`,
    { hint: `Give the key on standard input: ${keyCommand(request.op, target)}` },
  );
}

function needs({ capabilities }: Connection, name: keyof typeof DEEDS, provider: string): void {
  const capability = capabilities.can[name];
  if (capability.available) return;
  throw new AppError("CANNOT_WRITE", `${excerpt(provider)} cannot ${DEEDS[name]}: ${capability.reason}`, {
    hint: `Change that there, and try again. What else it lacks: portico check ${shellWord(provider)}`,
  });
}

type Parts = Planned & { readonly target: Credential | null };

function proposalOf(request: CredentialRequest, known: Known, parts: Parts): CredentialProposal {
  const { catalog, definition } = known;
  const { draft, target, writes } = parts;
  const proposals = writes.map(({ proposal }) => proposal);
  const fields = proposals.flatMap((one) => one.fields);
  return {
    request,
    definition,
    draft,
    target,
    writes,
    title: credentialTitle(request, nameFor(request, target, fields)),
    fields: fields.map((field) => namedField(field, catalog)),
    requests: proposals.flatMap(({ requests }) => requests),
    affects: [...proposals.flatMap(({ affects }) => affects), ...parts.affects],
    loses: proposals.flatMap(({ loses }) => loses),
    warnings: parts.warnings,
    production: isProduction(definition),
    command: credentialCommand(request, catalog),
  };
}

/** A field as people read it: policies by name, wherever the Provider tells them by their references. */
function namedField({ field, before, after }: FieldChange, { products, plans }: Catalog) {
  const names = new Map([...products, ...plans].map((item) => [item.referenceId, item.name]));
  const named = (value: unknown): unknown =>
    Array.isArray(value)
      ? value.map((one: unknown) => (typeof one === "string" ? (names.get(one) ?? one) : one))
      : value;
  return { field, before: named(before), after: named(after), side: "provider" as const };
}

function disabled({ name }: ProviderDefinition): AppError {
  return new AppError(
    "CANNOT_WRITE",
    `${excerpt(name)} is disabled in the config, so nothing is written there.`,
    {
      hint: "Set `enabled: true` for it.",
    },
  );
}
