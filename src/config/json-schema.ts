import * as z from "zod";
import { configSchema } from "./schema.ts";

/**
 * The config as a JSON Schema (draft 7, the one that YAML language servers know best), generated from the schema that
 * reads it, so that editors complete and explain keys. Keys that begin with `x-` are allowed: they hold anchors.
 */
export function configJsonSchema(): unknown {
  return {
    ...z.toJSONSchema(configSchema, { io: "input", target: "draft-7" }),
    title: "Portico configuration",
    patternProperties: { "^x-": {} },
  };
}
