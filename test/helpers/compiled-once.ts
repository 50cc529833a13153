import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";

/**
 * The environment of Node programs that are started over and over: what they consist of is compiled once. One that is
 * killed hands on what it has compiled with `flushCompileCache` of node:module only.
 */
export function compiledOnce(): { readonly NODE_COMPILE_CACHE: string } {
  const folder = mkdtempSync(join(tmpdir(), "portico-compiled-"));
  afterAll(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }));
  return { NODE_COMPILE_CACHE: folder };
}
