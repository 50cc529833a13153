import type { Connection } from "../plugin/contract.ts";

export type Opener = (provider: string, signal: AbortSignal) => Promise<Connection>;

export interface Connections {
  /** The open connection of a Provider, or a new one. Rejects with what opening rejects with; then nothing is kept. */
  connect(provider: string, signal: AbortSignal): Promise<Connection>;
  /** Closes and forgets it; the next `connect` opens a new one. Errors of closing do not matter any more. */
  disconnect(provider: string): Promise<void>;
  close(): Promise<void>;
}

/** Keeps one open connection per Provider. `log` hears of connections that would not close. */
export function createConnections(open: Opener, log: (line: string) => void): Connections {
  const opened = new Map<string, Connection>();

  async function disconnect(provider: string): Promise<void> {
    const connection = opened.get(provider);
    opened.delete(provider);
    try {
      await connection?.close();
    } catch (error) {
      log(
        `${provider}: closing the connection failed: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
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
    async close() {
      await Promise.all([...opened.keys()].map((provider) => disconnect(provider)));
    },
  };
}
