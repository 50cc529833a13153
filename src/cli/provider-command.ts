import { AppError, ERROR_CODES, isAppError, reportOf, type ErrorReport } from "../core/errors.ts";
import { excerpt, plainText } from "../core/plain-text.ts";
import {
  isEmptyProviderProposal,
  type DiffLine,
  type ProviderProposal,
  type ProviderRequest,
  type ProviderTest,
  type SecretChoice,
} from "../core/provider-edit.ts";
import { providerAction, type ProviderAction } from "../core/provider-words.ts";
import { errorRecord } from "../view/records.ts";
import { confirm, isAsked, type Asked } from "./confirm.ts";
import { csvPieces } from "./csv.ts";
import { errorText } from "./error-text.ts";
import type { ProviderIntent } from "./provider-intent.ts";
import { providerProposalText, providerTestText } from "./provider-proposal-text.ts";
import { readInput } from "./read-input.ts";
import { configuredState, printWarnings, type Session } from "./session.ts";

/** One change of the config's Providers, as `-o json` tells it. */
export type ProviderChangeRecord = {
  readonly provider: string;
  readonly action: ProviderAction | "unchanged";
  readonly file: string;
  readonly lines: readonly DiffLine[];
  readonly warnings: readonly string[];
};

type Report = {
  readonly ok: boolean;
  readonly dryRun: boolean;
  readonly changes: readonly ProviderChangeRecord[];
  readonly test?: Pick<ProviderTest, "ok" | "steps">;
  readonly error?: ErrorReport;
};

const CSV: readonly string[] = ["provider", "action", "file", "warnings"];

/** Adds, edits or removes a Provider in the config: proposes, tries, shows, asks, writes. Resolves to the exit code. */
export async function runProvider(intent: ProviderIntent, session: Session): Promise<number> {
  const { console, signal } = session.io;
  printWarnings(session, configuredState(session));
  const request = await requestOf(intent, session);
  const proposal = await console.proposeProvider(request);
  const test = intent.test ? await console.testProvider(request, signal) : null;
  if (test !== null && intent.output === "table") {
    session.io.stderr(providerTestText(test, session.io.colour));
  }
  const told = { intent, session, request, test };
  if (test?.ok === false) return refused(told);
  if (isEmptyProviderProposal(proposal)) return unchanged(proposal, told);
  if (intent.dryRun) return dryRun(proposal, told);
  const asked = askedFor(proposal);
  if (session.io.ask !== null && isAsked([asked], intent)) {
    session.io.stderr(providerProposalText(proposal, session.io.colour));
  } else for (const warning of proposal.warnings) session.io.stderr(`⚠ ${plainText(warning)}\n`);
  await confirm([asked], intent, session.io);
  return carriedOut(proposal, told);
}

type Told = {
  readonly intent: ProviderIntent;
  readonly session: Session;
  readonly request: ProviderRequest;
  readonly test: ProviderTest | null;
};

async function requestOf(intent: ProviderIntent, session: Session): Promise<ProviderRequest> {
  const { provider } = intent;
  switch (intent.verb) {
    case "add": {
      const secret = await secretOf(intent, session);
      return { op: "add-provider", provider, fields: intent.fields, secret, into: intent.into };
    }
    case "edit": {
      const secret = await secretOf(intent, session);
      return { op: "edit-provider", provider, set: intent.set, secret, seen: null };
    }
    case "remove":
      return { op: "remove-provider", provider };
  }
}

async function secretOf({ secret }: ProviderIntent, { io }: Session): Promise<SecretChoice | null> {
  if (secret?.from !== "stdin") return secret;
  const text = (await readInput("-", io)).replace(/\r?\n$/u, "");
  if (text === "")
    throw new AppError("USAGE", "standard input holds no secret.", { hint: "Write it there." });
  return { from: "typed", text: () => text, keep: "file" };
}

function askedFor({ request, production, file }: ProviderProposal): Asked {
  return { request, production, write: {}, place: file };
}

async function unchanged(proposal: ProviderProposal, told: Told): Promise<number> {
  const record = { ...recordOf(proposal, told), action: "unchanged" } as const;
  const text = `${plainText(proposal.request.provider)} is as wanted already.\n`;
  await print({ ok: true, dryRun: told.intent.dryRun, changes: [record] }, text, told);
  return 0;
}

async function dryRun(proposal: ProviderProposal, told: Told): Promise<number> {
  const text = `${providerProposalText(proposal, told.session.io.colour)}Dry run: nothing was changed.\n`;
  await print({ ok: true, dryRun: true, changes: [recordOf(proposal, told)] }, text, told);
  return told.intent.exitCode ? 2 : 0;
}

async function carriedOut(proposal: ProviderProposal, told: Told): Promise<number> {
  const { intent, session } = told;
  try {
    const { summary, file, provider } = await session.io.console.writeProvider(proposal);
    const text = `${plainText(`${summary} in ${file}`)}.\n`;
    const record = { ...recordOf(proposal, told), provider };
    await print({ ok: true, dryRun: false, changes: [record] }, text, told);
  } catch (error) {
    if (!isAppError(error)) throw error;
    session.io.stderr(errorText(reportOf(error)));
    const report = { ok: false, dryRun: false, changes: [], error: errorRecord(reportOf(error)) };
    await print(report, "", told);
    return ERROR_CODES[error.code].exit;
  }
  return intent.exitCode ? 2 : 0;
}

async function refused(told: Told): Promise<number> {
  const name = excerpt(told.request.provider);
  told.session.io.stderr(
    `portico: the connection of "${name}" could not be made as wanted; nothing was written.\n`,
  );
  await print({ ok: false, dryRun: told.intent.dryRun, changes: [] }, "", told);
  return 1;
}

function recordOf(
  { file, lines, warnings }: ProviderProposal,
  { request }: Pick<Told, "request">,
): ProviderChangeRecord {
  return { provider: request.provider, action: providerAction(request), file, lines, warnings };
}

async function print(report: Report, text: string, { intent, session, test }: Told): Promise<void> {
  const { write } = session;
  const whole = test === null ? report : { ...report, test: { ok: test.ok, steps: test.steps } };
  if (intent.output === "table") return write(text);
  if (intent.output === "csv") return write([...csvPieces(CSV, report.changes)].join(""));
  if (intent.output === "yaml") {
    const { yamlText } = await import("./yaml-text.ts");
    return write(yamlText({ kind: "provider-changes", ...whole }));
  }
  return write(`${JSON.stringify(whole, null, 2)}\n`);
}
