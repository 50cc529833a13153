import { withProviders, type Act } from "./act.ts";
import { changeTitle } from "../core/change-text.ts";
import { preparing } from "./act-write.ts";
import { explainedAdoption } from "./explain-lines.ts";
import { indexOfRow } from "./arrange.ts";
import { enteredBrowse, openedHistory } from "./act-browse.ts";
import { focused, openedDetail } from "./act-pane.ts";
import { enteredWork, isWork } from "./act-dialog.ts";
import { isBrowse, type BrowseOverlay } from "./browse.ts";
import { CONFIRM_AFTER } from "./confirm-after.ts";
import { copyChoices } from "./copy.ts";
import { helpRows } from "./help.ts";
import { providerListing, rowUnderCursor } from "./listing.ts";
import { paletteEntries, type PaletteRun } from "./palette.ts";
import { providerProblem } from "./provider-rows.ts";
import { layoutOf, stay, step, toasted, type Overlay, type Step, type ViewState } from "./view-state.ts";

/** Enter: keeps what was written, chooses in a menu, or goes into what is under the cursor. */
export function accepted(act: Act): Step {
  const { view } = act;
  if (view.prompt !== null) return step({ ...view, prompt: null }, { type: "save-memory" });
  if (isBrowse(view.overlay)) return enteredBrowse(act, view.overlay);
  if (view.overlay !== null) return acceptedIn(act, view.overlay);
  if (view.focus === "activity") return openedHistory(act);
  if (view.focus === "list" || hasUnseenProblem(act)) return stay(openedDetail(act));
  const isProvider = view.focus === "detail" && view.detail?.kind === "provider";
  return stay(view.focus === "providers" || isProvider ? focused(view, "list") : view);
}

/** The Provider under the cursor has something wrong with it, and no detail beside it says what. */
function hasUnseenProblem({ view, data }: Act): boolean {
  if (view.focus !== "providers" || layoutOf(view).detail !== null) return false;
  const provider = rowUnderCursor(providerListing({ view, data }))?.view ?? null;
  return provider !== null && providerProblem(provider) !== null;
}

function acceptedIn(act: Act, overlay: Exclude<Overlay, BrowseOverlay>): Step {
  if (isWork(overlay)) return enteredWork(act, overlay);
  const closed: ViewState = { ...act.view, overlay: null };
  switch (overlay.kind) {
    case "explain":
      return afterExplanation(act, overlay);
    case "check":
      return stay(closed);
    case "held":
      return decided(act, overlay);
    case "certificates":
      return stay(act.view);
    case "copy": {
      const choice = copyChoices(act)[overlay.index];
      return choice === undefined
        ? stay(closed)
        : step(closed, { type: "copy", text: choice.text, what: choice.what });
    }
    case "help":
      return chosenInHelp(act, overlay);
    case "palette": {
      const entry = paletteEntries(act)[overlay.index];
      if (entry === undefined) return stay(act.view);
      return entry.disabled === null
        ? run({ ...act, view: closed }, entry.run)
        : refused(act, entry.title, entry.disabled);
    }
  }
}

/** What an explanation advises is done where it can be done from here; else it closes. */
function afterExplanation(act: Act, overlay: Overlay & { readonly kind: "explain" }): Step {
  const adoption = explainedAdoption(act.data, overlay);
  if (adoption === null) return stay({ ...act.view, overlay: null });
  const title = changeTitle(adoption, adoption.name);
  return preparing(act, { wanted: [adoption], title, form: null });
}

function chosenInHelp(act: Act, { cursor }: Overlay & { readonly kind: "help" }): Step {
  const rows = helpRows(act);
  const row = rows.find(({ id }) => id === cursor) ?? rows[0];
  if (row === undefined) return stay(act.view);
  if (row.disabled !== null) return refused(act, row.label, row.disabled);
  return { ...stay({ ...act.view, overlay: null }), next: row.id };
}

function decided({ view, now }: Act, overlay: Overlay & { readonly kind: "held" }): Step {
  if (now - overlay.openedAt < CONFIRM_AFTER) return stay(view);
  const closed = { ...view, overlay: null };
  if (overlay.choice === "keep") return stay(closed);
  return step(closed, { type: "sync", providers: [overlay.provider], force: true });
}

function run(act: Act, what: PaletteRun): Step {
  if (what.kind === "action") return { ...stay(act.view), next: what.action };
  const unfiltered = withProviders(act.view, { filter: "", problems: false });
  const listing = providerListing({ ...act, view: unfiltered });
  const index = indexOfRow(listing.rows, what.name);
  const row = listing.rows[index];
  if (row === undefined) return stay(act.view);
  const cursor = { id: row.id, index, offset: index, row };
  return stay(focused(withProviders(unfiltered, { cursor }), "list"));
}

function refused({ view, now }: Act, what: string, why: string): Step {
  return stay(toasted(view, `${what}: ${why}`, { role: "warn", at: now }));
}
