import { withList, type Act } from "./act.ts";
import { isProviderProposal } from "../core/provider-edit.ts";
import { withBrowseList } from "./browse.ts";
import { afterProvider } from "./renamed-view.ts";
import { listStateOf, tabListing } from "./listing.ts";
import { rowId } from "./row-id.ts";
import { reseated } from "./settle.ts";
import { openedCertificates, stay, type Step, type ViewState } from "./view-state.ts";
import type { Done, Proposal } from "./write-dialog.ts";

/** The view after a change that somebody waited for: its dialog closed, the cursor where the operator goes on. */
export function arrivedAt(
  act: Act,
  said: ViewState,
  { proposals, done }: { readonly proposals: readonly Proposal[]; readonly done: readonly Done[] },
): Step {
  const closed = { ...said, overlay: null, beneath: withoutMarks(said.beneath) };
  const [first] = done;
  const [proposal] = proposals;
  if (first === undefined || proposal === undefined) return stay(closed);
  if (isProviderProposal(proposal)) return stay(afterProvider(closed, proposal.request, first.provider));
  const { op } = proposal.request;
  if (op === "addCertificate" || op === "removeCertificate")
    return openedCertificates(closed, first.provider);
  if (op === "delete" || op === "revoke") {
    return stay(soughtIn(act, unmarked(closed), afterGone(act, proposals)));
  }
  return op === "edit" || op === "move"
    ? stay(closed)
    : stay(soughtIn(act, whereMade(closed, op), idOf(first)));
}

/** What was issued is on the tab of credentials, wherever it was asked for. */
function whereMade(view: ViewState, op: Proposal["request"]["op"]): ViewState {
  if (op !== "issue" && op !== "rotate") return view;
  return { ...view, tab: "credentials", focus: "list", detailOpen: false };
}

/** The row of what was made. */
function idOf(done: Done): string | null {
  const made = "credential" in done ? done.credential : null;
  const id = "policyId" in done ? done.policyId : (made?.id ?? null);
  return id === null ? null : rowId(done.provider, id);
}

function soughtIn(act: Act, view: ViewState, seek: string | null): ViewState {
  return seek === null ? view : sought({ ...act, view: { ...view, seek } });
}

/** What comes after the rows that are gone, or before them. */
function afterGone(act: Act, proposals: readonly Proposal[]): string | null {
  const gone = new Set(
    proposals.flatMap(({ request }) => {
      if (request.op === "delete") return [rowId(request.provider, request.policyId)];
      return request.op === "revoke" ? [rowId(request.provider, request.id)] : [];
    }),
  );
  const { rows, index } = tabListing(act);
  const isLeft = ({ id }: { readonly id: string }): boolean => !gone.has(id);
  return (rows.slice(index).find(isLeft) ?? rows.slice(0, index).findLast(isLeft))?.id ?? null;
}

/** What was just made gets the cursor as soon as it is listed; a filter that would keep it out gives way. */
export function sought(act: Act): ViewState {
  const { view } = act;
  if (view.seek === null || view.focus === "providers") return view;
  const unfiltered = withList(view, { filter: "", problems: false });
  const found = withList(unfiltered, {
    cursor: reseated(tabListing({ ...act, view: unfiltered }), [view.seek], 0),
  });
  return listStateOf(found).cursor?.id === view.seek ? { ...found, seek: null } : view;
}

/** What was asked for in a comparison is done; what else was marked stays for the next time. */
function withoutMarks(beneath: ViewState["beneath"]): ViewState["beneath"] {
  if (beneath?.kind !== "diff") return beneath;
  const marks = beneath.browse.list.marks.difference(new Set(beneath.asked));
  return withBrowseList({ ...beneath, asked: [] }, { marks, range: null });
}

function unmarked(view: ViewState): ViewState {
  return withList(view, { marks: new Set(), range: null });
}
