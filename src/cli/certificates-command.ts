import type { CredentialProposal, CredentialRequest } from "../core/credential-change.ts";
import type { Certificate } from "../core/credential.ts";
import { AppError } from "../core/errors.ts";
import { nearestWord } from "../core/nearest-word.ts";
import { excerpt } from "../core/plain-text.ts";
import { shellWord } from "../core/shell-word.ts";
import type { ChangeFlags } from "./change-intent.ts";
import { confirm } from "./confirm.ts";
import { askedOf, carryOutCredential } from "./credential-carry-out.ts";
import type { CertificatesIntent } from "./credential-intent.ts";
import { soleProvider } from "./named-item.ts";
import { printListing, type Listing } from "./output.ts";
import { readInput } from "./read-input.ts";
import { configuredState, printWarnings, selectedProviders, type Session } from "./session.ts";
import { tableLines, type Column } from "./table.ts";

type CertificateRecord = Certificate & { readonly provider: string; readonly daysLeft: number | null };

/** Lists, adds or removes certificates of a Provider. Resolves to the exit code. */
export async function runCertificates(intent: CertificatesIntent, session: Session): Promise<number> {
  const state = configuredState(session);
  printWarnings(session, state);
  if (intent.verb === "list") return list(intent, session);
  const provider = soleProvider(state, intent.provider).definition.name;
  const request: CredentialRequest =
    intent.verb === "add"
      ? { op: "addCertificate", provider, pem: await pemIn(intent.file, session) }
      : { op: "removeCertificate", provider, certificateId: intent.id };
  const proposal = await session.io.console.credentials.propose(request, session.io.signal);
  if (request.op === "removeCertificate" && askedOf(proposal).write === null)
    await checkEverThere(proposal, request, session);
  return carryOutCredential(proposal, { flags: intent, out: null }, session);
}

/**
 * Puts the certificate of a PEM file at the Provider, when it is not there yet, and resolves to its id; a dry run only
 * says what it would do. Throws NOT_CONFIRMED, and what adding rejects with.
 */
export async function boundCertificate(
  { file, provider }: { readonly file: string; readonly provider: string },
  flags: ChangeFlags,
  session: Session,
): Promise<string> {
  const { io } = session;
  const request = { op: "addCertificate", provider, pem: await pemIn(file, session) } as const;
  const proposal = await io.console.credentials.propose(request, io.signal);
  if (flags.dryRun) {
    throw new AppError("USAGE", "a dry run cannot tell the id of a certificate that is not there yet.", {
      hint: `Add it first: portico certificates add ${excerpt(file, 200)}`,
    });
  }
  await confirm([askedOf(proposal)], flags, io);
  const { certificate } = await io.console.credentials.carryOut(proposal, io.signal);
  if (certificate === null) throw new Error("An added certificate has no id.");
  return certificate.id;
}

type Removal = Extract<CredentialRequest, { op: "removeCertificate" }>;

/** Throws UNKNOWN_ITEM for what is not there, unless it was removed from here: doing that again is done already. */
async function checkEverThere(
  { command }: Pick<CredentialProposal, "command">,
  { provider, certificateId }: Removal,
  { io }: Session,
): Promise<void> {
  const events = await io.console.readHistory(Number.MAX_SAFE_INTEGER);
  if (events.some((event) => event.command === command && event.outcome !== "fail")) return;
  const there = await io.console.credentials.certificates(provider, io.signal);
  const near = meantBy(certificateId, there);
  throw new AppError(
    "UNKNOWN_ITEM",
    `there is no certificate "${excerpt(certificateId, 120)}" at ${excerpt(provider)}.`,
    {
      hint:
        near === null
          ? `List them with their ids: portico certificates list -p ${shellWord(provider)}`
          : `Did you mean "${excerpt(near, 120)}"?`,
    },
  );
}

const SHORTEST_PART = 6;

/** The id of the one certificate whose subject it is, or whose id it is a part of or nearly is; else null. */
function meantBy(word: string, there: readonly Certificate[]): string | null {
  const isPart = word.length >= SHORTEST_PART;
  const fit = there.filter(
    ({ id, subject, dnsNames }) => [subject, ...dnsNames].includes(word) || (isPart && id.includes(word)),
  );
  const [first, second] = fit;
  if (first !== undefined) return second === undefined ? first.id : null;
  return nearestWord(
    word,
    there.map(({ id }) => id),
  );
}

async function pemIn(file: string, { io }: Session): Promise<string> {
  const pem = await readInput(file, io);
  if (/-----BEGIN (?:TRUSTED )?CERTIFICATE-----/u.test(pem)) return pem;
  throw new AppError("USAGE", `${excerpt(file, 200)} holds no PEM certificate.`, {
    hint: "It begins with -----BEGIN CERTIFICATE-----; a chain and the private key may follow.",
  });
}

async function list(intent: CertificatesIntent, session: Session): Promise<number> {
  const { io, write } = session;
  const now = io.now().getTime();
  const views = selectedProviders(io.console.state(), intent.provider).filter(
    ({ definition }) => definition.enabled || intent.provider !== null,
  );
  const lists = await Promise.all(
    views.map(async ({ definition: { name } }) =>
      (await io.console.credentials.certificates(name, io.signal)).map((one) => record(one, name, now)),
    ),
  );
  const records = lists.flat();
  const listing: Listing = {
    kind: "certificate",
    title: "Certificates",
    records,
    csv: CERTIFICATE_CSV,
    lines: async (style) => tableLines(COLUMNS, records, style),
  };
  await printListing(listing, intent.output, { columns: io.columns, colour: io.colour, write });
  if (intent.output === "table" && records.length === 0) io.stderr("No certificates.\n");
  return 0;
}

const DAY_MS = 86_400_000;

function record(certificate: Certificate, provider: string, now: number): CertificateRecord {
  const { notAfter } = certificate;
  const daysLeft = notAfter === null ? null : Math.floor((Date.parse(notAfter) - now) / DAY_MS);
  return { provider, ...certificate, daysLeft };
}

const CERTIFICATE_CSV: readonly string[] =
  "provider id subject issuer notBefore notAfter hasPrivateKey dnsNames daysLeft".split(" ");

const SOON_DAYS = 30;

const COLUMNS: readonly Column<CertificateRecord>[] = [
  { title: "PROVIDER", text: ({ provider }) => provider, min: 12, priority: 3 },
  { title: "SUBJECT", text: ({ subject }) => subject, min: 16, priority: 0 },
  { title: "ISSUER", text: ({ issuer }) => issuer, min: 12, priority: 2 },
  {
    title: "DAYS LEFT",
    text: ({ daysLeft }) => (daysLeft === null ? "?" : daysLeft < 0 ? "expired" : String(daysLeft)),
    role: ({ daysLeft }) =>
      daysLeft === null ? "dim" : daysLeft < 0 ? "error" : daysLeft < SOON_DAYS ? "warn" : null,
    align: "right",
    priority: 1,
  },
  { title: "ID", text: ({ id }) => id, role: () => "dim", min: 12, priority: 4 },
];
