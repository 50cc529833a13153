import { afterEach, describe, expect, test } from "vitest";
import { startForwarder, type Forwarder } from "../../src/host/forwarder.ts";
import { startServer, type SmallServer } from "../helpers/small-server.ts";

const LIMITS = { connectTimeoutMs: 5_000, timeoutMs: 20_000, retries: 0, maxResponseSize: 1024 * 1024 };
const open: { readonly close: () => Promise<void> }[] = [];

afterEach(async () => {
  for (const one of open.splice(0).toReversed()) await one.close();
});

/** A forwarder to a server that answers with what it was asked. */
async function opened(): Promise<{ readonly forwarder: Forwarder; readonly server: SmallServer }> {
  const server = await startServer((request, response) => {
    const { method, url, headers } = request;
    response.writeHead(method === "PUT" ? 207 : 200, { "x-own": "yes", "content-type": "application/json" });
    const begin = JSON.stringify({ method, url, key: headers["x-key"], host: headers.host });
    response.write(`[${begin},"`);
    request.on("data", (chunk: Buffer) => response.write(chunk)).on("end", () => response.end('"]'));
  });
  const settings = { secret: "s3cret", insecureSkipVerify: false, limits: LIMITS, env: {} };
  const forwarder = await startForwarder({ ...settings, url: `${server.url}/base` });
  open.push(server, forwarder);
  return { forwarder, server };
}

describe("the way to a Provider on which things go wrong", () => {
  test("passes requests and answers on, and counts them", async () => {
    const { forwarder, server } = await opened();
    const body = "x".repeat(300_000);
    const answer = await fetch(`${forwarder.url}/policies/a%2Fb?tag=1`, {
      method: "PUT",
      headers: { "x-key": "k" },
      body,
    });
    expect([answer.status, answer.headers.get("x-own")]).toEqual([207, "yes"]);
    expect(await answer.json()).toEqual([
      { method: "PUT", url: "/base/policies/a%2Fb?tag=1", key: "k", host: new URL(server.url).host },
      body,
    ]);
    expect(forwarder.requests()).toBe(1);
  });

  test("lets them fail, with the secret in the answer, and hang, without asking the Provider", async () => {
    const { forwarder, server } = await opened();
    await forwarder.faults.fail?.();
    const answer = await fetch(forwarder.url);
    expect([answer.status, await answer.text()]).toEqual([500, '{"error":"it failed for s3cret"}']);
    const hanging = await forwarder.faults.hang?.();
    const controller = new AbortController();
    const pending = fetch(forwarder.url, { signal: controller.signal });
    await hanging?.reached;
    controller.abort();
    await expect(pending).rejects.toThrow("aborted");
    expect(server.requests).toHaveLength(0);
    await forwarder.faults.restore();
    expect((await fetch(forwarder.url)).status).toBe(200);
    expect(forwarder.requests()).toBe(3);
  });

  test("loses the answers of writes only, which take effect", async () => {
    const { forwarder, server } = await opened();
    await forwarder.faults.loseAnswer?.();
    await expect(fetch(forwarder.url, { method: "POST", body: "x" })).rejects.toThrow("fetch failed");
    expect(server.requests).toHaveLength(1);
    expect((await fetch(forwarder.url)).status).toBe(200);
  });

  test("ends the connection when the Provider does not answer", async () => {
    const { forwarder, server } = await opened();
    await server.close();
    await expect(fetch(forwarder.url)).rejects.toThrow("fetch failed");
  });
});
