import type { Api } from "../core/api.ts";
import { AUTH_METHODS, type AuthMethod } from "../core/auth-methods.ts";
import type { ConsoleState } from "./console-data.ts";
import { chosenApis, type Form } from "./form.ts";

/** An API on offer. One that is chosen but lacks the method is listed too, so that it can be taken out. */
export type ApiChoice = { readonly api: Api; readonly chosen: boolean; readonly fits: boolean };

/** The auth methods that the APIs of a Provider have, in the order in which they are declared. */
export function methodsOffered(data: ConsoleState, provider: string): readonly AuthMethod[] {
  const apis = data.catalogs.get(provider)?.apis ?? NO_APIS;
  const known = methods.get(apis);
  if (known !== undefined) return known;
  const seen = new Set(apis.flatMap((api) => api.authMethods));
  const offered = AUTH_METHODS.filter((method) => seen.has(method));
  methods.set(apis, offered);
  return offered;
}

/** The APIs that the chooser lists: what its filter leaves of those with the method, in the order of their names. */
export function apisListed(form: Form, data: ConsoleState): readonly Api[] {
  const { provider, authMethod } = form.content;
  const apis = data.catalogs.get(provider)?.apis ?? NO_APIS;
  const index = indexOf(apis);
  const chosen = chosenApis(form.content);
  const key = JSON.stringify([authMethod, form.chooser.filter.text, chosen]);
  if (index.listed?.key === key) return index.listed.apis;
  const wanted = squeezed(form.chooser.filter.text);
  const picked = new Set(chosen);
  const listed = index.entries.filter(
    ({ api, text }) =>
      (picked.has(api.id) || (authMethod !== null && api.authMethods.includes(authMethod))) &&
      text.includes(wanted),
  );
  const result = listed.map(({ api }) => api);
  index.listed = { key, apis: result };
  return result;
}

/** What an API is called, by its id; the id itself where there is none of it. */
export function apiName(data: ConsoleState, provider: string, id: string): string {
  const { names } = indexOf(data.catalogs.get(provider)?.apis ?? NO_APIS);
  return names.get(id) ?? id;
}

/** How an API of the list stands to the form. */
export function apiChoice(form: Form, api: Api): ApiChoice {
  const { authMethod } = form.content;
  const fits = authMethod !== null && api.authMethods.includes(authMethod);
  return { api, chosen: chosenApis(form.content).includes(api.id), fits };
}

/** Where the chooser's cursor is among the APIs listed: on its API, or on the first. */
export function cursorIndex(form: Form, listed: readonly Api[]): number {
  const at = listed.findIndex(({ id }) => id === form.chooser.cursor);
  return at < 0 ? 0 : at;
}

type Entry = { readonly api: Api; readonly text: string };
type Index = {
  readonly entries: readonly Entry[];
  readonly names: ReadonlyMap<string, string>;
  listed: { key: string; apis: readonly Api[] } | null;
};

const NO_APIS: readonly Api[] = [];
const methods = new WeakMap<readonly Api[], readonly AuthMethod[]>();
const indexes = new WeakMap<readonly Api[], Index>();

/** Sorted and put into lower case once per catalog: nothing of that happens at a key. */
function indexOf(apis: readonly Api[]): Index {
  const known = indexes.get(apis);
  if (known !== undefined) return known;
  const entries = apis.map((api) => ({
    api,
    text: squeezed(`${api.name}\n${api.listenPath ?? ""}\n${api.id}`),
  }));
  const order = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });
  entries.sort((a, b) => order.compare(a.api.name, b.api.name) || (a.api.id < b.api.id ? -1 : 1));
  const names = new Map(apis.map(({ id, name }) => [id, name]));
  const made: Index = { entries, names, listed: null };
  indexes.set(apis, made);
  return made;
}

/** Space chooses in the list, so that a filter is written without: spaces do not count. */
function squeezed(text: string): string {
  return text.toLowerCase().replaceAll(" ", "");
}
