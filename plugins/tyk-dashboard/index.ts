import * as z from "zod";
import { AppError, definePlugin, httpOptions, type Connection } from "../../src/plugin/index.ts";
import { measure } from "./capabilities.ts";
import { checkDashboard } from "./check.ts";
import { createClient } from "./client.ts";
import { organisationMismatch } from "./errors.ts";
import { readSnapshot } from "./snapshot.ts";
import { findUser } from "./user.ts";

/** The wire knows seconds only; they are shown as the largest exact unit up to days. */
const SECONDS = ["second", "minute", "hour", "day"] as const;

/** The adapter for Tyk Dashboards (management API, 5.x): reads policies and APIs. */
export const plugin = definePlugin({
  adapter: "tyk-dashboard",
  apiVersion: 1,
  version: "1.0.0",
  title: "Tyk Dashboard",
  requires: ["url", "secret"],
  options: z.strictObject({ ...httpOptions }),
  claims: { can: [], units: { rate: SECONDS, quota: [...SECONDS, "forever"], keyLifetime: SECONDS } },
  async connect({ secret, organisationId, name }, { http }, signal): Promise<Connection> {
    if (secret === null) {
      throw new AppError("SECRET_UNAVAILABLE", `${name} has no secret.`, {
        hint: "secret is the API access key of a Dashboard user.",
      });
    }
    const client = createClient(http, secret);
    const user = await findUser(client, secret, signal);
    const configured = organisationId === "" ? null : organisationId;
    if (configured !== null && user.organisationId !== null && configured !== user.organisationId) {
      throw organisationMismatch(configured, user.organisationId, "the key");
    }
    return {
      capabilities: measure(user),
      check: (checkSignal) =>
        checkDashboard({ client, secret, configuredOrganisation: configured }, checkSignal),
      snapshot: (options) => readSnapshot(client, { configured, own: user.organisationId }, options),
      close: async () => {},
    };
  },
});
