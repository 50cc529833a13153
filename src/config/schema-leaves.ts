import type { z } from "zod";
import type { KeyPath } from "./key-path.ts";

/** What a schema found, at its place below the value that was checked. */
export type SchemaLeaf = { readonly issue: z.core.$ZodIssue; readonly path: KeyPath };

/**
 * The findings of a schema, each as near to the mistake as can be: where exactly one alternative of a union takes the
 * value but for something inside it, that something is what is wrong.
 */
export function schemaLeaves(issues: readonly z.core.$ZodIssue[], base: KeyPath = []): readonly SchemaLeaf[] {
  return issues.flatMap((issue) => {
    const path = [...base, ...issue.path.map((part) => (typeof part === "symbol" ? String(part) : part))];
    if (issue.code !== "invalid_union") return [{ issue, path }];
    const near = issue.errors.filter((found) => found.every((one) => one.path.length > 0));
    const [only] = near;
    return only !== undefined && near.length === 1 ? schemaLeaves(only, path) : [{ issue, path }];
  });
}
