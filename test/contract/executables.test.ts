import { fileURLToPath } from "node:url";
import { startShelf, type ShelfFault } from "../../fixtures/exec/shelf.ts";
import { execPlugin } from "../../src/host/exec-plugin.ts";
import { loadPlugin } from "../../src/host/load-plugin.ts";
import type { Plugin } from "../../src/plugin/contract.ts";
import { parseExact } from "../../src/plugin/index.ts";
import { compiledOnce } from "../helpers/compiled-once.ts";
import { execSurroundings } from "../helpers/exec-surroundings.ts";
import { pythonPath } from "../helpers/python-path.ts";
import { quietHost, settingsOf } from "../helpers/quiet-host.ts";
import { providerContract, type Stand } from "./provider-contract.ts";

const COMPILED = compiledOnce();
const PYTHON = pythonPath();
const SECRET = "s3cret/of+the shelf";
const FIXTURES = fileURLToPath(new URL("../../fixtures/exec", import.meta.url));
const EMPTY = { tags: ["portal"], state: "active", keyLifetime: null, metadata: {}, excluded: null };
const NO_LIMITS = { rate: null, quota: null };
const CONTROLS = { rate: false, quota: false, perApi: false, complexity: false };
const API = { id: "a", name: "Payments", authMethods: ["apiKey"], listenPath: "/a/", address: null };

function policies() {
  const access = { ...EMPTY, ...NO_LIMITS, controls: { ...CONTROLS, access: true } };
  const huge = parseExact('{"serial":1234567890123456789,"share":0.1}');
  return [
    {
      ...access,
      id: "p",
      reference: "ref-p",
      name: "Payments",
      apis: [{ id: "a", name: "Payments", versions: [] }],
      huge,
    },
    { ...access, id: "r", reference: "r", name: `Echoes ${SECRET}`, apis: [] },
    {
      ...EMPTY,
      id: "q",
      reference: "q",
      name: "Gold",
      apis: [],
      controls: { ...CONTROLS, access: false, rate: true, quota: true },
      rate: { count: 5, per: { every: 1, unit: "minute" } },
      quota: null,
      huge,
    },
  ];
}

async function stand(folder: string): Promise<Stand> {
  const apis = [{ ...API, versions: [], state: "active", categories: [] }];
  const shelf = await startShelf({ apis, policies: policies(), secret: SECRET });
  const plugin = await fromFolder(folder);
  const { host, said } = quietHost();
  const settings = settingsOf({
    url: shelf.url,
    secret: SECRET,
    folder: FIXTURES,
    options: { env: Object.keys(COMPILED) },
  });
  const set = (fault: ShelfFault) => async (): Promise<void> => shelf.setFault(fault);
  return {
    subject: {
      plugin,
      secret: SECRET,
      open: (signal) => host.open(plugin, settings, signal),
      said,
      requests: shelf.requests,
      faults: {
        empty: set("empty"),
        fail: set("fail"),
        failSecond: set("fail-second"),
        loseAnswer: set("lose-answer"),
        loseGateway: set("lose-keys"),
        hang: async () => {
          shelf.setFault("hang");
          return { reached: shelf.reached() };
        },
        restore: set("none"),
      },
      writing: {
        kept: async (policyId) => {
          const { id, name: _, ...rest } = shelf.records().find((one) => one.id === policyId) ?? { id: null };
          return id === null
            ? null
            : JSON.stringify(Object.entries(rest).toSorted(([a], [b]) => (a < b ? -1 : 1)));
        },
        rename: async (policyId, name) => shelf.change(policyId, { name }),
      },
      ...(issuesKeys(plugin) && {
        consumers: {
          letsIn: async ({ value }) =>
            (await fetch(`${shelf.url}/a/`, { headers: { authorization: value } })).ok,
        },
      }),
    },
    dispose: shelf.close,
  };
}

function issuesKeys({ claims }: Plugin): boolean {
  return claims.can.includes("issueApiKeys");
}

async function fromFolder(name: string): Promise<Plugin> {
  const surroundings = execSurroundings();
  const exec = { ...surroundings, env: { ...surroundings.env, ...COMPILED, ...PYTHON } };
  const loaded = await loadPlugin(`./${name}`, FIXTURES, { exec });
  if (!loaded.ok) throw loaded.error;
  return loaded.plugin;
}

providerContract("shelf-typescript, an executable with a manifest", () => stand("typescript"));
if (PYTHON !== null)
  providerContract("shelf-python, an executable without dependencies", () => stand("python"));

providerContract("exec, with a shell script as its command", async () => {
  const plugin = execPlugin(execSurroundings());
  const { host, said } = quietHost();
  const settings = settingsOf({
    secret: SECRET,
    folder: FIXTURES,
    options: { command: ["./shell.sh", "tells"] },
  });
  return {
    subject: {
      plugin,
      secret: SECRET,
      open: (signal) => host.open(plugin, settings, signal),
      said,
      faults: { restore: async () => {} },
    },
    dispose: async () => {},
  };
});
