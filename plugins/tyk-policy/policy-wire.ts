import {
  AppError,
  exactSeconds,
  periodText,
  type Api,
  type AuthMethod,
  type Limit,
  type Period,
} from "../../src/plugin/index.ts";
import type { JsonRecord } from "./record.ts";

/** An API that a policy is to grant: `name` as its definition has it, categories included. */
export type GrantedApi = Pick<Api, "id" | "authMethods" | "versions"> & { readonly name: string };

const UNLIMITED = -1;
/** Of `key_expires_in`, whose zero is no limit of zero, but none. */
const NEVER = 0;

const AUTH_TYPES: Readonly<Record<AuthMethod, string>> = {
  keyless: "other",
  apiKey: "authToken",
  jwt: "jwt",
  oauth2: "oauth",
  oidc: "oidc",
  basic: "basic",
  hmac: "hmac",
  mtls: "other",
  custom: "coprocess",
};

/** `rate` requests per `per` seconds; unlimited is −1, because 0 would make the gateway ignore the whole policy. */
export function rateMembers(rate: Limit | null): JsonRecord {
  if (rate === null) return { rate: UNLIMITED, per: UNLIMITED };
  if (rate.per.unit === "forever") throw cannot("a rate that never renews");
  return { rate: countOf(rate, "rate"), per: secondsOf(rate.per, "a rate per") };
}

/** `quota_max` requests per `quota_renewal_rate` seconds; −1 for unlimited, and for a quota that never renews. */
export function quotaMembers(quota: Limit | null): JsonRecord {
  if (quota === null) return { quota_max: UNLIMITED, quota_renewal_rate: UNLIMITED };
  const count = countOf(quota, "quota");
  if (!Number.isSafeInteger(count)) throw cannot(`a quota of ${count} requests: it counts whole ones`);
  const renewal = quota.per.unit === "forever" ? UNLIMITED : secondsOf(quota.per, "a quota per");
  return { quota_max: count, quota_renewal_rate: renewal };
}

/** `key_expires_in`, in seconds from a key's creation. */
export function lifetimeMembers(lifetime: Period | null): JsonRecord {
  if (lifetime === null || lifetime.unit === "forever") return { key_expires_in: NEVER };
  return { key_expires_in: secondsOf(lifetime, "a key lifetime of") };
}

/** What `access_rights` says of an API that is granted as a whole. Lists are never null, `limit` always is. */
export function accessRight({ id, name, versions }: GrantedApi): JsonRecord {
  return {
    api_id: id,
    api_name: name,
    versions,
    allowed_urls: [],
    restricted_types: [],
    limit: null,
    allowance_scope: "",
  };
}

/** `auth_types` of APIs, in the wire's words; certificates beside another method are not named. */
export function authTypesOf(apis: readonly GrantedApi[]): readonly string[] {
  return [...new Set(apis.flatMap(({ authMethods }) => namedMethods(authMethods)))];
}

/** The members that make a policy active, or an inactive draft: what becomes of one that grants nothing any more. */
export function stateMembers(isActive: boolean): JsonRecord {
  return { state: isActive ? "active" : "draft", active: isActive, is_inactive: !isActive };
}

/** The error for what a policy has no way to express; `what` is without a full stop. */
export function cannot(what: string): AppError {
  return new AppError("CANNOT_WRITE", `A policy cannot keep ${what}.`, {
    hint: "It counts in whole seconds: take a number of seconds, minutes, hours or days.",
  });
}

function namedMethods(methods: readonly AuthMethod[]): readonly string[] {
  const others = methods.filter((method) => method !== "mtls");
  return (others.length === 0 ? methods : others).map((method) => AUTH_TYPES[method]);
}

function countOf({ count }: Limit, what: string): number {
  if (Number.isFinite(count) && count > 0) return count;
  throw cannot(`a ${what} of ${count} requests: zero and below mean unlimited there`);
}

function secondsOf(period: Period, what: string): number {
  const seconds = exactSeconds(period);
  const text = `${what} ${periodText(period)}`;
  if (seconds === null) throw cannot(`${text}: that is no fixed time`);
  if (!Number.isSafeInteger(seconds) || seconds <= 0) throw cannot(text);
  return seconds;
}
