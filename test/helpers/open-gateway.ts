import {
  SECRET,
  startGateway,
  type Gateway,
  type GatewayOptions,
} from "../../fixtures/tyk-gateway/server.ts";
import { plugin } from "../../plugins/tyk-gateway/index.ts";
import { createHost, type ProviderSettings } from "../../src/host/host.ts";
import type { Connection } from "../../src/plugin/contract.ts";
import { askGateway } from "./gateway-subject.ts";

/** A simulated gateway and the way to it through host and adapter. */
export type OpenGateway = {
  readonly gateway: Gateway;
  readonly connect: (changes?: Partial<ProviderSettings>) => Promise<Connection>;
  /** One request past the adapter, as somebody else would make it. */
  readonly ask: (path: string, options?: Parameters<typeof askGateway>[2]) => ReturnType<typeof askGateway>;
  /** The requests that write, as `PUT /path`; without the question whether writing works. */
  readonly writes: () => readonly string[];
};

const open: { readonly close: () => Promise<void> }[] = [];

/** Ends everything that the tests of a file have opened; for `afterEach`. */
export async function closeGateways(): Promise<void> {
  for (const one of open.splice(0)) await one.close();
}

/** Starts a simulator that reloads fast, and a host that does not wait between attempts. */
export async function openGateway(options: GatewayOptions = {}): Promise<OpenGateway> {
  const gateway = await startGateway({ reloadIntervalMs: 5, ...options });
  open.push(gateway);
  const host = createHost({
    env: {},
    now: () => new Date(),
    random: () => 0,
    onRequest: () => {},
    log: () => {},
  });
  return {
    gateway,
    connect: async (changes = {}) => {
      const settings = {
        name: "edge",
        url: gateway.url,
        secret: SECRET,
        organisationId: null,
        folder: "/",
        options: { settleSeconds: 0.2 },
        insecureSkipVerify: false,
        ...changes,
      };
      const connection = await host.open(plugin, settings, new AbortController().signal);
      open.unshift(connection);
      return connection;
    },
    ask: (path, asked) => askGateway({ url: gateway.url, secret: SECRET }, path, asked),
    writes: () =>
      gateway.requests
        .filter(({ method, path }) => method !== "GET" && !path.endsWith("/portico-asks"))
        .map(({ method, path }) => `${method} ${path}`),
  };
}
