import * as z from "zod";
import { definePlugin, httpOptions } from "../../src/plugin/index.ts";

/** The wire knows seconds only; they are shown as the largest exact unit up to days. */
const SECONDS = ["second", "minute", "hour", "day"] as const;

/** The adapter for Tyk Dashboards (management API, 5.x): policies and APIs. Loaded with every config. */
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
  options: z.strictObject({ ...httpOptions }),
  claims: {
    can: ["writeProducts", "writePlans", "deletePolicies", "tagPolicies"],
    units: { rate: SECONDS, quota: [...SECONDS, "forever"], keyLifetime: SECONDS },
  },
  connect: async (settings, toolbox, signal) =>
    (await import("./connect.ts")).connect(settings, toolbox, signal),
});
