import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { portOf } from "./small-server.ts";

/** `address` is host and port; `heads` what it was asked for; `close` ends its connections, too. */
export type SmallProxy = {
  readonly address: string;
  readonly heads: readonly string[];
  readonly close: () => Promise<void>;
};

/** A proxy that meets what it is asked for, the head of a request, with `meet`. */
export async function startProxy(meet: (socket: Socket, head: string) => void): Promise<SmallProxy> {
  const heads: string[] = [];
  const sockets = new Set<Socket>();
  const listening = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.once("data", (data: Buffer) => {
      heads.push(data.toString("latin1"));
      meet(socket, data.toString("latin1"));
    });
  }).listen(0, "127.0.0.1");
  await once(listening, "listening");
  const close = async (): Promise<void> => {
    for (const socket of sockets) socket.destroy();
    listening.close();
  };
  return { address: `127.0.0.1:${portOf(listening)}`, heads, close };
}

/** Does what a proxy is for: connects, says so, and passes everything on. */
export function tunnel(socket: Socket, head: string): void {
  const [, host = "", port = ""] = /^CONNECT ([^:]+):(\d+) /u.exec(head) ?? [];
  const onward = connect(Number(port), host, () => {
    socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
    socket.pipe(onward).pipe(socket);
  });
  onward.on("error", () => socket.destroy());
}

/** Answers with a status, whatever was asked. */
export function answering(status: string): (socket: Socket) => void {
  return (socket) => socket.end(`HTTP/1.1 ${status}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n`);
}
