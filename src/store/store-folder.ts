import { posix, win32 } from "node:path";
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";

export type StoreFolderOptions = {
  /** Absolute path of the config file: each has a store of its own. */
  readonly configFile: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  /** As `process.platform` says it. */
  readonly platform: string;
};

/**
 * Where the store of a config lives unless `store.path` says otherwise: the user's state directory (XDG base directory
 * specification, which tells us to ignore relative paths), and its counterparts on macOS and Windows.
 */
export function defaultStoreFolder(options: StoreFolderOptions): string {
  const path = options.platform === "win32" ? win32 : posix;
  return path.join(stateFolder(options), "portico", shortHash(options.configFile));
}

/**
 * A name for files, safe on every file system, that stands for `text`: 24 hexadecimal digits of its SHA-256. Computed
 * here, because loading node:crypto takes as long as reading the store.
 */
export function shortHash(text: string): string {
  return bytesToHex(sha256(utf8ToBytes(text))).slice(0, 24);
}

function stateFolder({ env, home, platform }: StoreFolderOptions): string {
  if (platform === "win32") {
    const local = env["LOCALAPPDATA"];
    return local !== undefined && win32.isAbsolute(local) ? local : win32.join(home, "AppData", "Local");
  }
  if (platform === "darwin") return posix.join(home, "Library", "Application Support");
  const state = env["XDG_STATE_HOME"];
  return state !== undefined && posix.isAbsolute(state) ? state : posix.join(home, ".local", "state");
}
