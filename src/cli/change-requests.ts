import type { ConsoleState } from "../console.ts";
import type { ChangeRequest, ItemSet } from "../core/change.ts";
import { AppError } from "../core/errors.ts";
import { excerpt } from "../core/plain-text.ts";
import type { Product } from "../core/product.ts";
import type { CreateIntent, EditIntent, FieldWords, ItemIntent } from "./change-intent.ts";
import type { CommandIo } from "./command-io.ts";
import { fieldValues } from "./field-values.ts";
import { namedItem, soleProvider } from "./named-item.ts";
import { readValue } from "./read-input.ts";

type Io = Pick<CommandIo, "openInput">;

/** What `create` asks for; reads the description from its file. Throws UNKNOWN_PROVIDER or USAGE. */
export async function createRequest(
  intent: CreateIntent,
  state: ConsoleState,
  io: Io,
): Promise<ChangeRequest> {
  const { item, metadata, displayName, labels } = intent;
  const provider = soleProvider(state, item.provider).definition.name;
  const description = intent.description === null ? null : await readValue(intent.description, io);
  const portal = { displayName, description, labels, published: intent.publish };
  const shared = { op: "create", provider, name: item.name, metadata, portal } as const;
  if ("plan" in intent) return { ...shared, kind: "plan", ...intent.plan };
  return { ...shared, kind: "product", authMethod: intent.product.auth, apis: intent.product.apis };
}

/** What `edit` asks for; reads values from their files. Throws UNKNOWN_ITEM, NAME_AMBIGUOUS or USAGE. */
export async function editRequest(intent: EditIntent, state: ConsoleState, io: Io): Promise<ChangeRequest> {
  const { provider, item } = namedItem(state, intent.item);
  const { kind } = intent.item;
  const words: FieldWords[] = [];
  for (const each of intent.set) words.push({ ...each, value: await readValue(each.value, io) });
  const set: ItemSet = { ...fieldValues(words, item), ...("apis" in item ? movedApis(intent, item) : {}) };
  return { op: "edit", kind, provider, policyId: item.policyId, set };
}

/** What `publish`, `unpublish` and `delete` ask for. Throws UNKNOWN_ITEM or NAME_AMBIGUOUS. */
export function itemRequest({ command, item: words }: ItemIntent, state: ConsoleState): ChangeRequest {
  const { provider, item } = namedItem(state, words);
  const target = { kind: words.kind, provider, policyId: item.policyId };
  if (command === "delete") return { op: "delete", ...target };
  return { op: "edit", ...target, set: { published: command === "publish" } };
}

function movedApis({ addApis, removeApis }: EditIntent, { apis, name }: Product): ItemSet {
  if (addApis.length + removeApis.length === 0) return {};
  const ids = apis.map(({ id }) => id);
  const missing = removeApis.find((id) => !ids.includes(id));
  if (missing !== undefined) {
    throw new AppError("USAGE", `Product "${excerpt(name)}" has no API "${excerpt(missing)}" to remove.`, {
      hint: ids.length === 0 ? "It has no APIs." : `It has ${ids.map((id) => excerpt(id)).join(", ")}.`,
    });
  }
  return { apis: [...new Set([...ids.filter((id) => !removeApis.includes(id)), ...addApis])] };
}
