import type { CredentialRequest } from "../core/credential-change.ts";
import { credentialName, credentialTitle } from "../core/credential-text.ts";
import type { Act, Handler } from "./act.ts";
import type { ActionId } from "./action-table.ts";
import { preparing } from "./act-write.ts";
import { itemUnderCursor } from "./chosen-items.ts";
import {
  chosenCredentials,
  credentialProvider,
  credentialUnderCursor,
  issuingProviders,
} from "./credential-checks.ts";
import { credentialForm } from "./credential-form.ts";
import { needsKeyToEnd } from "./credential-watch.ts";
import { withForm } from "./form-overlay.ts";
import { namesText } from "./names-text.ts";
import { stay, type Step } from "./view-state.ts";
import { providerOf } from "./writable.ts";

export const CREDENTIAL_ACTIONS = {
  "credential.issue": issuing,
  "credential.rotate": (act) => onTarget(act, "rotate"),
  "credential.move": (act) => onTarget(act, "move"),
} as const satisfies Partial<Record<ActionId, Handler>>;

/** Opens the form of a new credential, filled in from the Product or Plan under the cursor. */
export function issuing(act: Act): Step {
  const { view, data } = act;
  const able = issuingProviders(data);
  const at = credentialProvider(act);
  const provider = at !== null && able.includes(at) ? at : able.length === 1 ? (able[0] ?? "") : "";
  const item = itemUnderCursor(act);
  const id = item === null || item.provider !== provider ? null : item.item.policyId;
  const filled =
    id === null
      ? {}
      : item?.kind === "product"
        ? { products: { [provider]: [id] } }
        : { plans: { [provider]: id } };
  return stay(withForm(view, credentialForm({ op: "issue", provider, ...filled }, data)));
}

/** Asks to revoke the credentials chosen: by a form, where nothing but the key itself finds the one. */
export function revoking(act: Act): Step {
  const rows = chosenCredentials(act).filter(({ item }) => item.status !== "revoked");
  const [first] = rows;
  if (first === undefined) return stay(act.view);
  const { data, view } = act;
  if (rows.length === 1 && needsKeyToEnd(providerOf(data, first.provider), first.item.kind)) {
    const { provider, item: target } = first;
    return stay(withForm(view, credentialForm({ op: "revoke", provider, target }, data)));
  }
  const wanted = rows.map(({ provider, item }): CredentialRequest => ({
    op: "revoke",
    provider,
    id: item.id,
    force: false,
  }));
  const [request] = wanted;
  const title =
    rows.length === 1 && request !== undefined
      ? credentialTitle(request, credentialName(first.item))
      : `Revoke ${namesText(rows)}`;
  return preparing(act, { wanted, title, form: null });
}

function onTarget(act: Act, op: "rotate" | "move"): Step {
  const row = credentialUnderCursor(act);
  if (row === null) return stay(act.view);
  const { provider, item: target } = row;
  return stay(withForm(act.view, credentialForm({ op, provider, target }, act.data)));
}
