/** Where a value is in a document: keys of mappings and indices of lists, from the root. */
export type KeyPath = readonly (string | number)[];

/** As people write it: `providers[1].policyTags`. */
export function keyPathText(path: KeyPath): string {
  return path
    .map((part, depth) => (typeof part === "number" ? `[${part}]` : `${depth === 0 ? "" : "."}${part}`))
    .join("");
}

/** The value at a path, or undefined where there is none. */
export function valueAt(root: unknown, path: KeyPath): unknown {
  let value = root;
  for (const part of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, part)) return undefined;
    value = Reflect.get(value, part);
  }
  return value;
}

export function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
