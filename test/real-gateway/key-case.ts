import { setTimeout as pause } from "node:timers/promises";
import { request } from "undici";
import type { WriteIntent } from "../../src/core/write.ts";
import { expect, read } from "../../src/plugin/conformance-subject.ts";
import {
  changed,
  issued,
  issueIntent,
  revokeIntent,
  type KeyItems,
} from "../../src/plugin/conformance-keys.ts";
import type { Connection } from "../../src/plugin/contract.ts";
import { carriedOut, type Written } from "../helpers/carried-out.ts";
import type { AskedGateway } from "../helpers/gateway-subject.ts";
import type { RealStand } from "./stand.ts";

const MOST = 3;

/**
 * A Product and a Plan that the adapter makes govern the requests of a key that it issues: refused without one, accepted with it, until
 * the Plan's rate is used up; refused again when the Product is deleted.
 */
export async function governsRequests({ url }: AskedGateway, stand: RealStand): Promise<void> {
  const connection = await stand.subject.open(new AbortController().signal);
  try {
    const product = await carriedOut(connection, productOf(stand.apiId));
    const plan = await carriedOut(connection, PLAN);
    const items = await itemsOf(connection, stand.apiId, [product, plan]);
    const made = await issued(connection, { ...issueIntent(items, "governs"), expiresAt: null });
    const key = made.secret.value;
    const ask = (): Promise<number> => status(`${url}${stand.listenPath}`, key);

    expect((await status(`${url}${stand.listenPath}`, null)) === 401, "no key is not 401");
    for (let count = 1; count <= MOST; count += 1) {
      const seen = await ask();
      expect(![401, 403, 429].includes(seen), `request ${count} of ${MOST} was answered ${seen}`);
    }
    const over = await ask();
    expect(over === 429, `one more than the Plan allows was answered ${over}`);

    const policyId = product.policy?.id ?? "";
    await carriedOut(connection, { op: "delete", kind: "product", policyId });
    await until(async () => (await ask()) === 403, "without its Product the key is still accepted");
    const { credential } = await changed(connection, revokeIntent(connection, items, made));
    expect(credential === null, "the key was not revoked");
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

/** The Product and the Plan as written, and the API as it is listed. */
async function itemsOf(
  connection: Connection,
  apiId: string,
  [product, plan]: readonly Written[],
): Promise<KeyItems> {
  const { apis } = await read(connection);
  const api = apis.find(({ id }) => id === apiId);
  if (!product?.policy || !plan?.policy || api === undefined) throw new Error("nothing to issue a key of");
  return { product: product.policy, plan: plan.policy, api };
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
