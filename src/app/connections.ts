import type { Connection } from "../plugin/contract.ts";

export type Opener = (provider: string, signal: AbortSignal) => Promise<Connection>;

export interface Connections {
  /** The open connection of a Provider, or a new one. Rejects with what opening rejects with; then nothing is kept. */
  connect(provider: string, signal: AbortSignal): Promise<Connection>;
  /** Closes and forgets it; the next `connect` opens a new one. Errors of closing do not matter any more. */
  disconnect(provider: string): Promise<void>;
  /**
   * Forgets it, so that the next `connect` opens a new one. Who is reading through it goes on: it is closed with the next
   * renewal, or by `disconnect`.
   */
  renew(provider: string): Promise<void>;
  close(): Promise<void>;
}

/** Keeps one open connection per Provider, and the one before it where it was renewed. `log` hears of connections that would not close. */
export function createConnections(open: Opener, log: (line: string) => void): Connections {
  const opened = new Map<string, Connection>();
  const replaced = new Map<string, Connection>();

  async function closed(provider: string, connection: Connection | undefined): Promise<void> {
    try {
      await connection?.close();
    } catch (error) {
      log(
        `${provider}: closing the connection failed: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  }

  async function disconnect(provider: string): Promise<void> {
    const connections = [opened.get(provider), replaced.get(provider)];
    opened.delete(provider);
    replaced.delete(provider);
    await Promise.all(connections.map((connection) => closed(provider, connection)));
  }

  async function renew(provider: string): Promise<void> {
    const connection = opened.get(provider);
    if (connection === undefined) return;
    const before = replaced.get(provider);
    opened.delete(provider);
    replaced.set(provider, connection);
    await closed(provider, before);
  }

  return {
    async connect(provider, signal) {
      const known = opened.get(provider);
      if (known !== undefined) return known;
      const connection = await open(provider, signal);
      if (signal.aborted) await connection.close();
      signal.throwIfAborted();
      const other = opened.get(provider);
      if (other === undefined) {
        opened.set(provider, connection);
        return connection;
      }
      // A synchronization and a proposal may open the same Provider at once: one connection stays.
      await connection.close();
      return other;
    },
    disconnect,
    renew,
    async close() {
      const providers = new Set([...opened.keys(), ...replaced.keys()]);
      await Promise.all([...providers].map((provider) => disconnect(provider)));
    },
  };
}
