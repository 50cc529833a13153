import { plainText } from "../core/plain-text.ts";
import { dateAndTime } from "./age.ts";
import { clip } from "./cell.ts";
import type { ConsoleState } from "./console-data.ts";
import type { CredentialRow } from "./credential-rows.ts";
import { missingAbility, type KnownTokens } from "./credential-watch.ts";
import { fact, packed } from "./facts.ts";
import type { Glyphs } from "./glyphs.ts";
import { line, span, type Line } from "./line.ts";
import { layoutOf, type Step, type ViewState } from "./view-state.ts";
import { providerOf } from "./writable.ts";

/** Asks for the tokens of the client that the detail shows, once. */
export function tokensAsked(step: Step, data: ConsoleState): Step {
  const { view, effects } = step;
  const row = clientShown(view);
  if (row === null || view.credentials.tokens.has(row.id)) return step;
  // One that is still being made has none, and would be taken for one whose tokens are not known.
  const isThere = row.item.status !== "revoked" && row.item.status !== "issuing";
  if (!isThere || providerOf(data, row.provider)?.status.state !== "up") return step;
  const tokens = new Map(view.credentials.tokens).set(row.id, null);
  const asked = { type: "read-tokens", provider: row.provider, id: row.item.id } as const;
  return { view: { ...view, credentials: { ...view.credentials, tokens } }, effects: [...effects, asked] };
}

/** The client that the detail on the screen has come to rest on; null for anything else. */
function clientShown(view: ViewState): CredentialRow | null {
  const { detail, detailDueAt } = view;
  if (layoutOf(view).detail === null || detailDueAt !== null || detail?.kind !== "row") return null;
  return detail.row.kind === "credential" && detail.row.item.kind === "oauth2" ? detail.row : null;
}

type Look = {
  readonly data: ConsoleState;
  readonly now: number;
  readonly width: number;
  readonly offsetMinutes: number;
  readonly glyphs: Glyphs;
};

/**
 * How many tokens a client was given, and until when those work that still do, or in one line why that is not known;
 * nothing before there is an answer.
 */
export function tokenLines(
  known: KnownTokens | null,
  { provider }: Pick<CredentialRow, "provider">,
  { data, now, width, offsetMinutes, glyphs }: Look,
): readonly Line[] {
  if (known === null) return [];
  const { tokens } = known;
  if (tokens === null) {
    const reason = known.reason ?? missingAbility(providerOf(data, provider), "readTokens");
    if (reason === null) return [];
    return [line(span(clip(`tokens not known: ${plainText(reason)}`, width, glyphs.ellipsis), "dim"))];
  }
  const live = tokens.filter(({ expiresAt }) => expiresAt === null || Date.parse(expiresAt) > now);
  const expired = tokens.length - live.length;
  const facts = live.map(({ tail, expiresAt }) =>
    fact(
      tail ?? "one",
      expiresAt === null ? "never expires" : `until ${dateAndTime(expiresAt, offsetMinutes)}`,
    ),
  );
  const count = tokens.length === 0 ? "none given yet" : `${live.length} live, ${expired} expired`;
  return packed([fact("tokens", count), ...facts], width);
}
