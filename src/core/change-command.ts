import type { Catalog, Item, ItemKind } from "./catalog.ts";
import type { Adoption, ChangeRequest, ItemSet, PromotedFrom } from "./change.ts";
import { promotionOf } from "./change-text.ts";
import { findItem, itemsOf } from "./find-item.ts";
import { lifetimeWords, limitWords } from "./limit-words.ts";
import { shellWord } from "./shell-word.ts";

/**
 * The `portico …` command line that does the same, complete and quoted for a POSIX shell: whoever runs it loses nothing
 * that was typed. A deletion is undone by `portico undo`, which has the record that was deleted.
 */
export function changeCommand(request: ChangeRequest, catalog: Catalog): string {
  const promotion = promotionOf(request);
  if (promotion !== null) return promotionCommand(request, promotion);
  switch (request.op) {
    case "create":
      return createCommand(request);
    case "edit":
      return editCommand(request, catalog);
    case "adopt":
      return adoptCommand(request);
    case "delete":
      return itemCommand("delete", request, itemWord(catalog, request.kind, request.policyId));
    case "restore":
      return "portico undo";
  }
}

function promotionCommand({ kind, provider }: ChangeRequest, { from, item, flags }: PromotedFrom): string {
  const places = [flag("from", from), flag("to", provider)];
  return namedCommand(`portico promote ${kind}`, item, [...places, ...flags]);
}

/** The words by which a command names an item: its name, or its policy's id where that alone is clear. */
export function itemWord(catalog: Catalog, kind: ItemKind, policyId: string): string {
  const name = findItem(catalog, kind, policyId)?.item.name ?? "";
  const holders = itemsOf(catalog, kind).filter((item) => wordsFor(item).includes(name));
  return isClear(name, holders.length) ? name : policyId;
}

/** The same for many of these items, looked through once. */
export function itemWords(items: readonly Item[]): (item: Item) => string {
  const holder = new Map<string, Item | null>();
  for (const item of items) {
    for (const word of wordsFor(item)) {
      const other = holder.get(word);
      if (other !== item) holder.set(word, other === undefined ? item : null);
    }
  }
  return ({ name, policyId }) => {
    const isOwn = holder.get(name)?.policyId === policyId;
    return isClear(name, isOwn ? 1 : 0) ? name : policyId;
  };
}

function wordsFor({ name, displayName, policyId, referenceId }: Item): readonly string[] {
  return [name, displayName ?? "", policyId, referenceId];
}

function isClear(name: string, holders: number): boolean {
  return name.trim() === name && name !== "" && holders === 1;
}

type Creation = Extract<ChangeRequest, { op: "create" }>;

function createCommand(request: Creation): string {
  const { displayName, description, labels, published } = request.portal;
  const flags = [
    ...(request.kind === "product" ? productFlags(request) : limitFlags(request)),
    ...textFlag("display-name", displayName),
    ...textFlag("description", description === null ? null : fileless(description)),
    ...Object.entries(labels).map(([key, value]) => flag("label", `${key}=${value}`)),
    ...Object.entries(request.metadata).map(([key, value]) => flag("metadata", pairWords(key, value))),
    ...(published ? ["--publish"] : []),
  ];
  return itemCommand("create", request, request.name.trim(), flags);
}

function textFlag(name: string, value: string | null): readonly string[] {
  return value === null || value === "" ? [] : [flag(name, value)];
}

function productFlags({ authMethod, apis }: Extract<Creation, { kind: "product" }>): readonly string[] {
  return [flag("auth", authMethod), ...apis.map((id) => flag("api", id))];
}

function limitFlags({ rate, quota, keyLifetime }: Extract<Creation, { kind: "plan" }>): readonly string[] {
  return [
    flag("rate", limitWords(rate)),
    flag("quota", limitWords(quota)),
    flag("key-lifetime", lifetimeWords(keyLifetime)),
  ];
}

/** `key=text`, and `key:=JSON` for what is no text; a key that ends with a colon would be taken for such a one. */
function pairWords(key: string, value: unknown): string {
  if (typeof value === "string" && !key.endsWith(":")) return `${key}=${value}`;
  return `${key}:=${JSON.stringify(value)}`;
}

/** The command line of an adoption; by the id, for other policies may have the name. */
export function adoptCommand({ provider, policyId }: Adoption): string {
  const id = policyId.startsWith("-") ? `-- ${shellWord(policyId)}` : shellWord(policyId);
  return `portico explain --add-tag ${flag("p", provider)} ${id}`;
}

type Edit = Extract<ChangeRequest, { op: "edit" }>;

function editCommand(request: Edit, catalog: Catalog): string {
  const word = itemWord(catalog, request.kind, request.policyId);
  const { set } = request;
  if (Object.keys(set).length === 1 && set.published !== undefined) {
    return itemCommand(set.published ? "publish" : "unpublish", request, word);
  }
  return itemCommand("edit", request, word, setFlags(set));
}

function setFlags(set: ItemSet): readonly string[] {
  return Object.keys(set).flatMap((field) => {
    const words = isSetField(field) ? SET_WORDS[field](set) : null;
    return words === null ? [] : [flag("set", `${field}=${fileless(words)}`)];
  });
}

const SET_WORDS: Readonly<Record<keyof ItemSet, (set: ItemSet) => string | null>> = {
  name: ({ name }) => name ?? null,
  displayName: ({ displayName }) => (displayName === undefined ? null : (displayName ?? "")),
  description: ({ description }) => (description === undefined ? null : (description ?? "")),
  labels: ({ labels }) => jsonWords(labels),
  published: ({ published }) => (published === undefined ? null : String(published)),
  tags: ({ tags }) => tags?.join(",") ?? null,
  apis: ({ apis }) => apis?.join(",") ?? null,
  rate: ({ rate }) => (rate === undefined ? null : limitWords(rate)),
  quota: ({ quota }) => (quota === undefined ? null : limitWords(quota)),
  keyLifetime: ({ keyLifetime }) => (keyLifetime === undefined ? null : lifetimeWords(keyLifetime)),
  metadata: ({ metadata }) => jsonWords(metadata),
};

function isSetField(field: string): field is keyof ItemSet {
  return Object.hasOwn(SET_WORDS, field);
}

function jsonWords(record: Readonly<Record<string, unknown>> | undefined): string | null {
  return record === undefined ? null : JSON.stringify(record);
}

/** A value that begins with @ would name a file. */
function fileless(value: string): string {
  return value.startsWith("@") ? `@${value}` : value;
}

function itemCommand(
  verb: string,
  { kind, provider }: { readonly kind: ItemKind; readonly provider: string },
  ...[name, flags = []]: readonly [string, (readonly string[])?]
): string {
  return namedCommand(`portico ${verb} ${kind}`, name, [flag("p", provider), ...flags]);
}

/** What begins as flags do has to stand after all of them. */
function namedCommand(begin: string, name: string, flags: readonly string[]): string {
  const words = name.startsWith("-") ? [...flags, "--", shellWord(name)] : [shellWord(name), ...flags];
  return [begin, ...words].join(" ");
}

function flag(name: string, value: string): string {
  const dashes = name.length === 1 ? "-" : "--";
  if (!value.startsWith("-")) return `${dashes}${name} ${shellWord(value)}`;
  return `${name === "p" ? "--provider" : `--${name}`}=${shellWord(value)}`;
}
