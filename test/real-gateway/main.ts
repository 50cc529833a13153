import { lacks, unclaimed } from "../../src/plugin/conformance-subject.ts";
import { CONFORMANCE_CASES } from "../../src/plugin/conformance.ts";
import { askGateway, type AskedGateway } from "../helpers/gateway-subject.ts";
import { governsRequests } from "./key-case.ts";
import { plugin } from "../../plugins/tyk-gateway/index.ts";
import { makeStand, type RealStand } from "./stand.ts";

type Case = {
  readonly name: string;
  /** Resolves with why it could not be tried, or null when it held. */
  readonly run: (stand: RealStand) => Promise<string | null>;
};

const { TYK_GATEWAY_URL: url = "", TYK_GATEWAY_SECRET: secret = "" } = process.env;
process.exitCode =
  url === "" || secret === "" ? notRun() : await runAll({ url: url.replace(/\/+$/u, ""), secret });

/** What was not tried has not passed: the exit code says so, too. */
function notRun(): number {
  process.stderr.write(
    "NOT RUN: no real gateway was tried. Set TYK_GATEWAY_URL and TYK_GATEWAY_SECRET (a gateway 5.x with Redis and policies.policy_path).\n",
  );
  return 3;
}

/** Runs the contract suite, and a key's requests, against the gateway; each case on records of its own. */
async function runAll(gateway: AskedGateway): Promise<number> {
  const version = Object((await askGateway(gateway, "/hello")).json).version ?? "of unknown version";
  process.stdout.write(`The adapter tyk-gateway at ${gateway.url}, Tyk Gateway ${version}\n`);
  const counts = { passed: 0, failed: 0, skipped: 0 };
  const interrupted = new AbortController();
  // What was made for the case at hand is removed before it ends; who asks twice does not want to wait for that.
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => interrupted.abort());
  for (const { name, run } of cases(gateway)) {
    if (interrupted.signal.aborted) break;
    const outcome = await tried(gateway, run);
    counts[outcome.result] += 1;
    process.stdout.write(`${outcome.result.padEnd(7)} ${name}${outcome.why}\n`);
  }
  process.stdout.write(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped\n`);
  if (interrupted.signal.aborted)
    process.stderr.write("It was interrupted: the cases after these were not tried.\n");
  return counts.failed === 0 && counts.passed > 0 && !interrupted.signal.aborted ? 0 : 1;
}

/** Without what no gateway can do, and what tells a Dashboard from the gateway behind it. */
function cases(gateway: AskedGateway): readonly Case[] {
  const contract = CONFORMANCE_CASES.filter(
    (one) => unclaimed(one, { plugin }) === null && !one.needs.includes("loseGateway"),
  ).map(({ name, needs, run }): Case => ({
    name,
    run: async ({ subject }) => {
      const missing = lacks(subject, needs);
      if (missing.length > 0) return `no way to try it: ${missing.join(", ")}`;
      await run(subject);
      return null;
    },
  }));
  const keys: Case = {
    name: "makes policies that govern the requests of a key",
    run: async (stand) => {
      await governsRequests(gateway, stand);
      return null;
    },
  };
  return [...contract, keys];
}

type Outcome = { readonly result: "passed" | "failed" | "skipped"; readonly why: string };

async function tried(gateway: AskedGateway, run: Case["run"]): Promise<Outcome> {
  try {
    const stand = await makeStand(gateway);
    try {
      const skipped = await run(stand);
      return skipped === null ? { result: "passed", why: "" } : { result: "skipped", why: ` (${skipped})` };
    } finally {
      await stand.dispose();
    }
  } catch (error) {
    return { result: "failed", why: `\n        ${error instanceof Error ? error.message : String(error)}` };
  }
}
