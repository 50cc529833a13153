import { setTimeout as pause } from "node:timers/promises";
import { request } from "undici";
import type { WriteIntent } from "../../src/core/write.ts";
import { expect } from "../../src/plugin/conformance-subject.ts";
import { askGateway, type AskedGateway } from "../helpers/gateway-subject.ts";
import { carriedOut } from "../helpers/carried-out.ts";
import type { RealStand } from "./stand.ts";

const MOST = 3;

/**
 * A Product and a Plan that the adapter makes govern the requests of a key: refused without one, accepted with it, until
 * the Plan's rate is used up; refused again when the Product is deleted.
 */
export async function governsRequests(gateway: AskedGateway, stand: RealStand): Promise<void> {
  const connection = await stand.subject.open(new AbortController().signal);
  try {
    const product = await carriedOut(connection, productOf(stand.apiId));
    const plan = await carriedOut(connection, PLAN);
    const policies = [product, plan].map(({ policy }) => policy?.reference);
    const key = await issue(gateway, stand.organisation, policies);
    const ask = (): Promise<number> => status(`${gateway.url}${stand.listenPath}`, key);

    expect((await status(`${gateway.url}${stand.listenPath}`, null)) === 401, "no key is not 401");
    for (let count = 1; count <= MOST; count += 1) {
      const seen = await ask();
      expect(![401, 403, 429].includes(seen), `request ${count} of ${MOST} was answered ${seen}`);
    }
    const over = await ask();
    expect(over === 429, `one more than the Plan allows was answered ${over}`);

    const policyId = product.policy?.id ?? "";
    await carriedOut(connection, { op: "delete", kind: "product", policyId });
    await until(async () => (await ask()) === 403, "without its Product the key is still accepted");
    await askGateway(gateway, `/tyk/keys/${key}`, { method: "DELETE" });
  } finally {
    await connection.close();
  }
}

const PLAN: WriteIntent = {
  op: "create",
  kind: "plan",
  name: "Portico three an hour",
  tags: [],
  rate: { count: MOST, per: { every: 1, unit: "hour" } },
  quota: null,
  keyLifetime: null,
  metadata: {},
};

function productOf(apiId: string): WriteIntent {
  const apis = [{ id: apiId, name: "", versions: [] }];
  return { op: "create", kind: "product", name: "Portico opened", tags: [], apis, metadata: {} };
}

async function issue(
  gateway: AskedGateway,
  organisation: string,
  policies: readonly unknown[],
): Promise<string> {
  const body = { org_id: organisation, apply_policies: policies, expires: -1, access_rights: {} };
  const { status: answered, json } = await askGateway(gateway, "/tyk/keys/create", { method: "POST", body });
  const key: unknown = Object(json).key;
  if (answered === 200 && typeof key === "string") return key;
  throw new Error(`POST /tyk/keys/create was answered ${answered}: ${JSON.stringify(json)}`);
}

async function status(url: string, key: string | null): Promise<number> {
  const answer = await request(url, { headers: key === null ? {} : { authorization: key } });
  await answer.body.dump();
  return answer.statusCode;
}

async function until(test: () => Promise<boolean>, broken: string): Promise<void> {
  const end = Date.now() + 10_000;
  while (!(await test())) {
    expect(Date.now() < end, broken);
    await pause(200);
  }
}
