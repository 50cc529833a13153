import * as z from "zod";
import { definePlugin, httpOptions } from "../../src/plugin/index.ts";

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
      "readUsage",
    ],
    units: { rate: SECONDS, quota: [...SECONDS, "forever"], keyLifetime: SECONDS },
  },
  connect: async (settings, toolbox, signal) =>
    (await import("./connect.ts")).connect(settings, toolbox, signal),
});
