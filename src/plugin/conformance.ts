import { apiSchema } from "../core/api.ts";
import { checkStepSchema } from "../core/check-step.ts";
import { policySchema } from "../core/policy.ts";
import {
  connected,
  countOf,
  during,
  expect,
  expectNoSecret,
  never,
  read,
  rejection,
  type ConformanceCase,
  type Subject,
} from "./conformance-subject.ts";
import { CERTIFICATE_CASES } from "./conformance-certificates.ts";
import { CLIENT_CASES } from "./conformance-clients.ts";
import { CREDENTIAL_CASES } from "./conformance-credentials.ts";
import { USAGE_CASES } from "./conformance-usage.ts";
import { WRITING_CASES } from "./conformance-writing.ts";
import {
  API_VERSION,
  CAPABILITY_NAMES,
  capabilitiesSchema,
  claimsWrites,
  type CheckStep,
  type Connection,
  type Snapshot,
} from "./contract.ts";

/** Methods that are there exactly when one thing is claimed. */
const READERS = {
  credentials: "listCredentials",
  tokens: "readTokens",
  usage: "readUsage",
  certificates: "manageCertificates",
} as const;

/** Every promise that an adapter makes, in the order in which they build on each other. */
export const CONFORMANCE_CASES: readonly ConformanceCase[] = [
  { name: "names the version of the contract that it was written for", needs: [], run: namesVersion },
  {
    name: "measures its capabilities, with a reason for each that is missing",
    needs: [],
    run: measuresCapabilities,
  },
  { name: "offers writing exactly when it claims to", needs: [], run: offersWhatItClaims },
  { name: "reads APIs and policies in the shapes of the contract", needs: [], run: readsShapes },
  { name: "keeps its limits in the units that it claims", needs: [], run: keepsUnits },
  { name: "gives every API and policy one id, the same at each reading", needs: [], run: keepsIds },
  { name: "reports progress that grows and stays within its total", needs: [], run: reportsProgress },
  { name: "checks in steps, with advice for each that failed", needs: [], run: checksInSteps },
  { name: "reads an empty Provider as empty", needs: ["empty"], run: readsEmpty },
  {
    name: "fails when the Provider fails, and reads again when it is back",
    needs: ["fail"],
    run: failsAndRecovers,
  },
  {
    name: "reads everything or nothing when the second answer fails",
    needs: ["failSecond"],
    run: completeOrThrows,
  },
  { name: "makes no request when it is cancelled before", needs: ["requests"], run: cancelledBefore },
  {
    name: "stops within one request when it is cancelled",
    needs: ["hang", "requests"],
    run: stopsWithinOneRequest,
  },
  { name: "keeps its secret out of results, steps and logs", needs: ["secret"], run: keepsSecret },
  { name: "keeps its secret out of errors", needs: ["secret", "fail"], run: keepsSecretInErrors },
  { name: "shares nothing between two connections", needs: [], run: sharesNothing },
  { name: "closes twice as well as once, and then rests", needs: [], run: closesForGood },
  ...WRITING_CASES,
  ...CREDENTIAL_CASES,
  ...USAGE_CASES,
  ...CLIENT_CASES,
  ...CERTIFICATE_CASES,
];

async function namesVersion({ plugin }: Subject): Promise<void> {
  expect(plugin.apiVersion === API_VERSION, `apiVersion is ${plugin.apiVersion}, not ${API_VERSION}`);
  expect(/^[a-z0-9][a-z0-9-]*$/u.test(plugin.adapter), `the adapter's name is ${plugin.adapter}`);
}

async function measuresCapabilities(subject: Subject): Promise<void> {
  await connected(subject, async ({ capabilities }) => {
    const measured = capabilitiesSchema.safeParse(capabilities);
    expect(measured.success, `capabilities: ${measured.error?.issues[0]?.message}`);
    for (const name of CAPABILITY_NAMES) {
      const isClaimed = subject.plugin.claims.can.includes(name);
      expect(isClaimed || !capabilities.can[name].available, `${name} is available, but not claimed`);
    }
    const { checkSteps } = subject.plugin;
    for (const { id } of capabilities.findings ?? [])
      expect(checkSteps?.includes(id) !== false, `findings: ${id} is not among the steps of the check`);
  });
}

async function offersWhatItClaims(subject: Subject): Promise<void> {
  const writes = claimsWrites(subject.plugin.claims);
  await connected(subject, async (connection) => {
    for (const method of ["prepare", "apply"] as const) {
      const isThere = typeof connection[method] === "function";
      expect(isThere === writes, `${method} is ${writes ? "missing" : "not among the claims"}`);
    }
    for (const method of ["credentials", "tokens", "usage", "certificates"] as const) {
      const isClaimed = subject.plugin.claims.can.includes(READERS[method]);
      const isThere = typeof connection[method] === "function";
      expect(isThere === isClaimed, `${method} is ${isClaimed ? "missing" : "not among the claims"}`);
    }
  });
}

async function readsShapes(subject: Subject): Promise<void> {
  const { apis, policies } = await readOnce(subject);
  expect(apis.length >= 1 && policies.length >= 2, "the Provider should hold an API and two policies");
  for (const api of apis) expect(apiSchema.safeParse(api).success, `API ${api.id} has another shape`);
  for (const policy of policies)
    expect(policySchema.safeParse(policy).success, `policy ${policy.id} has another shape`);
}

