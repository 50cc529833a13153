import { isRecord } from "../core/json-record.ts";
import { renamedRowId } from "./row-id.ts";
import { ALL_SCOPE, TABS, type Tab } from "./rows.ts";
import { emptyView, listKey, NO_LIST, type ListState, type ViewState } from "./view-state.ts";
import type { Size } from "./layout.ts";

/** What is kept across restarts: the order, filter and object of each Provider and view; theme and mouse. */
export type Memory = Readonly<Record<string, unknown>>;

const VERSION = 1;

/** What to remember of a view, as JSON. */
export function memoryOf(view: ViewState): Memory {
  const lists = Object.entries(view.lists).flatMap(([key, list]) => {
    const [scope, tab] = splitKey(key);
    if (tab === null) return [];
    const { sort, filter, hidden, problems, cursor } = list;
    return [
      {
        provider: scope === ALL_SCOPE ? null : scope,
        tab,
        sort,
        filter,
        hidden,
        problems,
        selected: cursor?.id ?? null,
      },
    ];
  });
  const scope = view.providers.cursor?.id ?? ALL_SCOPE;
  const { tab, theme, mouse } = view;
  return { version: VERSION, provider: scope === ALL_SCOPE ? null : scope, tab, theme, mouse, lists };
}

/** A fresh view that remembers; what it does not understand of the memory is left out. */
export function initialView(size: Size, memory: Memory = {}): ViewState {
  const view = emptyView(size);
  if (memory["version"] !== VERSION) return view;
  const { provider, tab, theme, mouse } = memory;
  const cursor = { id: textOr(provider, ALL_SCOPE), index: 0, offset: 0, row: null };
  return {
    ...view,
    tab: tabOf(tab) ?? view.tab,
    theme: typeof theme === "string" ? theme : null,
    mouse: mouse === true,
    providers: { ...view.providers, cursor },
    lists: listsOf(memory["lists"]),
  };
}

/** The memory with a Provider under another name. */
export function renamedMemory(memory: Memory, from: string, to: string): Memory {
  const { lists } = memory;
  const named = (entry: unknown): unknown => {
    if (!isRecord(entry)) return entry;
    const { provider, selected } = entry;
    const id = typeof selected === "string" ? { selected: renamedRowId(selected, from, to) } : {};
    return { ...entry, ...id, ...(provider === from ? { provider: to } : {}) };
  };
  return {
    ...memory,
    ...(memory["provider"] === from ? { provider: to } : {}),
    ...(Array.isArray(lists) ? { lists: lists.map(named) } : {}),
  };
}

function listsOf(remembered: unknown): Readonly<Record<string, ListState>> {
  const lists: Record<string, ListState> = {};
  if (!Array.isArray(remembered)) return lists;
  for (const entry of remembered) {
    if (!isRecord(entry)) continue;
    const tab = tabOf(entry["tab"]);
    if (tab !== null) lists[listKey(textOr(entry["provider"], ALL_SCOPE), tab)] = listOf(entry);
  }
  return lists;
}

function listOf(entry: Readonly<Record<string, unknown>>): ListState {
  const { sort, selected } = entry;
  const id = typeof selected === "string" ? selected : null;
  return {
    ...NO_LIST,
    sort: isRecord(sort)
      ? { column: textOr(sort["column"], NO_LIST.sort.column), descending: sort["descending"] === true }
      : NO_LIST.sort,
    filter: textOr(entry["filter"], ""),
    hidden: entry["hidden"] === true,
    problems: entry["problems"] === true,
    cursor: id === null ? null : { id, index: 0, offset: 0, row: null },
  };
}

function splitKey(key: string): readonly [string, Tab | null] {
  const at = key.lastIndexOf("\u0000");
  return [key.slice(0, at), tabOf(key.slice(at + 1))];
}

function tabOf(value: unknown): Tab | null {
  return TABS.find((tab) => tab === value) ?? null;
}

function textOr(value: unknown, otherwise: string): string {
  return typeof value === "string" ? value : otherwise;
}
