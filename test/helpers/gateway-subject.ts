import { request } from "undici";
import { parseExact } from "../../src/core/exact-json.ts";
import { isRecord, type JsonRecord } from "../../plugins/tyk-policy/record.ts";
import type { Writing } from "../../src/plugin/conformance-subject.ts";

/** A gateway to ask directly, past the adapter: its control API and its secret. */
export type AskedGateway = { readonly url: string; readonly secret: string };

/** One request to the control API. The answer's numbers are exact; null for what is no JSON. */
export async function askGateway(
  { url, secret }: AskedGateway,
  path: string,
  {
    method = "GET",
    body,
  }: { readonly method?: "GET" | "POST" | "PUT" | "DELETE"; readonly body?: unknown } = {},
): Promise<{ readonly status: number; readonly json: unknown }> {
  const answer = await request(`${url}${path}`, {
    method,
    headers: { "x-tyk-authorization": secret, "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.body.text();
  try {
    return { status: answer.statusCode, json: parseExact(text) };
  } catch (error) {
    if (error instanceof SyntaxError) return { status: answer.statusCode, json: null };
    throw error;
  }
}

/** What a gateway shows of its policies. Who renames one there does not reload, as scripts do. */
export function gatewayWriting(gateway: AskedGateway): Writing {
  async function policy(policyId: string): Promise<JsonRecord | null> {
    const { status, json } = await askGateway(gateway, `/tyk/policies/${policyId}`);
    return status === 200 && isRecord(json) ? json : null;
  }

  return {
    kept: async (policyId) => {
      const record = await policy(policyId);
      if (record === null) return null;
      const { name: _, last_updated: __, ...rest } = record;
      return JSON.stringify(Object.entries(rest).toSorted(([a], [b]) => (a < b ? -1 : 1)));
    },
    rename: async (policyId, name) => {
      const body = { ...(await policy(policyId)), name };
      await askGateway(gateway, `/tyk/policies/${policyId}`, { method: "PUT", body });
    },
  };
}