async function keepsUnits(subject: Subject): Promise<void> {
  const { units } = subject.plugin.claims;
  for (const { id, rate, quota, keyLifetime } of (await readOnce(subject)).policies) {
    expect(rate === null || units.rate.includes(rate.per.unit), `rate of ${id} per ${rate?.per.unit}`);
    expect(quota === null || units.quota.includes(quota.per.unit), `quota of ${id} per ${quota?.per.unit}`);
    expect(keyLifetime === null || units.keyLifetime.includes(keyLifetime.unit), `lifetime of ${id}`);
  }
}

async function keepsIds(subject: Subject): Promise<void> {
  await connected(subject, async (connection) => {
    const first = idsOf(await read(connection));
    const second = idsOf(await read(connection));
    expect(new Set(first).size === first.length, "two have the same id");
    expect(first.toSorted().join() === second.toSorted().join(), "the second reading has other ids");
  });
}

async function reportsProgress(subject: Subject): Promise<void> {
  const seen = new Map<string, number>();
  await connected(subject, (connection) =>
    read(connection, never, ({ what, received, total }) => {
      expect(received >= (seen.get(what) ?? 0), `progress of ${what} went back`);
      expect(total === null || received <= total, `${received} of ${total} ${what}`);
      seen.set(what, received);
    }),
  );
}

async function checksInSteps(subject: Subject): Promise<void> {
  await connected(subject, async (connection) => {
    const steps = await stepsOf(connection);
    expect(steps.length > 0, "there is no step");
    expect(new Set(steps.map(({ id }) => id)).size === steps.length, "two steps have the same id");
    for (const step of steps) {
      expect(checkStepSchema.safeParse(step).success, `step ${step.id} has another shape`);
      expect(step.outcome !== "fail" || step.advice !== null, `step ${step.id} failed without advice`);
    }
  });
}

async function readsEmpty(subject: Subject): Promise<void> {
  await connected(subject, (connection) =>
    during(subject, "empty", async () => {
      const { apis, policies } = await read(connection);
      expect(
        apis.length === 0 && policies.length === 0,
        `${apis.length} APIs and ${policies.length} policies were read`,
      );
    }),
  );
}

async function failsAndRecovers(subject: Subject): Promise<void> {
  await connected(subject, async (connection) => {
    await during(subject, "fail", () => rejection(read(connection)));
    expect((await read(connection)).policies.length > 0, "nothing was read after the failure");
  });
}

async function completeOrThrows(subject: Subject): Promise<void> {
  await connected(subject, (connection) => during(subject, "failSecond", () => rejection(read(connection))));
}

async function cancelledBefore(subject: Subject): Promise<void> {
  await connected(subject, async (connection) => {
    const before = countOf(subject);
    const error = await rejection(read(connection, AbortSignal.abort()));
    expect(error.code === "CANCELLED", `the error is ${error.code}, not CANCELLED`);
    expect(countOf(subject) === before, "there was a request");
  });
}

async function stopsWithinOneRequest(subject: Subject): Promise<void> {
  await connected(subject, async (connection) => {
    const hanging = await subject.faults.hang?.();
    const controller = new AbortController();
    const pending = rejection(read(connection, controller.signal));
    await hanging?.reached;
    const before = countOf(subject);
    controller.abort();
    const error = await pending;
    const more = countOf(subject) - before;
    await subject.faults.restore();
    expect(error.code === "CANCELLED", `the error is ${error.code}, not CANCELLED`);
    // What is concurrent may be on its way already.
    expect(more <= 2, `${more} requests came after the cancellation`);
  });
}

async function keepsSecret(subject: Subject): Promise<void> {
  await connected(subject, async (connection) => {
    const everything = [
      connection.capabilities,
      await read(connection),
      await stepsOf(connection),
      subject.said(),
    ];
    expectNoSecret(subject, JSON.stringify(everything));
  });
}

async function keepsSecretInErrors(subject: Subject): Promise<void> {
  await connected(subject, async (connection) => {
    await during(subject, "fail", async () => {
      const { message, hint, stack, cause } = await rejection(read(connection));
      expectNoSecret(
        subject,
        [message, hint, stack, cause, cause instanceof Error ? cause.stack : ""].join("\n"),
      );
    });
  });
}

async function sharesNothing(subject: Subject): Promise<void> {
  await connected(subject, async (first) => {
    const before = idsOf(await read(first));
    await connected(subject, async (second) => {
      const [one, two] = await Promise.all([read(first), read(second)]);
      expect(idsOf(one).join() === idsOf(two).join(), "two connections read different things");
    });
    expect(idsOf(await read(first)).join() === before.join(), "closing one connection changed the other");
  });
}

async function closesForGood(subject: Subject): Promise<void> {
  const connection = await subject.open(never);
  await Promise.all([connection.close(), connection.close()]);
  await connection.close();
  const before = subject.requests?.();
  const error = await rejection(read(connection));
  expect(error.code === "CANCELLED", `reading a closed connection is ${error.code}, not CANCELLED`);
  expect(subject.requests?.() === before, "there was a request after closing");
}

function readOnce(subject: Subject): Promise<Snapshot> {
  return connected(subject, (connection) => read(connection));
}

async function stepsOf(connection: Connection): Promise<readonly CheckStep[]> {
  const steps: CheckStep[] = [];
  for await (const step of connection.check(never)) steps.push(step);
  return steps;
}

function idsOf({ apis, policies }: Snapshot): readonly string[] {
  return [...apis.map(({ id }) => `api ${id}`), ...policies.map(({ id }) => `policy ${id}`)];
}
