import type { Dispatcher, EnvHttpProxyAgent } from "undici";
import request from "undici/lib/api/api-request.js";
import Agent from "undici/lib/dispatcher/env-http-proxy-agent.js";

/** Connections that requests can be made on. The caller destroys them. */
export type RequestAgent = {
  readonly request: (options: Dispatcher.RequestOptions) => Promise<Dispatcher.ResponseData>;
  readonly destroy: () => Promise<void>;
};

/**
 * An agent of undici with its proxies. In a module of its own, so that undici is loaded with the first request, in a
 * bundle too.
 */
export function createAgent(options: EnvHttpProxyAgent.Options): RequestAgent {
  const agent = new Agent(options);
  return { request: (wanted) => request.call(agent, wanted), destroy: () => agent.destroy() };
}
