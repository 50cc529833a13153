import { open, rm } from "node:fs/promises";

/**
 * Makes a new file that only its owner reads (0600), and returns the way to fill it, or to take it away again. Rejects
 * with EEXIST for one that is there: what it holds is not written over.
 */
export async function createSecretFile(file: string) {
  const handle = await open(file, "wx", 0o600);
  return {
    async fill(text: string): Promise<void> {
      await handle.writeFile(text);
      await handle.sync();
      await handle.close();
    },
    async remove(): Promise<void> {
      await handle.close();
      await rm(file, { force: true });
    },
  };
}
