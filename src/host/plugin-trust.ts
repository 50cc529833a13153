import { stat } from "node:fs/promises";
import { userInfo } from "node:os";
import { dirname } from "node:path";
import { AppError } from "../core/errors.ts";
import { plainText } from "../core/plain-text.ts";

const WRITABLE_BY_GROUP = 0o020;
const WRITABLE_BY_ALL = 0o002;
const STICKY = 0o1000;
const ROOT = 0;

type Seen = { readonly path: string; readonly uid: number; readonly mode: number };

/**
 * Whether code may be run: nobody but this user, or root, may be able to change it. Throws PLUGIN_UNTRUSTED when `file`
 * or its folder belongs to another user or is writable for everybody, or a folder above is, without the sticky bit.
 * Resolves to warnings about what the group may write. `file` is a real path. On Windows there is nothing to see.
 */
export async function checkTrust(file: string): Promise<readonly string[]> {
  const { uid } = userInfo();
  if (uid < 0) return [];
  const [code, folder, ...above] = await Promise.all(pathsUp(file).map(look));
  const near = [code, folder].filter((one) => one !== undefined);
  for (const seen of near) refuse(seen, { uid, sticky: false });
  for (const seen of above) refuse({ ...seen, uid }, { uid, sticky: true });
  return near
    .filter(({ mode }) => (mode & WRITABLE_BY_GROUP) !== 0)
    .map(({ path, mode }) => `${plainText(path)} is writable for its group (mode ${octal(mode)})`);
}

function refuse({ path, uid: owner, mode }: Seen, { uid, sticky }: { uid: number; sticky: boolean }): void {
  const isOpen = (mode & WRITABLE_BY_ALL) !== 0 && !(sticky && (mode & STICKY) !== 0);
  if (isOpen) throw untrusted(path, `is writable for everybody (mode ${octal(mode)})`, "Run chmod o-w on it");
  if (owner === uid || owner === ROOT) return;
  throw untrusted(
    path,
    `belongs to user ${owner}, and Portico runs as user ${uid}`,
    "Take a copy of your own",
  );
}

function untrusted(path: string, finding: string, fix: string): AppError {
  return new AppError("PLUGIN_UNTRUSTED", `${plainText(path)} ${finding}: its code is not run.`, {
    hint: `${fix}; code that others can change would run with your rights and see your secrets.`,
  });
}

async function look(path: string): Promise<Seen> {
  const { uid, mode } = await stat(path);
  return { path, uid, mode };
}

/** The path, its folder, and every folder above. */
function pathsUp(path: string): readonly string[] {
  const folder = dirname(path);
  return folder === path ? [path] : [path, ...pathsUp(folder)];
}

function octal(mode: number): string {
  return (mode & 0o7777).toString(8).padStart(4, "0");
}
