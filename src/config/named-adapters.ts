import { isMapping } from "./key-path.ts";
import type { ParsedConfig } from "./parsed-config.ts";
import { providerEntries } from "./provider-entries.ts";

/** The adapters that the Providers of a config name, those that name none taken for the default; nothing is judged. */
export function namedAdapters(parsed: ParsedConfig, defaultAdapter: string): ReadonlySet<string> {
  const files = [...(parsed.main === null ? [] : [parsed.main]), ...parsed.included];
  const entries = files.flatMap((file) => providerEntries(file).entries);
  return new Set(
    entries.map(({ value }) => {
      const adapter = isMapping(value) ? value["adapter"] : null;
      return typeof adapter === "string" ? adapter : defaultAdapter;
    }),
  );
}
