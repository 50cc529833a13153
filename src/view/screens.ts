import { counted } from "../core/counted.ts";
import { plainText } from "../core/plain-text.ts";
import type { Act } from "./act.ts";
import { agoText, oldText } from "./age.ts";
import { fit, textWidth } from "./cell.ts";
import type { ProviderView } from "./console-data.ts";
import { issueCheck } from "./credential-checks.ts";
import { unlistedReasons } from "./credential-watch.ts";
import type { Glyphs } from "./glyphs.ts";
import { issueNotice } from "./issue-notice.ts";
import { firstKey, type ActionId } from "./keys.ts";
import { SMALLEST, type Size } from "./layout.ts";
import { line, span, wrapText, type Line } from "./line.ts";
import { scopeOf, tabListing } from "./listing.ts";
import { nothingMatches } from "./nothing-matches.ts";
import { progressText, providerLook } from "./provider-rows.ts";
import { ALL_SCOPE, type Tab } from "./rows.ts";
import type { Overlay } from "./view-state.ts";

/** What the screens are drawn from. */
export type ScreenInput = Act & { readonly glyphs: Glyphs };

const NOUNS: Readonly<Record<Tab, string>> = {
  products: "Product",
  plans: "Plan",
  apis: "API",
  credentials: "credential",
  skipped: "skipped policy",
};

/** For a terminal that is too small for panes. */
export function tooSmallLine({ columns, rows }: Size): Line {
  return line(`portico needs ${SMALLEST.columns}x${SMALLEST.rows}, this is ${columns}x${rows}`);
}

/** What is shown in place of the panes while there is no config, or a config without Providers; null otherwise. */
export function startLines(input: ScreenInput, width: number): readonly Line[] | null {
  const { config, providers } = input.data;
  if (config.state === "missing") return noConfigLines(input, width);
  if (providers.length > 0) return null;
  const broken = configNotice(input, width);
  if (broken !== null) return broken;
  return [
    ...wrapText(`${config.file ?? "The config"} has no Providers yet.`, width).map((text) => line(text)),
    line(),
    keyLine(input, "provider.add", "add one now (form)"),
    keyLine(input, "config.edit", "open the YAML in $EDITOR"),
    ...(input.data.configEdits.length > 0
      ? [keyLine(input, "change.undo", "undo the last change of it")]
      : []),
    keyLine(input, "go.back", "quit"),
    line(),
    line(span("The screen changes as you save.", "dim")),
  ];
}

/**
 * The errors of a config that is broken, each with its place, line and fix, and what runs meanwhile; null when it is
 * sound, or when the operator has put these errors aside.
 */
export function configNotice(input: ScreenInput, width: number): readonly Line[] | null {
  const { data, view, glyphs } = input;
  const { config } = data;
  if (config.state !== "broken" || view.dismissed === config.issues) return null;
  const lines = config.issues.flatMap((issue) => issueNotice(issue, { glyphs, width }));
  const ago = agoText(config.loadedAt, input.now);
  const running = ago === null ? "nothing is running" : `still running what was loaded ${ago}`;
  const keys = [
    `${firstKey(view.keymap, "config.edit") ?? ":"} edit`,
    `${firstKey(view.keymap, "copy.menu") ?? ":"} copy`,
    ...(data.providers.length === 0 ? [] : ["Esc put aside"]),
  ];
  const last = wrapText([running, ...keys].join(` ${glyphs.dot} `), width);
  return [...lines, ...last.map((text) => line(span(text, "dim")))];
}

/** What stands in a list without rows: why it is empty, and what to do about it. */
export function emptyListLines(input: ScreenInput, width: number): readonly Line[] {
  const views = viewsInScope(input);
  if (views.length === 0) return [line(span(" This Provider has left the config.", "dim"))];
  const listing = tabListing(input);
  if (listing.all.length > 0) return nothingMatches(input, NOUNS[input.view.tab]);
  if (input.view.tab === "credentials") return noCredentialLines(input, width);
  const waiting = views.some((view) => view.progress !== null || view.status.state === "unknown");
  if (waiting) return views.map((view) => firstSyncLine(view, input, width));
  const down = views.filter((view) => view.status.state === "down" || view.loadError !== null);
  if (down.length > 0) return down.flatMap((view) => downLines(view, input, width));
  const noun = NOUNS[input.view.tab];
  const hint = input.view.tab === "skipped" ? "" : " 6 shows the policies that became none, and why.";
  return [line(span(` No ${noun} here.${hint}`, "dim"))];
}

