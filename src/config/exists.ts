import { stat } from "node:fs/promises";

/** Whether there is anything at a path. */
export async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}
