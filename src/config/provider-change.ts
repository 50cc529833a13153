import { relative, resolve } from "node:path";
import { AppError } from "../core/errors.ts";
import { PROVIDER_FIELDS } from "../core/provider-command.ts";
import type { ProviderFields, ProviderRequest, SecretChoice, SecretSource } from "../core/provider-edit.ts";
import { excerpt, plainText } from "../core/plain-text.ts";
import { sameValue } from "../core/same-value.ts";
import type { Environment } from "./environment.ts";
import { isGlob, isIncludedBy } from "./include-files.ts";
import { isMapping } from "./key-path.ts";
import { seenValue } from "./mask.ts";
import type { ParsedConfig, ParsedFile } from "./parsed-config.ts";
import {
  filesOf,
  placedProviders,
  usualPlace,
  type NewPlace,
  type PlacedProvider,
} from "./provider-place.ts";
import { readPolicyTags } from "./policy-tags.ts";
import type { ProviderKeys } from "./provider-list-edit.ts";
import {
  addedProvider,
  editedProvider,
  providerFileText,
  removedProvider,
  type TextEdit,
} from "./provider-text.ts";
import { secretSchema } from "./schema.ts";
import { isTellingKey } from "./secret-spans.ts";
import { secretKind } from "./secrets.ts";
import { lineBreak } from "./splice.ts";
import type { YamlValue } from "./yaml-value.ts";

/** A file of the config before and after a change; null where there is none. */
export type FileChange = {
  readonly file: string;
  readonly before: string | null;
  readonly after: string | null;
};

/** What a change is made with. `secretPath` is written for a secret that was typed and gets a file of its own. */
export type ChangePlace = {
  readonly parsed: ParsedConfig;
  readonly env: Environment;
  readonly secretPath: string;
};

type Add = Extract<ProviderRequest, { op: "add-provider" }>;
type Edit = Extract<ProviderRequest, { op: "edit-provider" }>;

/**
 * The text of the file that a request changes. Throws UNKNOWN_PROVIDER, NAME_TAKEN, CONFIG_CHANGED for what somebody
 * else has changed since an edit began, and CONFIG_UNEDITABLE, naming the place, for what has to be edited by hand.
 */
export function fileChange(request: ProviderRequest, place: ChangePlace): FileChange {
  switch (request.op) {
    case "add-provider":
      return addition(request, place);
    case "edit-provider":
      return edition(request, place);
    case "remove-provider":
      return removal(placedNamed(request.provider, place), place);
  }
}

/** The Provider of that name where it stands. Throws UNKNOWN_PROVIDER. */
export function placedNamed(
  name: string,
  { parsed, env }: Pick<ChangePlace, "parsed" | "env">,
): PlacedProvider {
  const all = placedProviders(parsed, env);
  const found = all.find((one) => one.name === name);
  if (found !== undefined) return found;
  const names = all.map((one) => excerpt(one.name));
  throw new AppError("UNKNOWN_PROVIDER", `There is no Provider "${excerpt(name)}".`, {
    hint: names.length === 0 ? "The config has no Providers yet." : `Configured: ${names.join(", ")}.`,
  });
}

/** The fields of a Provider as they are written, tags as a list. */
export function writtenFields({ written }: Pick<PlacedProvider, "written">): ProviderFields {
  const fields = PROVIDER_FIELDS.flatMap((field) => {
    const value = fieldValue(field, written[field]);
    return value === null ? [] : [[field, value] as const];
  });
  return { ...Object.fromEntries(fields), options: shownOptions(written["options"]) };
}

/** Options that are simple and hold no secret; the others are for the YAML alone. */
function shownOptions(options: unknown): NonNullable<ProviderFields["options"]> {
  const entries = isMapping(options) ? Object.entries(options) : [];
  return Object.fromEntries(
    entries.flatMap(([key, value]) => (isOption(value) && !isTellingKey(key) ? [[key, value] as const] : [])),
  );
}

function isOption(value: unknown): value is string | number | boolean {
  return ["string", "number", "boolean"].includes(typeof value);
}

