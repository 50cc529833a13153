import { usageSchema, type CredentialTarget } from "../core/credential.ts";
import { rememberedItems } from "./conformance-intents.ts";
import { issued, issueIntent, targetOf } from "./conformance-keys.ts";
import { connected, expect, never, read, type ConformanceCase, type Subject } from "./conformance-subject.ts";
import type { Connection } from "./contract.ts";

const SPAN = { from: "2026-01-30", to: "2026-02-02" };
const DAYS = "2026-01-30 2026-01-31 2026-02-01 2026-02-02";

/** The promises of an adapter that reads what credentials are used for. */
export const USAGE_CASES: readonly ConformanceCase[] = [
  {
    name: "tells what credentials were used for, in their order and day by day",
    needs: [],
    claim: "readUsage",
    run: (subject) => connected(subject, (connection) => tellsDays(connection, subject)),
  },
];

async function tellsDays(connection: Connection, subject: Subject): Promise<void> {
  if (!connection.capabilities.can.readUsage.available) return;
  const nobody: CredentialTarget = { kind: "apiKey", mark: "portico-nobody", handle: null, alias: null };
  const somebody = (await someTarget(connection, subject)) ?? nobody;
  const targets = [somebody, nobody, somebody];
  const told = (await connection.usage?.(targets, SPAN, never)) ?? [];
  expect(told.length === targets.length, `${told.length} answers for ${targets.length} credentials`);
  for (const usage of told.filter((one) => one !== null)) {
    expect(usageSchema.safeParse(usage).success, "what it tells has another shape");
    const days = usage.days.map(({ day }) => day).join(" ");
    expect(days === DAYS, `the days are ${days}, not ${DAYS}`);
  }
  const [first, , last] = told.map((one) => JSON.stringify(one));
  expect(first === last, "it tells two things of one credential");
  expect((await connection.usage?.([], SPAN, never))?.length === 0, "it tells something of no credential");
}

/** A key that is issued, where that may be; else one that is there; null without any. */
async function someTarget(connection: Connection, subject: Subject): Promise<CredentialTarget | null> {
  const { can } = connection.capabilities;
  if (subject.writing !== undefined && subject.consumers !== undefined && can.issueApiKeys.available) {
    const items = rememberedItems(await read(connection), subject);
    return targetOf((await issued(connection, issueIntent(items, "used"))).credential);
  }
  if (!can.listCredentials.available) return null;
  const policies = (await read(connection)).policies.map(({ reference }) => reference);
  const [one] = (await connection.credentials?.({ policies, signal: never, onProgress: () => {} })) ?? [];
  return one === undefined ? null : targetOf(one);
}
