import { connect, type Socket } from "node:net";
import { connect as connectTls, type ConnectionOptions, type TLSSocket } from "node:tls";

export type Target = { readonly host: string; readonly port: number; readonly timeoutMs: number };

/** Connects and hangs up. Rejects with the error of Node's network stack, or the signal's reason. */
export async function connectOnce({ host, port, timeoutMs }: Target, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  await opened(connect({ host, port }), { event: "connect", timeoutMs, signal, look: () => undefined });
}

/**
 * Shakes hands whatever the certificate, looks at it and hangs up; on `options.socket` where one is open already. Rejects
 * as `connectOnce` does.
 */
export async function lookAtTls<Seen>(
  { host, port, timeoutMs, ...options }: Target & ConnectionOptions,
  look: (socket: TLSSocket) => Seen,
  signal: AbortSignal,
): Promise<Seen> {
  signal.throwIfAborted();
  const socket = connectTls({ ...options, host, port, rejectUnauthorized: false });
  return opened(socket, { event: "secureConnect", timeoutMs, signal, look: () => look(socket) });
}

type Waiting<Seen> = {
  readonly event: "connect" | "secureConnect";
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  readonly look: () => Seen;
};

async function opened<Seen>(
  socket: Socket,
  { event, timeoutMs, signal, look }: Waiting<Seen>,
): Promise<Seen> {
  const { promise, resolve, reject } = Promise.withResolvers<Seen>();
  const timer = setTimeout(
    () => reject(Object.assign(new Error("timed out"), { code: "ETIMEDOUT" })),
    timeoutMs,
  );
  const giveUp = (): void => reject(signal.reason);
  signal.addEventListener("abort", giveUp, { once: true });
  socket.on("error", reject);
  socket.once(event, () => resolve(look()));
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", giveUp);
    socket.destroy();
  }
}
