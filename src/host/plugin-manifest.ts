import { readFile } from "node:fs/promises";
import { dirname } from "node:path";
import { parse } from "yaml";
import * as z from "zod";
import { AppError } from "../core/errors.ts";
import { plainText } from "../core/plain-text.ts";
import { adapterIn, memberAt, otherVersion, pluginShape, seen } from "./plugin-shape.ts";
import { API_VERSION } from "../plugin/contract.ts";
import { describedPlugin, type ExecSurroundings } from "./exec-plugin.ts";
import type { ShapeResult } from "./plugin-shape.ts";

/**
 * Reads a `portico-plugin.yaml`: the members of a plugin as data, and `command` in place of `connect`. The program runs
 * in the manifest's folder, and nothing of it runs before a Provider is opened.
 */
export async function readManifest(file: string, surroundings: ExecSurroundings): Promise<ShapeResult> {
  const name = plainText(file);
  let content: unknown;
  try {
    content = parse(await readFile(file, "utf8"));
  } catch (error) {
    const why = plainText(error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error));
    return misshapen(`Plugin ${name} cannot be read: ${why.replace(/[.:]$/u, "")}.`, null);
  }
  const version = memberAt(content, ["apiVersion"]);
  if (typeof version === "number" && version !== API_VERSION)
    return { ok: false, stage: "version", error: otherVersion(name, version), adapter: adapterIn(content) };
  const { connect: _, options: __, check: ___, ...shape } = pluginShape;
  const schema = z.strictObject({ ...shape, command: z.array(z.string()).nonempty() });
  const parsed = schema.safeParse(content);
  if (parsed.success) {
    const { command } = parsed.data;
    return { ok: true, plugin: describedPlugin(parsed.data, dirname(file), surroundings), command };
  }
  const [issue] = parsed.error.issues;
  const path = issue?.path ?? [];
  return misshapen(
    `Plugin ${name}: ${path.map(String).join(".") || "it"} is ${seen(memberAt(content, path))}: ${issue?.message ?? "wrong"}.`,
    adapterIn(content),
  );
}

function misshapen(message: string, adapter: string | null): ShapeResult {
  const hint =
    "It holds adapter, apiVersion, version, title, requires, claims and command; plugins/README.md shows one.";
  return { ok: false, stage: "shape", error: new AppError("PLUGIN_SHAPE", message, { hint }), adapter };
}
