import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { CAPABILITY_NAMES } from "../../src/plugin/contract.ts";
import { EXEC_CALLS, EXEC_PROTOCOL } from "../../src/plugin/exec-protocol.ts";

const python = await readFile(
  new URL("../../plugins/skeleton/python/portico_rpc.py", import.meta.url),
  "utf8",
);

/** The words in quotes between a line and the next closing bracket at its start. */
function quotedAfter(start: string): readonly string[] {
  const [, text = ""] = python.split(`${start}\n`);
  const [block = ""] = text.split(/^[)}]$/mu);
  return [...block.matchAll(/"(\w+)"/gu)].map(([, word = ""]) => word);
}

it("the protocol in Python has every capability of the contract", () => {
  expect(python).toContain(`\nPROTOCOL = ${EXEC_PROTOCOL}\n`);
  expect(quotedAfter("CAPABILITIES = (")).toEqual(CAPABILITY_NAMES);
});

it("the protocol in Python has every call, with its params in order", () => {
  const calls = Object.entries(EXEC_CALLS).flatMap(([name, { params }]) => [name, ...params]);
  expect(quotedAfter("METHODS = {")).toEqual(calls);
});
