import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openEditor } from "./editor.ts";

/**
 * Opens a text in the operator's editor, in a folder that only they can read, and returns it as it was left. Rejects
 * with EDITOR_FAILED. Nothing of it stays on the disk.
 */
export async function editText(
  text: string,
  suffix: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "portico-edit-"));
  try {
    const file = join(folder, `text${suffix}`);
    await writeFile(file, text, { mode: 0o600 });
    await openEditor({ file, line: 1 }, env);
    return await readFile(file, "utf8");
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
