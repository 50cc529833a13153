import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { Server as NetServer } from "node:net";

export type SmallServer = {
  readonly url: string;
  readonly requests: readonly IncomingMessage[];
  readonly close: () => Promise<void>;
};

/** A real server on a free loopback port that answers as `answer` says; `close` ends its connections, too. */
export async function startServer(
  answer: (request: IncomingMessage, response: ServerResponse, count: number) => void,
  tls: { readonly key: string; readonly cert: string } | null = null,
): Promise<SmallServer> {
  const requests: IncomingMessage[] = [];
  const listener: RequestListener = (request, response) => {
    requests.push(request);
    answer(request, response, requests.length);
  };
  const server: Server = tls === null ? createServer(listener) : createTlsServer(tls, listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `${tls === null ? "http" : "https"}://127.0.0.1:${portOf(server)}`,
    requests,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The port that a listening server got. */
export function portOf(server: NetServer): number {
  const address = server.address();
  if (typeof address === "object" && address !== null) return address.port;
  throw new Error("the server does not listen on a port");
}
