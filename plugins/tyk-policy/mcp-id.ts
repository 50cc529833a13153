import { recordOf, textOf } from "./record.ts";

/** The id of an MCP proxy, from its document; empty when there is none. */
export function mcpId(document: unknown): string {
  const extension = recordOf(recordOf(document)["x-tyk-api-gateway"]);
  return textOf(recordOf(extension["info"])["id"]);
}
