import type { CredentialProposal, CredentialResult } from "../core/credential-change.ts";
import { AppError, ERROR_CODES, isAppError, reportOf } from "../core/errors.ts";
import { excerpt, plainText } from "../core/plain-text.ts";
import type { ChangeFlags } from "./change-intent.ts";
import type { SecretFile } from "./command-io.ts";
import { confirm, isAsked, type Asked } from "./confirm.ts";
import { CREDENTIAL_CSV, doneRecord, issuedRecord, proposedRecord } from "./credential-records.ts";
import { csvPieces } from "./csv.ts";
import { errorText } from "./error-text.ts";
import type { Session } from "./session.ts";

/** How a proposal about credentials is carried out; `out` is the file that the secret goes into. */
export type CredentialFlags = { readonly flags: ChangeFlags; readonly out: string | null };

/**
 * Shows, asks about and carries out a proposal; prints what was done, with the secret where one was made. Resolves to the
 * exit code. Throws NOT_CONFIRMED with nothing done, and USAGE where a secret would have no place to go.
 */
export async function carryOutCredential(
  proposal: CredentialProposal,
  { flags, out }: CredentialFlags,
  session: Session,
): Promise<number> {
  const { io } = session;
  if (flags.dryRun) return dryRun(proposal, flags, session);
  if (proposal.draft !== null) checkPlace({ flags, out }, session);
  const asked = askedOf(proposal);
  if (io.ask !== null && isAsked([asked], flags)) await showBefore(proposal, session);
  await confirm([asked], flags, io);
  const file = out === null || proposal.draft === null ? null : await newFile(out, session);
  let result: CredentialResult;
  try {
    result = await io.console.credentials.carryOut(proposal, io.signal);
  } catch (error) {
    await file?.remove();
    if (!isAppError(error)) throw error;
    return failed(error, flags, session);
  }
  await file?.fill(secretText(result));
  for (const warning of result.warnings) io.stderr(`⚠ ${plainText(warning)}\n`);
  await print({ proposal, result, out }, flags, session);
  return 0;
}

/** A proposal as it is asked about: nothing is written where there is nothing to do at the Provider. */
export function askedOf({ request, writes, production }: CredentialProposal): Asked {
  return { request, write: writes.find(({ proposal }) => proposal.requests.length > 0) ?? null, production };
}

/** A secret goes to the terminal, into a file, or into a document that the caller has asked for; never into a log. */
function checkPlace({ flags, out }: CredentialFlags, { io }: Session): void {
  if (out !== null || flags.output !== "table" || io.columns !== null) return;
  throw new AppError(
    "USAGE",
    "its secret is shown once, and this output is no terminal; nothing was issued.",
    {
      hint: "Say --out FILE to write it into a file of its own, or -o json.",
    },
  );
}

async function newFile(out: string, { io }: Session): Promise<SecretFile> {
  try {
    return await io.createSecretFile(out);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
    const why = code === "EEXIST" ? "it is there already, and is not written over" : code;
    throw new AppError("USAGE", `cannot write the secret into ${excerpt(out, 200)}: ${why}.`, {
      hint: "Nothing was issued. Name a new file.",
      cause: error,
    });
  }
}

function secretText({ secret }: CredentialResult): string {
  if (secret === null) return "";
  const { identifier, value } = secret;
  return identifier === null ? `${value}\n` : `${identifier}\n${value}\n`;
}

async function dryRun(proposal: CredentialProposal, flags: ChangeFlags, session: Session): Promise<number> {
  if (flags.output !== "table") {
    await printValue(proposedRecord(proposal, session.io.now().getTime()), flags, session);
    return 0;
  }
  await session.write(await textOf(proposal, session.io));
  await session.write("Dry run: nothing was changed.\n");
  return 0;
}

/** On stderr: the result goes to stdout, perhaps into a file. */
async function showBefore(proposal: CredentialProposal, { io }: Session): Promise<void> {
  io.stderr(await textOf(proposal, { columns: io.stderrColumns, colour: io.colour }));
}

async function textOf(
  proposal: CredentialProposal,
  { columns, colour }: { readonly columns: number | null; readonly colour: boolean },
): Promise<string> {
  const { faceText } = await import("./proposal-text.ts");
  const { op } = proposal.request;
  const kind = op === "issue" || op === "addCertificate" ? "create" : op === "move" ? "edit" : "delete";
  const isStoreOnly = proposal.writes.length === 0;
  return `${faceText(proposal, { op: op === "rotate" ? "create" : kind, isStoreOnly }, { columns, colour })}\n`;
}

async function failed(error: AppError, flags: ChangeFlags, session: Session): Promise<number> {
  const report = reportOf(error);
  session.io.stderr(errorText(report));
  if (flags.output === "json" || flags.output === "yaml") {
    await printValue({ ok: false, dryRun: false, error: report }, flags, session);
  }
  return ERROR_CODES[error.code].exit;
}

type Done = {
  readonly proposal: CredentialProposal;
  readonly result: CredentialResult;
  readonly out: string | null;
};

async function print({ proposal, result, out }: Done, flags: ChangeFlags, session: Session): Promise<void> {
  const now = session.io.now().getTime();
  if (flags.output === "table") return session.write(doneText({ proposal, result, out }));
  const issued = proposal.draft === null ? null : issuedRecord(result, { now, isElsewhere: out !== null });
  await printValue(issued ?? doneRecord(proposal, result, now), flags, session);
}

async function printValue(value: object, flags: ChangeFlags, { write }: Session): Promise<void> {
  if (flags.output === "csv")
    return write([...csvPieces(["secret", "identifier", ...CREDENTIAL_CSV], [value])].join(""));
  if (flags.output === "yaml") {
    const { yamlText } = await import("./yaml-text.ts");
    return write(yamlText({ kind: "credential", ...value }));
  }
  return write(`${JSON.stringify(value, null, 2)}\n`);
}

function doneText({ proposal, result, out }: Done): string {
  const { summary, provider, credential, secret, certificate } = result;
  const id = credential === null ? "" : ` (${credential.id})`;
  const lines = [`${summary} at ${provider}${id}.`];
  if (certificate !== null) lines.push(`Certificate ${certificate.id}: ${certificate.subject}`);
  if (proposal.draft === null) lines.push(...proposal.affects);
  if (secret !== null) lines.push(...secretLines(secret, out));
  if (credential !== null && proposal.draft !== null) {
    lines.push(credential.expiresAt === null ? "Never expires." : `Expires at ${credential.expiresAt}.`);
  }
  return `${lines.map((line) => plainText(line)).join("\n")}\n`;
}

function secretLines(secret: NonNullable<CredentialResult["secret"]>, out: string | null): readonly string[] {
  const { identifier, value, usage } = secret;
  const told =
    out === null
      ? [
          ...(identifier === null ? [] : [`Name: ${identifier}`]),
          `Secret: ${value}`,
          "It is shown once, and kept nowhere.",
        ]
      : [`Its secret is in ${out}, and nowhere else.`];
  return [...told, ...(usage === null ? [] : [usage])];
}
