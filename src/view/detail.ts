import { apiUrl, authText, type Api } from "../core/api.ts";
import type { Catalog, Item } from "../core/catalog.ts";
import { skipAdvice } from "../core/classify.ts";
import { lifetimeText, limitText } from "../core/period.ts";
import { isPublished, type Product } from "../core/product.ts";
import { plainText } from "../core/plain-text.ts";
import { authConflict } from "../core/rules.ts";
import type { DrawnAct } from "./act.ts";
import { agoText, oldText } from "./age.ts";
import type { ConsoleState, ProviderView } from "./console-data.ts";
import { credentialLines } from "./credential-detail.ts";
import type { TokensByRow, UsageByRow } from "./credential-watch.ts";
import { descriptionLines, type DrawMarkdown } from "./description-lines.ts";
import { UNICODE_GLYPHS, type Glyphs } from "./glyphs.ts";
import { fact, packed } from "./facts.ts";
import { fieldText } from "./field-text.ts";
import { line, lineText, lineWidth, span, wrapText, type Line } from "./line.ts";
import { providerDetail } from "./provider-detail.ts";
import type { Row } from "./rows.ts";
import type { DetailTarget } from "./view-state.ts";
import { wrapSpans } from "./wrap-spans.ts";

/** A small table that does not scroll by itself: cells by column id. */
export type DetailTable = {
  readonly kind: "table";
  readonly columns: readonly { readonly id: string; readonly title: string }[];
  readonly rows: readonly Readonly<Record<string, string>>[];
};

export type DetailBlock = { readonly kind: "lines"; readonly lines: readonly Line[] } | DetailTable;

/** Everything about one object, from top to bottom. */
export type Detail = { readonly title: string; readonly blocks: readonly DetailBlock[] };

export type DetailInput = {
  readonly data: ConsoleState;
  readonly now: number;
  readonly glyphs: Glyphs;
  /** Columns to write in. */
  readonly width: number;
  readonly offsetMinutes: number;
  readonly usage: UsageByRow;
  readonly tokens: TokensByRow;
  /** How descriptions are drawn. */
  readonly markdown: DrawMarkdown | null;
};

type Context = DetailInput & { readonly provider: ProviderView | null; readonly catalog: Catalog | null };

/** The detail that is shown, in so many columns. */
export function shownDetailOf({ view, data, now, glyphs }: DrawnAct, width: number): Detail {
  const { detail, markdown, offsetMinutes } = view;
  const { usage, tokens } = view.credentials;
  const look = { width, markdown, glyphs: glyphs ?? UNICODE_GLYPHS };
  return detailOf(detail, { data, now, offsetMinutes, usage, tokens, ...look });
}

/** What there is to say of the target; of nothing, that nothing is selected. */
export function detailOf(target: DetailTarget | null, input: DetailInput): Detail {
  if (target === null) return { title: "Detail", blocks: [lines(line(span("Nothing selected.", "dim")))] };
  if (target.kind === "provider") return providerDetail(target.row, input);
  const { row } = target;
  const provider = input.data.providers.find(({ definition }) => definition.name === row.provider) ?? null;
  const context = { ...input, provider, catalog: input.data.catalogs.get(row.provider) ?? null };
  const blocks = rowBlocks(row, context).map((block) =>
    block.kind === "lines" ? wrapped(block, input) : block,
  );
  return { title: row.name === "" ? "(no name)" : row.name, blocks };
}

function wrapped(
  block: Extract<DetailBlock, { kind: "lines" }>,
  { width }: Pick<DetailInput, "width">,
): DetailBlock {
  return lines(
    ...block.lines.flatMap((one) => (lineWidth(one) <= width ? [one] : wrapSpans(one.spans, width))),
  );
}

/** What stands on each line of the detail, tables as they are drawn: with a rule above, between and below their rows. */
export function detailTexts(detail: Detail): readonly string[] {
  return detail.blocks.flatMap((block) => {
    if (block.kind === "lines") return block.lines.map(lineText);
    const head = block.columns.map(({ title }) => title).join("  ");
    const body = block.rows.map((row) => block.columns.map(({ id }) => row[id] ?? "").join("  "));
    return ["", ...[head, ...body].flatMap((text) => [text, ""])];
  });
}

function rowBlocks(row: Row, context: Context): readonly DetailBlock[] {
  const stale = staleLine(context);
  switch (row.kind) {
    case "product":
      return [lines(...stale, ...itemLines(row.item, context)), ...productBlocks(row.item, context)];
    case "plan": {
      const { rate, quota, keyLifetime } = row.item;
      const limits = [
        fact("rate", limitText(rate)),
        fact("quota", limitText(quota)),
        fact("keys expire", lifetimeText(keyLifetime)),
      ];
      return [lines(...stale, ...itemLines(row.item, context), line(), ...limits)];
    }
    case "api":
      return [lines(...stale, ...apiLines(row.item, context))];
    case "credential":
      return [lines(...stale, ...credentialLines(row, context))];
    case "skipped":
      return [lines(...stale, ...skippedLines(row, context))];
  }
}

function itemLines(item: Item, context: Context): readonly Line[] {
  const { width } = context;
  const ids = [
    fact("policy", item.policyId),
    ...(item.referenceId === item.policyId ? [] : [fact("reference", item.referenceId)]),
    fact("tags", item.tags.length === 0 ? "none" : item.tags.join(", ")),
    ...(item.displayName === null ? [] : [fact("name at the Provider", item.name)]),
    ...(Object.keys(item.labels).length === 0
      ? []
      : [fact("labels", fieldText({ field: "labels" }, item.labels))]),
    ...(Object.keys(item.metadata).length === 0
      ? []
      : [fact("metadata", fieldText({ field: "metadata" }, item.metadata))]),
  ];
  const { description } = item;
  return [
    ...packed(ids, width),
    ...stateLines(item, context),
    ...warningLines(item, context),
    ...(description === null ? [] : [line(), ...descriptionLines(description, context), line()]),
  ];
}