/** Where a Provider's secret comes from, as written. */
export function writtenSecret({ written }: Pick<PlacedProvider, "written">): SecretSource {
  const parsed = secretSchema.safeParse(written["secret"]);
  if (!parsed.success) return { from: "none", word: "" };
  const kind = secretKind(parsed.data);
  if (kind.from === "env") return { from: "env", word: kind.name };
  return { from: kind.from, word: kind.from === "file" ? kind.path : "" };
}

/**
 * The request with a secret that is to be moved taken from where it is written out. Throws CONFIG_UNEDITABLE when it is
 * not.
 */
export function withSecretAtHand(
  request: ProviderRequest,
  place: Pick<ChangePlace, "parsed" | "env">,
): ProviderRequest {
  if (request.op === "remove-provider" || request.secret?.from !== "moved") return request;
  const { written } = placedNamed(request.provider, place);
  const text = written["secret"];
  if (typeof text === "string" && writtenSecret({ written }).from === "literal") {
    return { ...request, secret: { from: "typed", text: () => text, keep: "file" } };
  }
  throw uneditable(
    `The secret of "${excerpt(request.provider)}" is not written out in the config.`,
    "There is nothing to be moved.",
  );
}

function fieldValue(field: string, value: unknown): unknown {
  if (field !== "policyTags") return value ?? null;
  if (typeof value === "string") return readPolicyTags(value).tags;
  return value ?? null;
}

function addition(request: Add, place: ChangePlace): FileChange {
  const { parsed, env } = place;
  const { provider, fields, secret } = request;
  if (placedProviders(parsed, env).some(({ name }) => name === provider)) throw taken(provider);
  const options = isYamlValue(fields.options) ? fields.options : null;
  const wanted = keysOf({ ...fields, name: provider }, { secret, options }, place);
  const keys = Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== null));
  const into =
    request.into === null ? usualPlace(parsed, { name: provider, env }) : namedPlace(request.into, parsed);
  if (into === null)
    throw uneditable("The config cannot be read, so nothing can be added to it.", "Mend it first.");
  if (into.kind === "file") {
    const newline = lineBreak(parsed.main?.document.text ?? "", 0);
    return { file: into.file, before: null, after: providerFileText(keys, newline) };
  }
  return changed(into.file, addedProvider(into.file.document, keys));
}

/** A file that `--into` names: one of the config's, or a new one that its `include` stands for. */
function namedPlace(into: string, parsed: ParsedConfig): NewPlace {
  const file = resolve(parsed.folder, into);
  const known = filesOf(parsed).find(({ document }) => document.file === file);
  if (known !== undefined) {
    const { value } = known.document;
    if (known.isMain || value === null || (isMapping(value) && Object.hasOwn(value, "providers")))
      return { kind: "list", file: known };
    throw uneditable(
      `${excerpt(into, 200)} holds one Provider and nothing else.`,
      "Name another file, or leave --into out.",
    );
  }
  if (parsed.include.some((pattern) => isIncludedBy(pattern, parsed.folder, file)))
    return { kind: "file", file };
  const path = relative(parsed.folder, file);
  throw uneditable(
    `${excerpt(into, 200)} is not part of the config: no include stands for it.`,
    `Add ${excerpt(JSON.stringify(path), 200)} to include: in ${plainText(parsed.file)}, or name one of: ${filesOf(
      parsed,
    )
      .map(({ document }) => excerpt(relative(parsed.folder, document.file), 100))
      .join(", ")}.`,
  );
}

function edition(request: Edit, place: ChangePlace): FileChange {
  const { provider, set, secret, seen } = request;
  const placed = placedNamed(provider, place);
  const others = placedProviders(place.parsed, place.env).filter(({ name }) => name !== provider);
  if (set.name !== undefined && others.some(({ name }) => name === set.name)) throw taken(set.name);
  if (seen !== null) checkSeen({ provider, set, seen }, writtenFields(placed));
  const options = set.options === undefined ? undefined : mergedOptions(placed, set.options);
  const keys = keysOf(set, { secret, options }, place);
  return changed(placed.file, editedProvider(placed.file.document, placed.path, keys));
}

