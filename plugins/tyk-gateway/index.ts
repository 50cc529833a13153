import * as z from "zod";
import { definePlugin, httpOptions } from "../../src/plugin/index.ts";

/** The wire knows seconds only; they are shown as the largest exact unit up to days. */
const SECONDS = ["second", "minute", "hour", "day"] as const;

/** The steps of a check, in their order. */
const CHECK_STEPS = [
  "reachable",
  "health",
  "secret",
  "policies",
  "apis",
  "organisation",
  "keys",
  "writing",
  "policy-path",
];

/** The adapter for open-source Tyk Gateways (5.x) without a Dashboard: policies, APIs and credentials. Loaded with every config. */
export const plugin = definePlugin({
  adapter: "tyk-gateway",
  apiVersion: 1,
  version: "1.0.0",
  title: "Tyk Gateway",
  requires: ["url", "secret"],
  help: {
    url: "The gateway's control API: its own address, or that of control_api_hostname and control_api_port.",
    secret: "secret in tyk.conf, or TYK_GW_SECRET in the gateway's environment.",
    organisationId: "org_id of the policies and APIs. May stay empty where there is one only.",
    policyTags: "As they stand on the policies; empty takes every policy of the gateway.",
  },
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
      "issueOAuthClients",
      "explainTokens",
      "listCredentials",
      "revokeCredentials",
      "moveCredentials",
      "manageCertificates",
      "readTokens",
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
