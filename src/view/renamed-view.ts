import type { ConfigRequest } from "../core/provider-edit.ts";
import { renamedRowId } from "./row-id.ts";
import { TABS } from "./rows.ts";
import { listKey, type ListState, type ViewState } from "./view-state.ts";

/**
 * The view after a change of the config's Providers: the cursor is on the one that was added; the lists of a renamed
 * one are as they were, under its new name.
 */
export function afterProvider(view: ViewState, request: ConfigRequest, name: string): ViewState {
  switch (request.op) {
    case "add-provider":
      return added(view, name);
    case "undo-provider":
      if (request.edit.request.op === "remove-provider") return added(view, name);
      return name === request.provider ? view : renamed(view, request.provider, name);
    case "edit-provider":
      return name === request.provider ? view : renamed(view, request.provider, name);
    case "remove-provider":
      return view;
  }
}

function added(view: ViewState, name: string): ViewState {
  const cursor = { id: name, index: Number.MAX_SAFE_INTEGER, offset: 0, row: null };
  return {
    ...view,
    focus: "providers",
    providers: { ...view.providers, filter: "", problems: false, cursor },
  };
}

function renamed(view: ViewState, from: string, to: string): ViewState {
  const lists = { ...view.lists };
  for (const tab of TABS) {
    const list = view.lists[listKey(from, tab)];
    if (list === undefined) continue;
    delete lists[listKey(from, tab)];
    lists[listKey(to, tab)] = renamedList(list, from, to);
  }
  const { cursor } = view.providers;
  const moved = cursor?.id === from ? { ...cursor, id: to, row: null } : cursor;
  return { ...view, lists, providers: { ...view.providers, cursor: moved } };
}

function renamedList(list: ListState, from: string, to: string): ListState {
  const { cursor, marks, range } = list;
  return {
    ...list,
    cursor: cursor === null ? null : { ...cursor, id: renamedRowId(cursor.id, from, to), row: null },
    marks: new Set([...marks].map((id) => renamedRowId(id, from, to))),
    range: range === null ? null : renamedRowId(range, from, to),
  };
}
