import { readFile, stat } from "node:fs/promises";
import { LineCounter, parseDocument, type Document } from "yaml";
import * as z from "zod";
import { apiSchema, AppError, excerpt, policySchema, type Snapshot } from "../../src/plugin/index.ts";

const MOST_BYTES = 64 * 1024 * 1024;

const apiShape = apiSchema.unwrap().shape;
const policyShape = policySchema.unwrap().shape;
const controls = z.strictObject(policyShape.controls.unwrap().shape).partial().prefault({});

/** The contract's shapes, with everything optional that has an obvious default. */
const catalogSchema = z.strictObject({
  apis: z
    .array(
      z.strictObject({
        ...apiShape,
        authMethods: apiShape.authMethods.default(["apiKey"]),
        listenPath: apiShape.listenPath.default(null),
        versions: apiShape.versions.default(["Default"]),
        state: apiShape.state.default("active"),
        categories: apiShape.categories.default([]),
      }),
    )
    .default([]),
  policies: z
    .array(
      z.strictObject({
        ...policyShape,
        reference: policyShape.reference.optional(),
        tags: policyShape.tags.default([]),
        state: policyShape.state.default("active"),
        controls,
        apis: z.array(z.string().min(1)).default([]),
        rate: policyShape.rate.default(null),
        quota: policyShape.quota.default(null),
        keyLifetime: policyShape.keyLifetime.default(null),
        metadata: policyShape.metadata.default({}),
      }),
    )
    .default([]),
});
type CatalogFile = z.output<typeof catalogSchema>;

/**
 * Reads a file with `apis` and `policies`. A policy names its APIs by id; what it leaves out has the obvious default.
 * Throws SOURCE_UNREADABLE naming file and line.
 */
export async function readCatalogFile(file: string, signal: AbortSignal): Promise<Snapshot> {
  const text = await readText(file, signal);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const place = (offset: number): string => `${file}:${lines.linePos(offset).line}`;
  const [syntax] = document.errors;
  if (syntax !== undefined)
    throw unreadable(place(syntax.pos[0]), syntax.message.split("\n")[0] ?? "not YAML");
  const content = contentOf(document, file);
  const parsed = catalogSchema.safeParse(content ?? {});
  if (parsed.success) return snapshotOf(parsed.data, content);
  const [issue] = parsed.error.issues;
  const path = issue?.path ?? [];
  throw unreadable(
    place(offsetOf(document, path)),
    `${path.map(String).join(".") || "the file"}: ${issue?.message ?? "wrong"}`,
  );
}

async function readText(file: string, signal: AbortSignal): Promise<string> {
  try {
    const { size } = await stat(file);
    if (size > MOST_BYTES) throw unreadable(file, "it is larger than 64 MiB");
    return await readFile(file, { encoding: "utf8", signal });
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof AppError) throw error;
    if (error instanceof Error && "code" in error && error.code === "ENOENT") throw missing(file);
    throw unreadable(file, error instanceof Error ? error.message : "it cannot be read");
  }
}

/** Aliases are resolved here, and bombs made of them refused. */
function contentOf(document: Document, file: string): unknown {
  try {
    return document.toJS();
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") throw missing(file);
    throw unreadable(file, error instanceof Error ? error.message : "it cannot be read");
  }
}

/** Where the nearest written ancestor of a path stands: what is missing has no place of its own. */
function offsetOf(document: Document, path: readonly PropertyKey[]): number {
  for (let length = path.length; length > 0; length -= 1) {
    const node: unknown = document.getIn(path.slice(0, length), true);
    if (typeof node === "object" && node !== null && "range" in node && Array.isArray(node.range))
      return Number(node.range[0]);
  }
  return 0;
}

function snapshotOf({ apis, policies }: CatalogFile, content: unknown): Snapshot {
  const names = new Map(apis.map((api) => [api.id, api.name]));
  const raws = rawPolicies(content);
  return {
    apis,
    policies: policies.map((policy, index) => ({
      ...policy,
      reference: policy.reference ?? policy.id,
      controls: {
        access: false,
        rate: false,
        quota: false,
        perApi: false,
        complexity: false,
        ...defined(policy.controls),
      },
      apis: policy.apis.map((id) => ({ id, name: names.get(id) ?? "", versions: ["Default"] })),
      raw: raws[index],
    })),
  };
}

function defined(
  given: CatalogFile["policies"][number]["controls"],
): Partial<Record<keyof typeof given, boolean>> {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

function rawPolicies(content: unknown): readonly unknown[] {
  const list =
    typeof content === "object" && content !== null && "policies" in content ? content.policies : [];
  return Array.isArray(list) ? list : [];
}

function missing(file: string): AppError {
  return new AppError("SOURCE_UNREADABLE", `${file}: there is no such file.`, {
    hint: "Write where it is into options.path, from the folder of the config.",
  });
}

function unreadable(place: string, reason: string): AppError {
  return new AppError("SOURCE_UNREADABLE", `${excerpt(place, 300)}: ${excerpt(reason, 200)}.`, {
    hint: "Correct the file; its shape is described in plugins/file/README.md.",
  });
}
