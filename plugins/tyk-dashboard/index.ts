import * as z from "zod";
import { definePlugin, httpOptions } from "../../src/plugin/index.ts";
import { CHECK_STEPS } from "./check-ids.ts";

/** The wire knows seconds only; they are shown as the largest exact unit up to days. */
const SECONDS = ["second", "minute", "hour", "day"] as const;

const SWITCH = "What tyk_analytics.conf says, where keys are hashed: the Dashboard does not tell.";

/** The adapter for Tyk Dashboards (management API, 5.x): policies, APIs and credentials. Loaded with every config. */
export const plugin = definePlugin({
  adapter: "tyk-dashboard",
  apiVersion: 1,
  version: "1.0.0",
  title: "Tyk Dashboard",
  requires: ["url", "secret"],
  help: {
    url: "Where the Dashboard's API answers: the address of its UI, without what follows the port.",
    secret: "In the Dashboard: Users, your user, Tyk Dashboard API Access Credentials.",
    organisationId:
      "In the Dashboard: Users, your user, Organisation ID. May stay empty: the secret belongs to one organisation.",
    policyTags: "As they stand on the policies; empty takes every policy that the secret can see.",
  },
  options: z.strictObject({
    ...httpOptions,
    enableDeleteKeyByHash: z.boolean().optional().describe(SWITCH),
    enableUpdateKeyByHash: z.boolean().optional().describe(SWITCH),
  }),
  claims: {
    can: [
      "writeProducts",
      "writePlans",
      "deletePolicies",
      "tagPolicies",
      "issueApiKeys",
      "chooseKeys",
      "issueBasicAuth",
      "issueHmacKeys",
      "issueCertificateKeys",
      "issueOAuthClients",
      "explainTokens",
      "listCredentials",
      "revokeCredentials",
      "moveCredentials",
      "manageCertificates",
      "readTokens",
      "readUsage",
    ],
    units: { rate: SECONDS, quota: [...SECONDS, "forever"], keyLifetime: SECONDS },
  },
  connect: async (settings, toolbox, signal) =>
    (await import("./connect.ts")).connect(settings, toolbox, signal),
  checkSteps: CHECK_STEPS,
  async *check(settings, toolbox, signal) {
    const { checkSettings } = await import("./check.ts");
    yield* checkSettings(settings, toolbox, signal);
  },
});
