import { readFile, readlink } from "node:fs/promises";
import { hostname, platform } from "node:os";

/** Whether a process runs here, null when that cannot be told; `started` tells it from a later one with its number. */
export type ProcessState = { readonly alive: boolean | null; readonly started: string | null };

const GONE: ProcessState = { alive: false, started: null };
const UNCERTAIN: ProcessState = { alive: null, started: null };

/** Looks a process up by number: in /proc on Linux (proc(5)), with ps(1) on other POSIX systems, tasklist on Windows. */
export async function lookUpProcess(pid: number): Promise<ProcessState> {
  if (platform() === "linux") return await fromProc(pid);
  return platform() === "win32" ? await fromTasklist(pid) : await fromPs(pid);
}

/** Where process numbers mean the same thing: this host and, on Linux, this pid namespace. */
export async function processPlace(): Promise<string> {
  if (platform() !== "linux") return hostname();
  try {
    return `${hostname()} ${await readlink("/proc/self/ns/pid")}`;
  } catch {
    // Namespaces can be hidden from us; the host's name then has to do.
    return hostname();
  }
}

async function fromProc(pid: number): Promise<ProcessState> {
  try {
    const [status, boot] = await Promise.all([
      readFile(`/proc/${pid}/stat`, "utf8"),
      readFile("/proc/sys/kernel/random/boot_id", "utf8"),
    ]);
    // The second field, the program's name, may hold spaces and parentheses: count from the last one.
    const fields = status.slice(status.lastIndexOf(")") + 2).split(" ");
    const [state] = fields;
    if (state === "Z" || state === "X") return GONE;
    return { alive: true, started: `${boot.trim()} ${fields[19] ?? ""}` };
  } catch (error) {
    return isNoSuchProcess(error) ? GONE : UNCERTAIN;
  }
}

function isNoSuchProcess(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ESRCH");
}

async function fromPs(pid: number): Promise<ProcessState> {
  try {
    const stdout = await run("/bin/ps", ["-o", "lstart=", "-p", String(pid)], { LC_ALL: "C", TZ: "UTC" });
    return { alive: true, started: stdout.trim() };
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === 1 ? GONE : UNCERTAIN;
  }
}

/** Loads what starts processes only where it is needed: Linux, and every start-up there, does without. */
async function run(file: string, args: readonly string[], env?: NodeJS.ProcessEnv): Promise<string> {
  const [{ execFile }, { promisify }] = await Promise.all([
    import("node:child_process"),
    import("node:util"),
  ]);
  const { stdout } = await promisify(execFile)(file, [...args], env === undefined ? {} : { env });
  return stdout;
}

async function fromTasklist(pid: number): Promise<ProcessState> {
  try {
    const stdout = await run("tasklist", ["/FI", `PID eq ${pid}`, "/NH", "/FO", "CSV"]);
    return stdout.includes(`"${pid}"`) ? { alive: true, started: null } : GONE;
  } catch {
    return UNCERTAIN;
  }
}
