import type { Usage } from "../core/credential.ts";
import { listRoom, type Act } from "./act.ts";
import { tokensAsked } from "./client-tokens.ts";
import type { KnownCertificates } from "./credential-form.ts";
import { withForm } from "./form-overlay.ts";
import {
  listingAnswered,
  listingsAsked,
  listingsDue,
  missingAbility,
  type KnownTokens,
} from "./credential-watch.ts";
import { rowAt, scopeOf, tabListing } from "./listing.ts";
import { rowId } from "./row-id.ts";
import { DETAIL_REST, offsetOf } from "./settle.ts";
import { layoutOf, type Effect, type Step, type ViewState } from "./view-state.ts";
import { windowOf } from "./window.ts";

/**
 * The step with what the Credentials tab asks for while it is on the screen: listings that are due, at once, the use of
 * the rows that are seen, once they have rested, and the tokens of a client whose detail is shown.
 */
export function watched({ view, effects }: Step, { data, now }: Omit<Act, "view">): Step {
  if (view.tab !== "credentials" || data.providers.length === 0) return { view, effects };
  const due = listingsDue(view, data, { scope: scopeOf(view), now });
  const credentials = listingsAsked(view.credentials, due, now);
  const asked = due.map((provider): Effect => ({ type: "list-credentials", provider }));
  const next = credentials === view.credentials ? view : { ...view, credentials };
  const resting = usageRested({ view: next, data, now });
  return tokensAsked({ view: resting.view, effects: [...effects, ...asked, ...resting.effects] }, data);
}

/** Asks for the credentials of these Providers again, whenever they were listed last, and for their use. */
export function relisting({ view, data, now }: Act, names: readonly string[]): Step {
  const providers = data.providers.flatMap((one) => {
    const { name, enabled } = one.definition;
    return names.includes(name) && enabled && missingAbility(one, "listCredentials") === null ? [name] : [];
  });
  const asked = listingsAsked(view.credentials, providers, now);
  const isKept = (id: string): boolean => !providers.some((name) => id.startsWith(rowId(name, "")));
  const usage = new Map([...asked.usage].filter(([id]) => isKept(id)));
  const tokens = new Map([...asked.tokens].filter(([id]) => isKept(id)));
  return {
    view: { ...view, credentials: { ...asked, usage, tokens } },
    effects: providers.map((provider) => ({ type: "list-credentials", provider })),
  };
}

/** What a Provider has told that was asked about credentials; `reason` says why it did not tell. */
export type CredentialsTold =
  | { readonly what: "listed"; readonly provider: string; readonly reason: string | null }
  /** By credential id; null when nothing could be read. */
  | {
      readonly what: "usage";
      readonly provider: string;
      readonly usage: ReadonlyMap<string, Usage> | null;
    }
  /** Of the client of that id. */
  | { readonly what: "tokens"; readonly provider: string; readonly id: string; readonly known: KnownTokens }
  | { readonly what: "certificates"; readonly known: KnownCertificates };

/** The view once it has been told. */
export function told(view: ViewState, answer: CredentialsTold): ViewState {
  const { credentials } = view;
  switch (answer.what) {
    case "listed":
      return { ...view, credentials: listingAnswered(credentials, answer.provider, answer.reason) };
    case "usage": {
      const usage = new Map(credentials.usage);
      for (const [id, one] of answer.usage ?? []) usage.set(rowId(answer.provider, id), one);
      return { ...view, credentials: { ...credentials, usage } };
    }
    case "tokens": {
      const tokens = new Map(credentials.tokens).set(rowId(answer.provider, answer.id), answer.known);
      return { ...view, credentials: { ...credentials, tokens } };
    }
    case "certificates":
      return withCertificates(view, answer.known);
  }
}

/** Put where they are waited for: their own list, or a form that chooses from them. */
function withCertificates(view: ViewState, known: KnownCertificates): ViewState {
  const { overlay } = view;
  if (overlay?.kind === "certificates" && overlay.certificates.provider === known.provider) {
    return { ...view, overlay: { ...overlay, certificates: { ...overlay.certificates, known } } };
  }
  const form = overlay?.kind === "form" ? overlay.form : null;
  if (form?.kind !== "credential" || form.provider !== known.provider) return view;
  return withForm(view, { ...form, certificates: known });
}

type Seen = { readonly rowId: string; readonly provider: string; readonly id: string };

function usageRested(act: Act): Step {
  const { view, now } = act;
  const { credentials } = view;
  const wanted = unknownRows(act);
  const key = wanted.map((one) => one.rowId).join("\n");
  if (key === "") {
    if (credentials.usageDueAt === null) return { view, effects: [] };
    return {
      view: { ...view, credentials: { ...credentials, usageDueAt: null, usageKey: "" } },
      effects: [],
    };
  }
  if (key !== credentials.usageKey || credentials.usageDueAt === null) {
    const waiting = { ...credentials, usageKey: key, usageDueAt: now + DETAIL_REST };
    return { view: { ...view, credentials: waiting }, effects: [] };
  }
  if (now < credentials.usageDueAt) return { view, effects: [] };
  const usage = new Map(credentials.usage);
  for (const one of wanted) usage.set(one.rowId, null);
  const byProvider = Map.groupBy(wanted, ({ provider }) => provider);
  return {
    view: { ...view, credentials: { ...credentials, usage, usageDueAt: null, usageKey: "" } },
    effects: [...byProvider].map(([provider, rows]) => ({
      type: "read-usage",
      provider,
      ids: rows.map(({ id }) => id),
    })),
  };
}

/** The credentials on the screen of which it was not asked yet what they were used for. */
function unknownRows(act: Act): readonly Seen[] {
  const { view, data } = act;
  const { list, detail } = layoutOf(view);
  const listing = tabListing(act);
  const { count, index } = listing;
  const alone = list === null && detail !== null;
  const height = listRoom(act);
  const offset = offsetOf(listing);
  const { top, end } = alone
    ? { top: index, end: index + 1 }
    : windowOf({ count, cursor: index, offset, height });
  const able = new Map(
    data.providers.map((one) => [
      one.definition.name,
      one.status.state === "up" && missingAbility(one, "readUsage") === null,
    ]),
  );
  return Array.from({ length: Math.max(0, end - top) }, (_, at) => rowAt(listing, top + at)).flatMap(
    (row) => {
      if (row?.kind !== "credential" || row.hidden || able.get(row.provider) !== true) return [];
      if (view.credentials.usage.has(row.id)) return [];
      return [{ rowId: row.id, provider: row.provider, id: row.item.id }];
    },
  );
}
