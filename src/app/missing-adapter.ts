import { AppError } from "../core/errors.ts";
import { excerpt } from "../core/plain-text.ts";
import type { Adapters } from "./adapters.ts";

/**
 * Why no plugin offers an adapter: the plugin that does could not be loaded, or it may be one of several of which nobody
 * knows what they offer. Null when no failure has to do with it.
 */
export function failureFor(adapter: string, { failures }: Pick<Adapters, "failures">): AppError | null {
  const all = [...failures].map(([spec, failure]) => ({ spec, ...failure }));
  const unknown = all.filter((one) => one.adapter === null);
  const own =
    all.find((one) => one.adapter === adapter) ?? unknown.find(({ spec }) => isNamed(spec, adapter));
  if (own !== undefined) return own.error;
  if (unknown.length === 0) return null;
  const specs = unknown.map(({ spec }) => excerpt(spec)).join(", ");
  const which = unknown.length === 1 ? "a plugin" : "one of the plugins";
  const message = `No plugin offers the adapter "${excerpt(adapter)}"; ${which} that failed to load may: ${specs}.`;
  const [first] = unknown;
  const hint =
    first !== undefined && unknown.length === 1
      ? first.error.message
      : "portico plugin list says what is wrong with them.";
  return new AppError("PLUGIN_RESOLVE", message, { hint });
}

/** Why an adapter cannot be used that no plugin offers. */
export function missingAdapter(adapter: string, adapters: Pick<Adapters, "failures" | "plugins">): AppError {
  const failure = failureFor(adapter, adapters);
  if (failure !== null) return failure;
  return new AppError("PLUGIN_RESOLVE", `No plugin offers the adapter "${excerpt(adapter)}".`, {
    hint: `Available: ${[...adapters.plugins.keys()].join(", ")}.`,
  });
}

/**
 * Whether a plugin's folder, file or package is called like the adapter, a prefix aside: `./mine.js`,
 * `@us/portico-mine`.
 */
function isNamed(spec: string, adapter: string): boolean {
  const name = spec
    .replace(/[/\\]+$/u, "")
    .replace(/[/\\]index\.[cm]?[jt]s$/u, "")
    .replace(/\.[cm]?[jt]s$/u, "");
  return name === adapter || ["/", "\\", "-"].some((before) => name.endsWith(`${before}${adapter}`));
}