function noCredentialLines({ view, data, now }: ScreenInput, width: number): readonly Line[] {
  const reasons = unlistedReasons(view, data, scopeOf(view));
  const asked = [...view.credentials.listings.values()].some(({ isUnderWay }) => isUnderWay);
  const key = issueCheck({ view, data, now }) === null ? firstKey(view.keymap, "credential.issue") : null;
  const way = key === null ? "" : ` ${key} issues one.`;
  return [
    line(span(asked ? " asking the Provider for its credentials" : ` No credential here.${way}`, "dim")),
    ...reasons
      .flatMap((text) => wrapText(plainText(text), width - 2))
      .map((text) => line(span(` ${text}`, "dim"))),
  ];
}

/** The dialog over a Provider that returned nothing where it had something. Keeping has the focus first. */
export function heldLines(
  overlay: Extract<Overlay, { kind: "held" }>,
  { data, glyphs }: ScreenInput,
  width: number,
): readonly Line[] {
  const view = data.providers.find(({ definition }) => definition.name === overlay.provider);
  const { products, plans } = view?.status.held ?? { products: 0, plans: 0 };
  const text = `${counted(products, "Product")} and ${counted(plans, "Plan")} would be hidden and unpublished. Nothing has been changed.`;
  const choice = (name: "keep" | "hide", label: string) =>
    overlay.choice === name ? span(`${glyphs.cursor} ${label} `, "selection") : span(`  ${label} `);
  return [
    ...wrapText(text, width - 2).map((part) => line(` ${part}`)),
    line(),
    line(" ", choice("keep", "Keep"), "  ", choice("hide", "Hide them")),
  ];
}

function noConfigLines(input: ScreenInput, width: number): readonly Line[] {
  return [
    ...wrapText("No portico.yaml here or in the folders above.", width).map((text) => line(text)),
    line(),
    keyLine(input, "config.init", "write a commented one here"),
    keyLine(input, "app.demo", "try it with two simulated Dashboards"),
    keyLine(input, "go.back", "quit"),
  ];
}

function keyLine({ view }: ScreenInput, action: ActionId, text: string): Line {
  return line(span(firstKey(view.keymap, action) ?? "", "focus"), `  ${text}`);
}

function firstSyncLine(view: ProviderView, { glyphs }: ScreenInput, width: number): Line {
  const look = providerLook(view, glyphs);
  const name = fit(view.definition.name, Math.min(20, Math.max(8, width - 30)), {
    ellipsis: glyphs.ellipsis,
  });
  const room = Math.max(0, width - textWidth(name) - 5);
  const text = view.progress === null ? look.word : progressText(view.progress, glyphs, room);
  return line(" ", span(look.glyph, look.role), ` ${name} `, span(text, "dim"));
}

function downLines(view: ProviderView, { glyphs, now }: ScreenInput, width: number): readonly Line[] {
  const error = view.loadError ?? view.status.error;
  const text = `${glyphs.down} ${view.definition.name}  ${error?.message ?? "down"}`;
  const age = oldText(view.status.lastSuccessAt, now);
  const shown = age === null ? "it was never read" : `the last good catalog is ${age}, and empty`;
  return [
    ...wrapText(text, width - 2).map((part) => line(" ", span(part, "error"))),
    ...(error?.hint == null ? [] : wrapText(error.hint, width - 4).map((part) => line(`   ${part}`))),
    line(span(`   ${shown}`, "dim")),
  ];
}

function viewsInScope({ view, data }: Act): readonly ProviderView[] {
  const scope = scopeOf(view);
  return data.providers.filter(({ definition }) => scope === ALL_SCOPE || definition.name === scope);
}
