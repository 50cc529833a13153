import type { ConsoleState } from "../console.ts";
import type { CredentialProposal, CredentialRequest } from "../core/credential-change.ts";
import { credentialProblems, issuedKind } from "../core/credential-rules.ts";
import { emptyBook } from "../core/credential.ts";
import { AppError, isAppError } from "../core/errors.ts";
import { canBeOwed } from "../core/owed-revocation.ts";
import { policyIdOf, namedCredential, type FoundCredential } from "./credential-lookup.ts";
import type { CredentialsIntent } from "./credential-intent.ts";
import { carryOutCredential } from "./credential-carry-out.ts";
import { listCredentials, showCredential } from "./credential-listing.ts";
import { boundCertificate } from "./certificates-command.ts";
import { soleProvider } from "./named-item.ts";
import { readInput } from "./read-input.ts";
import { configuredState, printWarnings, type Session } from "./session.ts";

/** Issues, lists, shows, rotates, revokes or moves credentials. Resolves to the exit code. */
export async function runCredentials(intent: CredentialsIntent, session: Session): Promise<number> {
  const state = configuredState(session);
  printWarnings(session, state);
  switch (intent.verb) {
    case "list":
      return listCredentials(intent, state, session);
    case "show":
      return showCredential(await found(intent, state, session), intent, session);
    case "issue":
      return issue(intent, state, session);
    case "rotate":
    case "revoke":
    case "move":
      return change(intent, await found(intent, state, session), session);
  }
}

type Verb<Name> = Extract<CredentialsIntent, { verb: Name }>;

function found(
  { id, provider }: { readonly id: string; readonly provider: string | null },
  state: ConsoleState,
  { io }: Session,
): Promise<FoundCredential> {
  return namedCredential({ id, provider }, state, io.console.credentials);
}

async function issue(intent: Verb<"issue">, state: ConsoleState, session: Session): Promise<number> {
  const provider = soleProvider(state, intent.provider).definition.name;
  const products = intent.products.map((name) => policyIdOf({ kind: "product", name, provider }, state));
  const plan = policyIdOf({ kind: "plan", name: intent.plan, provider }, state);
  const given = intent.keyFromInput ? await keyFromInput(session) : null;
  const ground = { provider, products: [...new Set(products)], plan, given };
  const { certificate, certificateId } = intent;
  const asked = issueRequest(intent, { ...ground, certificateId: certificateId ?? certificate }, state);
  // What breaks a rule is refused before its certificate is uploaded.
  const isUploading = certificate !== null && !isRefused(asked, state);
  const request = isUploading
    ? issueRequest(
        intent,
        { ...ground, certificateId: await certificateOf(intent, provider, session) },
        state,
      )
    : asked;
  const proposal = await session.io.console.credentials.propose(request, session.io.signal);
  return carryOutCredential(proposal, { flags: intent, out: intent.out }, session);
}

type Issue = Extract<CredentialRequest, { op: "issue" }>;
type IssueGround = Pick<Issue, "provider" | "products" | "plan"> & {
  readonly given: string | null;
  readonly certificateId: string | null;
};

/** The request; what came from stdin is the password where what is issued has one, and else the key. */
function issueRequest(
  { kind, owner, alias, labels, force, username, redirectUri }: Verb<"issue">,
  { provider, products, plan, given, certificateId }: IssueGround,
  { catalogs }: ConsoleState,
): Issue {
  const parts = {
    ...(username === null ? {} : { username }),
    ...(certificateId === null ? {} : { certificateId }),
    ...(redirectUri === null ? {} : { redirectUri }),
  };
  const catalog = catalogs.get(provider);
  const made = catalog === undefined ? kind : issuedKind({ kind, products, chosen: parts }, catalog);
  const secret = given === null ? {} : made === "basic" ? { password: given } : { key: given };
  const chosen = { ...parts, ...secret };
  return { op: "issue", provider, products, plan, kind, owner, alias, labels, chosen, force };
}

function isRefused(request: Issue, { catalogs }: ConsoleState): boolean {
  const catalog = catalogs.get(request.provider);
  const book = emptyBook(request.provider);
  return catalog !== undefined && credentialProblems(request, { catalog, book }).length > 0;
}

/** The certificate that was named, or uploaded for it; null when none was given. */
async function certificateOf(
  intent: Verb<"issue"> | Verb<"rotate">,
  provider: string,
  session: Session,
): Promise<string | null> {
  const { certificateId, certificate: file } = intent;
  if (certificateId !== null || file === null) return certificateId;
  return boundCertificate({ file, provider }, intent, session);
}

async function change(
  intent: Verb<"rotate"> | Verb<"revoke"> | Verb<"move">,
  { provider, credential }: FoundCredential,
  session: Session,
): Promise<number> {
  const { id } = credential;
  const given = intent.keyFromInput ? await keyFromInput(session) : null;
  const state = session.io.console.state();
  const secret = given === null || intent.verb === "rotate" ? {} : { secret: given };
  const certificateId = intent.verb === "rotate" ? await certificateOf(intent, provider, session) : null;
  const request = (): CredentialRequest => {
    switch (intent.verb) {
      case "revoke":
        return { op: "revoke", provider, id, force: intent.force, ...secret };
      case "move": {
        const words = { kind: "plan", name: intent.plan, provider } as const;
        const plan = policyIdOf(words, state, () => "a move keeps the Products, and changes the Plan");
        return { op: "move", provider, id, plan, ...secret };
      }
      case "rotate":
        return rotation({ ...intent, certificateId }, { provider, credential }, given);
    }
  };
  const proposal = await proposed(request(), session);
  const out = intent.verb === "rotate" ? intent.out : null;
  return carryOutCredential(proposal, { flags: intent, out }, session);
}

function rotation(
  { graceMs, username, certificateId }: Verb<"rotate">,
  { provider, credential }: FoundCredential,
  given: string | null,
): CredentialRequest {
  const isPassword = credential.kind === "basic";
  const chosen = {
    ...(given !== null && isPassword ? { password: given } : {}),
    ...(username === null ? {} : { username }),
    ...(certificateId === null ? {} : { certificateId }),
  };
  // The key that is given finds the old one.
  const secret = given === null || isPassword ? {} : { secret: given };
  return { op: "rotate", provider, id: credential.id, graceMs, chosen, ...secret };
}

/** At a terminal the key is asked for where nothing else finds the credential. */
async function proposed(request: CredentialRequest, { io }: Session): Promise<CredentialProposal> {
  try {
    return await io.console.credentials.propose(request, io.signal);
  } catch (error) {
    if (isAppError(error) && canBeOwed(request, error.code)) throw withForce(error);
    if (!isAppError(error) || error.code !== "KEY_NEEDED" || io.ask === null) throw error;
    io.stderr(`${error.message}\n`);
    const key = (await io.ask("Type or paste the key itself (it stays on this screen): "))?.trim() ?? "";
    if (key === "") throw error;
    return await io.console.credentials.propose(withKey(request, key), io.signal);
  }
}

function withForce(error: AppError): AppError {
  const way = "To mark it here, and have the next synchronization revoke it there, add --force.";
  const hint = `${error.hint ?? ""} ${way}`.trim();
  return new AppError(error.code, error.message, { hint, cause: error });
}

function withKey(request: CredentialRequest, secret: string): CredentialRequest {
  return request.op === "rotate" || request.op === "revoke" || request.op === "move"
    ? { ...request, secret }
    : request;
}

async function keyFromInput({ io }: Session): Promise<string> {
  return (await readInput("-", io)).replace(/\r?\n$/u, "");
}
