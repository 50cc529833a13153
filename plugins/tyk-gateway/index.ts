import * as z from "zod";
import { definePlugin, httpOptions } from "../../src/plugin/index.ts";

/** The wire knows seconds only; they are shown as the largest exact unit up to days. */
const SECONDS = ["second", "minute", "hour", "day"] as const;

/** The adapter for open-source Tyk Gateways (5.x) without a Dashboard: policies, APIs and credentials. Loaded with every config. */
export const plugin = definePlugin({
  adapter: "tyk-gateway",
  apiVersion: 1,
  version: "1.0.0",
  title: "Tyk Gateway",
  requires: ["url", "secret"],
  options: z.strictObject({
    ...httpOptions,
    reload: z
      .enum(["node", "group"])
      .prefault("node")
      .describe("Which nodes reload after a write: the one at url, or all of its group, too."),
    settleSeconds: z
      .number()
      .min(0)
      .max(120)
      .prefault(5)
      .describe("How long to look for what was written after a reload, e.g. behind a load balancer."),
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
      "explainTokens",
      "listCredentials",
      "revokeCredentials",
      "moveCredentials",
      "manageCertificates",
    ],
    units: { rate: SECONDS, quota: [...SECONDS, "forever"], keyLifetime: SECONDS },
  },
  connect: async (settings, toolbox, signal) =>
    (await import("./connect.ts")).connect(settings, toolbox, signal),
});