function checkSeen(
  { provider, set, seen }: Pick<Edit, "provider" | "set"> & { seen: ProviderFields },
  now: ProviderFields,
): void {
  const moved = PROVIDER_FIELDS.find(
    (field) => set[field] !== undefined && !sameValue(seen[field] ?? null, now[field] ?? null),
  );
  if (moved === undefined) return;
  const [before, after] = [seen[moved], now[moved]].map((value) =>
    seenValue(Array.isArray(value) ? value.join(",") : value),
  );
  const message = `${moved} of "${excerpt(provider)}" was changed meanwhile, from ${before} to ${after}; nothing was written.`;
  throw new AppError("CONFIG_CHANGED", message, {
    hint: "Begin the edit again: it starts from what is there now.",
  });
}

function mergedOptions({ written }: PlacedProvider, set: NonNullable<ProviderFields["options"]>): YamlValue {
  const before = isMapping(written["options"]) ? written["options"] : {};
  const entries = Object.entries({ ...before, ...set }).flatMap(([key, value]) =>
    isYamlValue(value) && value !== null ? [[key, value] as const] : [],
  );
  return entries.length === 0 ? null : Object.fromEntries(entries);
}

function isYamlValue(value: unknown): value is YamlValue {
  if (Array.isArray(value)) return value.every(isYamlValue);
  if (isMapping(value)) return Object.values(value).every(isYamlValue);
  return value === null || ["string", "number", "boolean"].includes(typeof value);
}

function removal({ file, path, name }: PlacedProvider, { parsed }: ChangePlace): FileChange {
  const index = path[1];
  if (typeof index === "number") return changed(file, removedProvider(file.document, index));
  const { file: path_, text } = { file: file.document.file, text: file.document.text };
  const isNamed = parsed.include.some((one) => !isGlob(one) && resolve(parsed.folder, one) === path_);
  const note = `# The Provider ${JSON.stringify(plainText(name))} was here.${lineBreak(text, 0)}`;
  return { file: path_, before: text, after: isNamed ? note : null };
}

type OtherKeys = { readonly secret: SecretChoice | null; readonly options: YamlValue | undefined };

function keysOf(
  fields: ProviderFields,
  { secret, options }: OtherKeys,
  { secretPath }: ChangePlace,
): ProviderKeys {
  const values = PROVIDER_FIELDS.flatMap((field) => {
    const value = fields[field];
    return value === undefined ? [] : [[field, emptyAsNull(value)] as const];
  });
  return ordered({
    ...Object.fromEntries(values),
    ...(secret === null ? {} : { secret: secretValue(secret, secretPath) }),
    ...(options === undefined ? {} : { options }),
  });
}

function emptyAsNull(value: string | boolean | readonly string[] | null): YamlValue {
  if (value === "" || (Array.isArray(value) && value.length === 0)) return null;
  return value;
}

const ORDER = ["name", "adapter", "url", "secret"];

function ordered(keys: ProviderKeys): ProviderKeys {
  return Object.fromEntries(Object.entries(keys).toSorted(([a], [b]) => rankOf(a) - rankOf(b)));
}

function rankOf(key: string): number {
  return ORDER.includes(key) ? ORDER.indexOf(key) : ORDER.length;
}

function secretValue(secret: SecretChoice, secretPath: string): YamlValue {
  if (secret.from === "env") return `\${${secret.name}}`;
  if (secret.from === "file") return { file: secret.path };
  if (secret.from === "moved") return { file: secretPath };
  return secret.keep === "file" ? { file: secretPath } : secret.text();
}

function changed({ document }: ParsedFile, edit: TextEdit): FileChange {
  if (edit.ok) return { file: document.file, before: document.text, after: edit.text };
  const { line, column } = document.positionOf(edit.offset);
  throw uneditable(`${excerpt(document.file, 300)}:${line}:${column}  ${edit.message}.`, edit.hint);
}

function uneditable(message: string, hint: string): AppError {
  return new AppError("CONFIG_UNEDITABLE", `${message} Nothing was changed.`, { hint });
}

function taken(name: string): AppError {
  return new AppError("NAME_TAKEN", `There is a Provider "${excerpt(name)}" already; nothing was changed.`, {
    hint: "Choose another name, or edit that one.",
  });
}
