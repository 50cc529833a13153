import type { Api } from "./api.ts";
import { linedUp, type Pair } from "./line-up.ts";

/**
 * The APIs of two Providers, each once, lined up by what they are called, not by id: by name, told apart by slug and
 * listen path where several have the same one; then by slug; then by listen path.
 */
export function linedUpApis(a: readonly Api[], b: readonly Api[]): readonly Pair<Api>[] {
  return linedUp(a, b, {
    telling: [joined(nameKey, slugKey, pathKey), joined(nameKey, pathKey), joined(nameKey, slugKey)],
    deciding: [nameKey, slugKey, pathKey],
    order: ({ id, listenPath }) => JSON.stringify([listenPath, id]),
  });
}

function nameKey({ name }: Api): string {
  return name.trim();
}

function slugKey({ slug }: Api): string | null {
  return slug?.toLowerCase() ?? null;
}

/** `/pay` and `/pay/` are the same; the root is nobody's own. */
function pathKey({ listenPath }: Api): string | null {
  const path = listenPath?.replaceAll(/^\/+|\/+$/gu, "") ?? "";
  return path === "" ? null : path;
}

function joined(...keys: readonly ((api: Api) => string | null)[]): (api: Api) => string | null {
  return (api) => {
    const parts = keys.map((key) => key(api));
    return parts.includes(null) ? null : JSON.stringify(parts);
  };
}
