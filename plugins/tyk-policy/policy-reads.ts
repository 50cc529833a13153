import { AppError, excerpt, rounded, type Policy } from "../../src/plugin/index.ts";
import { mapApi } from "./map-api.ts";
import { mapPolicy, type PolicyReading } from "./map-policy.ts";
import type { GrantedApi } from "./policy-wire.ts";
import { recordOf, textOf, type JsonRecord } from "./record.ts";
import type { Registry } from "./registry.ts";

const NO_MCP_IDS: ReadonlySet<string> = new Set();

/** What a record means in Portico's words; its numbers rounded as in a reading. */
export function policyMeaning(record: unknown, identity: PolicyReading["identity"]): Policy {
  return mapPolicy(recordOf(rounded(record)), { identity, mcpIds: NO_MCP_IDS });
}

/**
 * APIs that are to be granted, each read once. `read` resolves with the record as it is kept, wrapped or bare, and rejects
 * with NOT_FOUND where there is none.
 */
export function grantedApis(
  ids: readonly string[],
  read: (id: string) => Promise<JsonRecord>,
): Promise<readonly GrantedApi[]> {
  return Promise.all([...new Set(ids)].map(async (id) => grantedApi(await read(id))));
}

function grantedApi(entry: JsonRecord): GrantedApi {
  const { authMethods, versions, name, id } = mapApi(entry);
  const definition = recordOf(entry["api_definition"]);
  return { id, name: textOf(definition["name"], entry["name"], name), authMethods, versions };
}

/** An API that is to be granted and is not there; `why` says what that may come from. */
export function apiGone({ called }: Pick<Registry, "called">, id: string, why: string): AppError {
  return new AppError("NOT_FOUND", `The ${called} has no API ${excerpt(id)} that could be granted.`, {
    hint: `It was deleted there, or ${why}. A sync shows what is there now.`,
  });
}

/** Another policy has the name; `policyId` is empty where it is not known which, `why` says why it must be another one. */
export function nameTaken(
  { called, why }: Pick<Registry, "called"> & { readonly why: string },
  { name, policyId }: { readonly name: string; readonly policyId: string },
): AppError {
  const which = policyId === "" ? "" : ` (${excerpt(policyId)})`;
  return new AppError("NAME_TAKEN", `The ${called} already has a policy named "${excerpt(name)}"${which}.`, {
    hint: `Take another name: ${why}.`,
  });
}
