import type { Certificate } from "../core/credential.ts";
import { certificateSchema } from "../core/credential.ts";
import type { CredentialIntent } from "../core/credential-intent.ts";
import { connected, expect, never, rejection, type ConformanceCase } from "./conformance-subject.ts";
import { appliedSteps, prepared } from "./conformance-writing.ts";
import type { Connection } from "./contract.ts";

/** A certificate that nobody uses: of "portico-trial", until 2100. Its key is thrown away. */
const PEM = [
  "-----BEGIN CERTIFICATE-----",
  "MIIBGTCBwAIBATAKBggqhkjOPQQDAjAYMRYwFAYDVQQDDA1wb3J0aWNvLXRyaWFs",
  "MCAXDTI0MDEwMTAwMDAwMFoYDzIwOTkxMjMxMjM1OTU5WjAYMRYwFAYDVQQDDA1w",
  "b3J0aWNvLXRyaWFsMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAENwBpqTOzph3w",
  "bpTxxh/VRyjxBAEPdh0OKsCTwCuTdwuAoaDFULCXNE/zXoalWl69sb+aee4R1LAw",
  "wmu1zK+SWzAKBggqhkjOPQQDAgNIADBFAiALE8FdnAlTRipXupIkJxhHUbLM1HXN",
  "rxuzSFGoYifX/QIhANteY+ZTZOPvdIm0n7rz2aKXei0v4hCePDMsj3qisZix",
  "-----END CERTIFICATE-----",
].join("\n");

/** The promises of an adapter that keeps certificates. They take away what they upload. */
export const CERTIFICATE_CASES: readonly ConformanceCase[] = [
  certificates("keeps a certificate as it was uploaded, lists it, and takes it away", keeps),
  certificates("refuses what is no certificate, and uploads nothing", refusesNonsense),
];

function certificates(name: string, work: (connection: Connection) => Promise<void>): ConformanceCase {
  return {
    name,
    needs: ["writing"],
    claim: "manageCertificates",
    run: (subject) =>
      connected(subject, async (connection) => {
        if (connection.capabilities.can.manageCertificates.available) await work(connection);
      }),
  };
}

async function keeps(connection: Connection): Promise<void> {
  const before = await ids(connection);
  const intent: CredentialIntent = { op: "addCertificate", pem: PEM };
  const proposal = await prepared(connection, intent);
  // Somebody has uploaded this very one: it is theirs.
  if (proposal.requests.length === 0) return;
  expect((await ids(connection)).join() === before.join(), "it was uploaded while it was prepared");
  const made = lastCertificate(await appliedSteps(connection, intent, proposal));
  if (made === null) throw new Error("uploading ended without the certificate");
  try {
    expect(certificateSchema.safeParse(made).success, "the certificate has another shape");
    expect(/portico-trial/u.test(made.subject), `its subject is ${made.subject}`);
    expect(made.notAfter?.startsWith("2099-12-31") === true, `it ends ${made.notAfter}`);
    expect(!made.hasPrivateKey, "it has a private key");
    expect((await ids(connection)).includes(made.id), "it is not listed");
  } finally {
    await takeAway(connection, made.id);
  }
  expect((await ids(connection)).join() === before.join(), "other certificates are there than before");
}

async function takeAway(connection: Connection, certificateId: string): Promise<void> {
  const intent: CredentialIntent = { op: "removeCertificate", certificateId };
  const left = lastCertificate(await appliedSteps(connection, intent, await prepared(connection, intent)));
  expect(left === null, "removing ended with a certificate");
}

async function refusesNonsense(connection: Connection): Promise<void> {
  const before = await ids(connection);
  const intent: CredentialIntent = { op: "addCertificate", pem: "no certificate" };
  const error = await rejection(
    prepared(connection, intent).then((proposal) => appliedSteps(connection, intent, proposal)),
  );
  expect(error.code !== "OUTCOME_UNKNOWN", "nobody knows what became of it");
  expect((await ids(connection)).join() === before.join(), "something was uploaded");
}

function lastCertificate(steps: Awaited<ReturnType<typeof appliedSteps>>): Certificate | null {
  const last = steps.at(-1);
  if (last?.step !== "certificate") throw new Error(`the last step is ${last?.step}, not a certificate`);
  return last.certificate;
}

async function ids(connection: Connection): Promise<readonly string[]> {
  const all = await connection.certificates?.(never);
  if (all === undefined) throw new Error("it lists no certificates");
  return all.map(({ id }) => id).toSorted();
}
