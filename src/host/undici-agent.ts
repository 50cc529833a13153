import type { buildConnector, Dispatcher, Pool as PoolType } from "undici";
import connect from "undici/lib/api/api-connect.js";
import request from "undici/lib/api/api-request.js";
import Agent from "undici/lib/dispatcher/env-http-proxy-agent.js";
import Pool from "undici/lib/dispatcher/pool.js";
import { ProxyFailure } from "./proxy-failure.ts";

/** Connections that requests can be made on. The caller destroys them. */
export type RequestAgent = {
  /** `onLeft` is called right before the first byte of the request goes to whoever answers it. */
  readonly request: (
    options: Dispatcher.RequestOptions,
    onLeft: () => void,
  ) => Promise<Dispatcher.ResponseData>;
  readonly destroy: () => Promise<void>;
};

export type AgentOptions = {
  readonly pool: PoolType.Options;
  /** For connections to targets; those to the proxy itself have only the time limit, in ms, in common with them. */
  readonly tls: { readonly rejectUnauthorized: boolean; readonly timeout: number };
  /** With its credentials; null for no proxy. */
  readonly proxyUrl: string | null;
};

/**
 * An agent of undici with its proxy; a request that fails because of the proxy rejects with ProxyFailure. In a module of
 * its own, so that undici is loaded with the first request, in a bundle too.
 */
export function createAgent({ pool, tls, proxyUrl }: AgentOptions): RequestAgent {
  const agent = new Agent({
    ...pool,
    connect: tls,
    requestTls: tls,
    connectTimeout: tls.timeout,
    // Empty rather than absent: absent ones make undici look into the real environment by itself.
    httpProxy: proxyUrl ?? "",
    httpsProxy: proxyUrl ?? "",
    noProxy: "",
    // undici asks for the way to the proxy of plain requests by the proxy's whole address, and without the limits.
    factory: (origin, options) =>
      origin === proxyUrl ? forwardingPool(origin, pool, options) : new Pool(origin, options),
    clientFactory: (origin, options) => tunnelling(new Pool(origin, { ...pool, ...options })),
  });
  return {
    request: (wanted, onLeft) => request.call(announcing(agent, onLeft), wanted),
    destroy: () => agent.destroy(),
  };
}

/**
 * undici starts a request's handler when there is a connection that takes it, and then writes. All that `request`
 * uses of a dispatcher is `dispatch`.
 */
function announcing(agent: Dispatcher, onLeft: () => void): Pick<Dispatcher, "dispatch"> {
  return {
    dispatch: (options, handler) => {
      const start = handler.onRequestStart?.bind(handler);
      handler.onRequestStart = (controller, context) => {
        start?.(controller, context);
        if (!controller.aborted) onLeft();
      };
      return agent.dispatch(options, handler);
    },
  };
}

/** The proxy takes whole requests: what goes wrong while connecting is its fault, later things may be the target's. */
function forwardingPool(origin: string, pool: PoolType.Options, options: PoolType.Options): Dispatcher {
  const { connect: connector } = options;
  if (typeof connector !== "function") return new Pool(origin, { ...pool, ...options });
  const marking: buildConnector.connector = (wanted, done) => {
    connector(wanted, (...[error, socket]) => {
      if (error === null) done(null, socket);
      else done(new ProxyFailure(null, error), null);
    });
  };
  return new Pool(origin, { ...pool, connect: marking });
}

/**
 * A pool of connections to the proxy with the `connect` that undici asks tunnels from: its index would add that method,
 * but is not loaded. Until the tunnel is there, everything that goes wrong is the proxy's fault.
 */
function tunnelling(pool: Dispatcher): Dispatcher {
  return Object.assign(pool, {
    connect: async (options: Dispatcher.ConnectOptions): Promise<Dispatcher.ConnectData> => {
      const tunnel = await connect.call(pool, options).catch((error: unknown) => {
        throw new ProxyFailure(null, error);
      });
      if (tunnel.statusCode === 200) return tunnel;
      tunnel.socket.on("error", () => {}).destroy();
      throw new ProxyFailure(tunnel.statusCode);
    },
  });
}
