import { hasOwnName } from "../core/credential-abilities.ts";
import type { ClientToken, CredentialKind, Usage } from "../core/credential.ts";
import type { ConsoleState, ProviderView } from "./console-data.ts";
import { ALL_SCOPE } from "./rows.ts";

/** What credentials were used for, by row id; null where it was asked for and nothing is known. */
export type UsageByRow = ReadonlyMap<string, Usage | null>;

/** The tokens of one client: null where they could not be read; `reason` says why, where something does. */
export type KnownTokens = { readonly tokens: readonly ClientToken[] | null; readonly reason: string | null };

/** The tokens that OAuth clients were given, by row id; null where they were asked for and no answer has come yet. */
export type TokensByRow = ReadonlyMap<string, KnownTokens | null>;

/** What came of asking a Provider for its credentials; instants in milliseconds since the epoch. */
export type ListingState = {
  readonly askedAt: number;
  readonly isUnderWay: boolean;
  /** Why it could not be listed; null when it was. */
  readonly reason: string | null;
};

/**
 * What the view has asked about credentials so far. `usageDueAt` is when the use of `usageKey` (rows on the screen) is
 * asked for; null when nothing is waited for.
 */
export type CredentialWatch = {
  readonly listings: ReadonlyMap<string, ListingState>;
  readonly usage: UsageByRow;
  readonly tokens: TokensByRow;
  readonly usageDueAt: number | null;
  readonly usageKey: string;
};

export const NOTHING_WATCHED: CredentialWatch = {
  listings: new Map(),
  usage: new Map(),
  tokens: new Map(),
  usageDueAt: null,
  usageKey: "",
};

/** Why an ability is missing at a Provider, as measured; null when it is there, or was not measured yet. */
export function missingAbility(view: ProviderView | undefined, ability: string): string | null {
  const measured = view?.abilities?.[ability];
  return measured === undefined || measured.available ? null : measured.reason;
}

/** Whether nothing but the key itself finds a credential of the kind there, as measured. */
export function needsKeyToEnd(view: ProviderView | undefined, kind: CredentialKind): boolean {
  return !hasOwnName(kind) && missingAbility(view, "revokeCredentials") !== null;
}

/** The same for moving one to another Plan. */
export function needsKeyToMove(view: ProviderView | undefined, kind: CredentialKind): boolean {
  return !hasOwnName(kind) && missingAbility(view, "moveCredentials") !== null;
}

/** Why the credentials of the Providers in scope are not listed, each as `EU: its reason`; in config order. */
export function unlistedReasons(
  { credentials }: { readonly credentials: CredentialWatch },
  data: ConsoleState,
  scope: string,
): readonly string[] {
  return data.providers
    .filter(({ definition }) => scope === ALL_SCOPE || definition.name === scope)
    .flatMap((view) => {
      const { name, enabled } = view.definition;
      if (!enabled || view.status.state === "down") return [];
      const why = missingAbility(view, "listCredentials") ?? credentials.listings.get(name)?.reason ?? null;
      return why === null ? [] : [`${name}: ${why}`];
    });
}

/** The Providers in scope whose credentials are to be asked for now: never listed, or longer ago than the interval. */
export function listingsDue(
  { credentials }: { readonly credentials: CredentialWatch },
  data: ConsoleState,
  { scope, now }: { readonly scope: string; readonly now: number },
): readonly string[] {
  const interval = data.config.refreshIntervalMs;
  const isOld = (instant: number): boolean => interval > 0 && now - instant >= interval;
  return data.providers
    .filter(({ definition, status, loadError }) => {
      const inScope = scope === ALL_SCOPE || definition.name === scope;
      return inScope && definition.enabled && loadError === null && status.state === "up";
    })
    .filter((view) => missingAbility(view, "listCredentials") === null)
    .map(({ definition }) => definition.name)
    .filter((name) => {
      const asked = credentials.listings.get(name);
      if (asked !== undefined) return !asked.isUnderWay && isOld(asked.askedAt);
      const listedAt = data.books.get(name)?.listedAt ?? null;
      return listedAt === null || isOld(Date.parse(listedAt));
    });
}

/** The watch once these Providers are asked for their credentials. */
export function listingsAsked(
  watch: CredentialWatch,
  providers: readonly string[],
  now: number,
): CredentialWatch {
  if (providers.length === 0) return watch;
  const listings = new Map(watch.listings);
  for (const name of providers) {
    const reason = listings.get(name)?.reason ?? null;
    listings.set(name, { askedAt: now, isUnderWay: true, reason });
  }
  return { ...watch, listings };
}

/** The watch once a Provider has answered; what its credentials were used for is asked anew from the second time on. */
export function listingAnswered(
  watch: CredentialWatch,
  provider: string,
  reason: string | null,
): CredentialWatch {
  const before = watch.listings.get(provider);
  if (before === undefined) return watch;
  const listings = new Map(watch.listings).set(provider, { ...before, isUnderWay: false, reason });
  return { ...watch, listings };
}
