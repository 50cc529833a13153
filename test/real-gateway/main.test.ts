import { fileURLToPath } from "node:url";
import { execaNode } from "execa";
import { expect, test } from "vitest";
import { SECRET, startGateway } from "../../fixtures/tyk-gateway/server.ts";

const MAIN = fileURLToPath(new URL("main.ts", import.meta.url));

async function run(
  url: string,
  secret: string,
): Promise<{ readonly exitCode: number | undefined; readonly said: string }> {
  const env = { TYK_GATEWAY_URL: url, TYK_GATEWAY_SECRET: secret };
  const { exitCode, all } = await execaNode(MAIN, { env, all: true, reject: false });
  return { exitCode, said: all };
}

test("without a gateway it says that nothing was run, and does not end well", async () => {
  const { exitCode, said } = await run("", "");
  expect([exitCode, said.split(":")[0]]).toEqual([3, "NOT RUN"]);
});

test("against a gateway it runs every case, and leaves nothing there", { timeout: 60_000 }, async () => {
  const gateway = await startGateway({ reloadIntervalMs: 5 });
  const { exitCode, said } = await run(gateway.url, SECRET);
  await gateway.close();
  expect(said).toMatch(/\n\d+ passed, 0 failed, 0 skipped$/u);
  expect(exitCode).toBe(0);
  const { store, served } = gateway;
  const { keys, oauthClients, certificates } = served.state;
  expect([store.policyFiles.size, store.policies().size, store.apiFiles.size, store.apis().size]).toEqual([
    0, 0, 0, 0,
  ]);
  expect([keys.all(), oauthClients.all(), certificates.all()]).toEqual([[], [], []]);
});

test("a gateway that refuses is a failure", { timeout: 60_000 }, async () => {
  const gateway = await startGateway({ reloadIntervalMs: 5 });
  const { exitCode, said } = await run(gateway.url, "not this");
  await gateway.close();
  expect(said).toMatch(/\n0 passed, \d+ failed, 0 skipped$/u);
  expect(exitCode).toBe(1);
});