function stateLines(item: Item, { now, glyphs }: Context): readonly Line[] {
  if (item.state === "hidden") {
    const when = agoText(item.hiddenAt, now) ?? "some time ago";
    const why =
      item.hiddenReason === "not-retrieved"
        ? "the Provider no longer returns it"
        : (item.hiddenReason ?? "no reason kept");
    const intent = item.published ? "; published again when it comes back" : "";
    return [line(span(`hidden ${when}: ${why}${intent}`, "dim"))];
  }
  const published = isPublished(item) ? "published" : "not published";
  const placeholder = item.placeholder
    ? [" ", glyphs.dot, " ", span("new", "new"), ": nobody has edited it yet"]
    : [];
  return [
    line(published, ...placeholder, ` ${glyphs.dot} first seen ${agoText(item.firstSeenAt, now) ?? "?"}`),
  ];
}

function warningLines(item: Item, { glyphs, catalog, width, provider }: Context): readonly Line[] {
  const warnings: string[] = [];
  if (item.policyState === "draft")
    warnings.push("The policy is a draft at the Provider: no new credentials can use it.");
  if (item.policyState === "denied")
    warnings.push("The policy is denied at the Provider: its credentials are refused.");
  if ("apis" in item && catalog !== null) {
    const conflict = authConflict(item, new Map(catalog.apis.map((api) => [api.id, api])));
    if (conflict !== null) warnings.push(conflict);
  }
  if (provider?.status.held != null)
    warnings.push("The Provider returned no policies; nothing was changed (s decides).");
  return warnings.flatMap((text) =>
    wrapText(`${glyphs.warn} ${text}`, width).map((part) => line(span(part, "warn"))),
  );
}

function productBlocks(product: Product, { catalog, provider, glyphs }: Context): readonly DetailBlock[] {
  if (product.apis.length === 0) return [lines(line(span("It grants no APIs.", "dim")))];
  const apis = new Map(catalog?.apis.map((api) => [api.id, api]));
  const baselineUrl = provider?.definition.baselineUrl ?? null;
  const urls = product.apis.flatMap((grant) => {
    const api = apis.get(grant.id);
    const url = api === undefined ? null : apiUrl(api, baselineUrl);
    return url === null ? [] : [line(url)];
  });
  const rows = product.apis.map((grant) => {
    const api = apis.get(grant.id);
    const versions = grant.versions.length > 0 ? grant.versions : (api?.versions ?? []);
    return {
      name: grant.name === "" ? grant.id : grant.name,
      method: api === undefined ? "unknown" : authText(api.authMethods),
      versions: versions.length === 0 ? glyphs.none : versions.join(", "),
      path: api?.listenPath ?? glyphs.none,
    };
  });
  const columns = [
    { id: "name", title: "NAME" },
    { id: "method", title: "METHOD" },
    { id: "versions", title: "VERSIONS" },
    { id: "path", title: "PATH" },
  ];
  return [...(urls.length === 0 ? [] : [lines(...urls)]), { kind: "table", columns, rows }];
}

function apiLines(api: Api, { provider, catalog, width }: Context): readonly Line[] {
  const url = apiUrl(api, provider?.definition.baselineUrl ?? null);
  const users =
    catalog?.products.filter((product) => product.apis.some((grant) => grant.id === api.id)) ?? [];
  const facts = [
    fact("id", api.id),
    fact("auth", authText(api.authMethods) || "none"),
    fact("state", api.state),
    fact("listen path", api.listenPath ?? "none"),
    fact("versions", api.versions.join(", ") || "none"),
    fact("categories", api.categories.join(", ") || "none"),
  ];
  const names = users.map((product) => plainText(product.displayName ?? product.name)).join(", ");
  const used = wrapText(users.length === 0 ? "In no Product." : `In the Products: ${names}`, width);
  return [...packed(facts, width), ...(url === null ? [] : [line(url)]), ...used.map((text) => line(text))];
}

function skippedLines(
  row: Row & { readonly kind: "skipped" },
  { provider, width, glyphs }: Context,
): readonly Line[] {
  const { item } = row;
  const facts = [
    fact("policy", item.policyId),
    ...(item.referenceId === item.policyId ? [] : [fact("reference", item.referenceId)]),
    fact("tags", item.tags.length === 0 ? "none" : item.tags.join(", ")),
  ];
  const selection = {
    tags: provider?.definition.policyTags ?? [],
    match: provider?.definition.policyTagMatch ?? "any",
  };
  const why = wrapText(`${glyphs.warn} ${item.reason}: ${item.detail}`, width).map((text) =>
    line(span(text, "warn")),
  );
  const fix = wrapText(skipAdvice(item.reason, selection), width).map((text) => line(text));
  return [...packed(facts, width), ...why, ...fix];
}

function staleLine({ provider, glyphs, now }: Context): readonly Line[] {
  if (provider === null || provider.status.state !== "down") return [];
  const age = oldText(provider.status.lastSuccessAt, now) ?? "of unknown age";
  const text = `${glyphs.down} ${provider.definition.name} is down; what is shown is ${age}`;
  return [line(span(text, "error"))];
}

function lines(...drawn: readonly Line[]): DetailBlock {
  return { kind: "lines", lines: drawn };
}
