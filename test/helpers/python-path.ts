import { spawnSync } from "node:child_process";
import { delimiter, dirname } from "node:path";

let found: { readonly PATH: string } | null | undefined;

/**
 * A PATH where `python3` is the interpreter itself, not a shim that looks for it at every start; null when there is none.
 * Before it stands the Node that runs the tests: an older one may be in the interpreter's folder.
 */
export function pythonPath(): { readonly PATH: string } | null {
  found ??= lookedUp();
  return found;
}

function lookedUp(): { readonly PATH: string } | null {
  const { stdout, status } = spawnSync("python3", ["-c", "import sys; print(sys.executable)"], {
    encoding: "utf8",
  });
  if (status !== 0) return null;
  return { PATH: [dirname(process.execPath), dirname(stdout.trim()), process.env["PATH"]].join(delimiter) };
}
