import { apiUrl, type Api } from "../core/api.ts";
import { issueLines } from "../core/config-issue.ts";
import { shellWord } from "../core/shell-word.ts";
import type { Act } from "./act.ts";
import type { ConsoleState } from "./console-data.ts";
import { jsonRow } from "./json-row.ts";
import { providerRecord } from "./records.ts";
import { markedRows, providerListing, rowUnderCursor, tabListing } from "./listing.ts";
import type { ProviderRow } from "./provider-rows.ts";
import type { Row } from "./rows.ts";

/**
 * Something that can be copied; `what` says what it is, as in "copied the name" and "copied 3 names", `preview` shows
 * its start on one line. `isId` marks what a second `y` copies.
 */
export type CopyChoice = {
  readonly what: string;
  readonly text: string;
  readonly preview: string;
  readonly isId?: true;
};

/**
 * What can be copied now: of the rows that are marked, or of the one under the cursor; and the errors of a broken
 * config. The first choice is the name, the second the id.
 */
export function copyChoices(act: Act): readonly CopyChoice[] {
  const { view, data } = act;
  const chosen =
    view.focus === "providers"
      ? providerChoices(providersChosen(act), act)
      : rowChoices(rowsChosen(act), act);
  const { issues } = data.config;
  if (issues.length === 0) return chosen;
  const texts = issues.map((issue) => issueLines(issue).join("\n"));
  return [...chosen, ...choice(["the config error", "config errors"], texts)];
}

function rowsChosen(act: Act): readonly Row[] {
  const listing = tabListing(act);
  const marked = markedRows(listing);
  const row = rowUnderCursor(listing);
  return marked.length > 0 ? marked : row === null ? [] : [row];
}

function providersChosen({ view, data }: Act): readonly ProviderRow[] {
  const listing = providerListing({ view, data });
  const marked = markedRows(listing);
  const row = rowUnderCursor(listing);
  return (marked.length > 0 ? marked : row === null ? [] : [row]).filter((entry) => entry.view !== null);
}

function rowChoices(rows: readonly Row[], { data, now }: Act): readonly CopyChoice[] {
  const json = rows.flatMap((row) => jsonRow(row, data, now) ?? []);
  const urls = rows.flatMap((row) => apisOf(row, data).flatMap((api) => urlsOf(api, row, data)));
  const curls = rows.flatMap((row) => apisOf(row, data).flatMap((api) => curlsOf(api, row, data)));
  return [
    ...choice(
      NAMES,
      rows.map((row) => row.name),
    ),
    ...choice(
      ["the id", "ids"],
      rows.map((row) => idOf(row)),
    ).map((ids) => ({ ...ids, isId: true }) as const),
    ...jsonChoice(json),
    ...choice(
      ["the command line", "command lines"],
      rows.map((row) => commandOf(row)),
    ),
    ...choice(["curl", "curl commands"], curls),
    ...choice(URLS, urls),
  ];
}

function providerChoices(rows: readonly ProviderRow[], { data, now }: Act): readonly CopyChoice[] {
  const views = rows.flatMap((row) => (row.view === null ? [] : [row.view]));
  const names = views.map(({ definition }) => definition.name);
  const command = names.length === 0 ? [] : [`portico sync ${names.map(shellWord).join(" ")}`];
  return [
    ...choice(NAMES, names),
    ...choice(
      URLS,
      views.flatMap(({ definition }) => definition.url ?? []),
    ),
    ...jsonChoice(views.map((view) => providerRecord(view, data, now))),
    ...choice(["the command line", "command lines"], command),
    ...choice(
      ["the error", "errors"],
      views.flatMap(({ status }) => status.error?.message ?? []),
    ),
  ];
}

const NAMES = ["the name", "names"] as const;
const URLS = ["the URL", "URLs"] as const;

/** More do not fit on a line. */
const PREVIEWED = 12;

/** One line for each, told as one thing or as so many; none when there is nothing to copy. */
function choice([one, many]: readonly [string, string], texts: readonly string[]): readonly CopyChoice[] {
  const text = texts.join("\n");
  if (text === "") return [];
  return [
    {
      what: texts.length === 1 ? one : `${texts.length} ${many}`,
      text,
      preview: texts.slice(0, PREVIEWED).join(", "),
    },
  ];
}

function jsonChoice(values: readonly object[]): readonly CopyChoice[] {
  if (values.length === 0) return [];
  const value = values.length === 1 ? values[0] : values;
  const what = values.length === 1 ? "the JSON" : `${values.length} JSON rows`;
  return [{ what, text: JSON.stringify(value, null, 2), preview: JSON.stringify(values[0]) }];
}

function idOf(row: Row): string {
  return row.kind === "api" || row.kind === "credential" ? row.item.id : row.item.policyId;
}

function commandOf(row: Row): string {
  if (row.kind === "credential") {
    return `portico credentials show ${shellWord(row.item.id)} -p ${shellWord(row.provider)}`;
  }
  if (row.kind === "api") return `portico get apis -p ${shellWord(row.provider)}`;
  return `portico explain ${shellWord(row.provider)} ${shellWord(row.item.policyId)}`;
}

function apisOf(row: Row, data: ConsoleState): readonly Api[] {
  if (row.kind === "api") return [row.item];
  if (row.kind !== "product") return [];
  const apis = data.catalogs.get(row.provider)?.apis ?? [];
  return row.item.apis.flatMap((grant) => apis.find((api) => api.id === grant.id) ?? []);
}

function urlsOf(api: Api, row: Row, data: ConsoleState): readonly string[] {
  const view = data.providers.find(({ definition }) => definition.name === row.provider);
  const url = apiUrl(api, view?.definition.baselineUrl ?? null);
  return url === null ? [] : [url];
}

function curlsOf(api: Api, row: Row, data: ConsoleState): readonly string[] {
  const credential = api.authMethods.map((method) => CREDENTIALS[method]).find((part) => part !== undefined);
  return urlsOf(api, row, data).map((url) => ["curl", ...(credential ?? []), shellWord(url)].join(" "));
}

const BEARER = ["-H", '"Authorization: Bearer $TOKEN"'];

/** How curl presents a credential, by auth method; the shell's variables stand for what only the caller knows. */
const CREDENTIALS: Readonly<Record<string, readonly string[] | undefined>> = {
  apiKey: ["-H", '"Authorization: $API_KEY"'],
  jwt: BEARER,
  oauth2: BEARER,
  oidc: BEARER,
  basic: ["-u", '"$USERNAME:$PASSWORD"'],
  mtls: ["--cert", '"$CERTIFICATE"', "--key", '"$PRIVATE_KEY"'],
};
