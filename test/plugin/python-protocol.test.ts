import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { CAPABILITY_NAMES } from "../../src/plugin/contract.ts";
import { EXEC_CALLS } from "../../src/plugin/exec-protocol.ts";

const FILE = new URL("../../plugins/skeleton/python/portico_rpc.py", import.meta.url);

test("the protocol in Python knows every capability and every method", async () => {
  const text = await readFile(FILE, "utf8");
  const [, names = ""] = /^CAPABILITIES = \(([^)]*)\)/mu.exec(text) ?? [];
  const [, methods = ""] = /^METHODS = \{([^}]*)\}/mu.exec(text) ?? [];
  expect([...names.matchAll(/"(\w+)"/gu)].map(([, name]) => name)).toEqual([...CAPABILITY_NAMES]);
  expect([...methods.matchAll(/"(\w+)":/gu)].map(([, name]) => name)).toEqual(Object.keys(EXEC_CALLS));
});
