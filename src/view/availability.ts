import { baseContext, type Act } from "./act.ts";
import { DIFF_CHECKS, diffMarkCheck } from "./diff-checks.ts";
import { ITEM_CHECKS } from "./item-checks.ts";
import { CREDENTIAL_CHECKS } from "./credential-checks.ts";
import { placeText } from "./places.ts";
import { actionRow, firstKey, type ActionId } from "./keys.ts";
import { copyChoices } from "./copy.ts";
import { providerInQuestion } from "./provider-in-question.ts";
import { providerListing, rowUnderCursor, scopeOf, tabListing } from "./listing.ts";
import { ALL_SCOPE } from "./rows.ts";
import { textOverlayOf } from "./view-state.ts";

/** Why an action does nothing at the moment, for help, palette and toasts; null when it can be done. */
export function whyDisabled(action: ActionId, act: Act): string | null {
  return CHECKS[action]?.(act) ?? null;
}

/** Why an action cannot be run from help or palette, its place included: `only in the list`. */
export function whyUnavailable(action: ActionId, act: Act): string | null {
  const { contexts } = actionRow(action);
  const context = baseContext(act);
  if (!contexts.includes(context)) return placeText(contexts, context);
  return whyDisabled(action, act);
}

type Check = (act: Act) => string | null;

const CHECKS: Readonly<Partial<Record<ActionId, Check>>> = {
  "sync.selected": (act) => syncCheck(act, scopeOf(act.view)),
  "sync.all": (act) => syncCheck(act, ALL_SCOPE),
  "explain.open": (act) => explainCheck(act),
  ...DIFF_CHECKS,
  "check.open": (act) => checkCheck(act),
  ...ITEM_CHECKS,
  "provider.add": configCheck,
  "provider.edit": (act) => configCheck(act) ?? providerCheck(act),
  "provider.remove": (act) => configCheck(act) ?? providerCheck(act),
  "form.test": ({ view }) =>
    view.overlay?.kind === "form" && view.overlay.form.kind !== "provider"
      ? "only a Provider is connected to"
      : null,
  ...CREDENTIAL_CHECKS,
  "copy.name": (act) => (copyChoices(act).length === 0 ? "nothing is under the cursor" : null),
  "copy.menu": (act) => (copyChoices(act).length === 0 ? "nothing is under the cursor" : null),
  "mark.toggle": ghostCheck,
  "mark.range": ghostCheck,
  "mark.all": (act) => (act.view.overlay?.kind === "diff" ? diffMarkCheck(act) : rowsCheck(act)),
  "go.open": ({ view, data, now }) =>
    view.overlay === null && view.prompt === null && view.focus === "list"
      ? rowsCheck({ view, data, now })
      : null,
  "find.next": searchCheck,
  "find.previous": searchCheck,
  "config.edit": ({ data }) => (data.config.file === null ? "there is no config file" : null),
};

function configCheck({ data, view }: Act): string | null {
  if (data.config.state !== "broken") return null;
  return `the config has errors; ${firstKey(view.keymap, "config.edit") ?? "the editor"} mends them`;
}

function providerCheck(act: Act): string | null {
  const name = providerInQuestion(act);
  if (name === null) return "choose a Provider first";
  return act.data.providers.some(({ definition }) => definition.name === name)
    ? null
    : "it has left the config";
}

function syncCheck({ data }: Act, scope: string): string | null {
  const chosen = data.providers.filter(({ definition }) => scope === ALL_SCOPE || definition.name === scope);
  if (chosen.length === 0) return "there is no such Provider any more";
  if (chosen.some(({ definition }) => definition.enabled)) return null;
  return scope === ALL_SCOPE
    ? "every Provider is disabled in the config"
    : `${scope} is disabled in the config`;
}

function explainCheck(act: Act): string | null {
  const name = providerInQuestion(act);
  if (name === null) return "choose a Provider first";
  if (act.view.focus === "providers") return null;
  const row = rowUnderCursor(tabListing(act));
  if (row?.kind === "credential") return "only policies are explained; this is a credential";
  return row?.kind === "api" ? "only policies are explained; this is an API" : null;
}

function checkCheck(act: Act): string | null {
  const { overlay } = act.view;
  const name = overlay?.kind === "check" ? overlay.provider : providerInQuestion(act);
  if (name === null) return "choose a Provider first";
  if (act.data.checks.get(name)?.running === true && overlay?.kind === "check")
    return "it is being checked already";
  return act.data.providers.some(({ definition }) => definition.name === name)
    ? null
    : "there is no such Provider any more";
}

function rowsCheck(act: Act): string | null {
  const { rows, ghost } = act.view.focus === "providers" ? providerListing(act) : tabListing(act);
  return rows.length === 0 && ghost < 0 ? "the list is empty" : null;
}

function ghostCheck(act: Act): string | null {
  if (act.view.overlay?.kind === "diff") return diffMarkCheck(act);
  const { ghost, index } = act.view.focus === "providers" ? providerListing(act) : tabListing(act);
  return ghost >= 0 && ghost === index ? "it has vanished" : rowsCheck(act);
}

function searchCheck({ view }: Act): string | null {
  const pane = textOverlayOf(view) ?? view.focus;
  const search = pane === "providers" || pane === "list" ? "" : view.texts[pane].search;
  return search === "" ? "nothing is being searched for; / starts" : null;
}
