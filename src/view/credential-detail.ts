import type { Credential, PolicyName } from "../core/credential.ts";
import { credentialName, standingOf } from "../core/credential-text.ts";
import { whyStillOwed } from "../core/owed-revocation.ts";
import { plainText } from "../core/plain-text.ts";
import { dateAndTime } from "./age.ts";
import type { ConsoleState } from "./console-data.ts";
import { tokenLines } from "./client-tokens.ts";
import { distanceText, standingCell } from "./credential-columns.ts";
import type { CredentialRow } from "./credential-rows.ts";
import type { TokensByRow, UsageByRow } from "./credential-watch.ts";
import { fact, packed } from "./facts.ts";
import { fieldText } from "./field-text.ts";
import { isAscii, type Glyphs } from "./glyphs.ts";
import { line, span, wrapText, type Line } from "./line.ts";
import { usageLine } from "./sparkline.ts";

type Look = {
  readonly data: ConsoleState;
  readonly now: number;
  readonly offsetMinutes: number;
  readonly glyphs: Glyphs;
  readonly width: number;
  readonly usage: UsageByRow;
  readonly tokens: TokensByRow;
};

/** Everything about a credential, its use last, where that is known. */
export function credentialLines(row: CredentialRow, look: Look): readonly Line[] {
  const { item } = row;
  return [
    ...stateLines(item, look),
    ...adviceLines(item, look),
    line(),
    ...policyLines(item, look),
    ...packed(peopleFacts(item), look.width),
    ...packed(idFacts(item, look), look.width),
    ...packed(timeFacts(item, look), look.width),
    ...rotationLines(row, look),
    ...tokenLines(look.tokens.get(row.id) ?? null, row, look),
    ...usageLines(row, look),
  ];
}

function stateLines(item: Credential, look: Look): readonly Line[] {
  const { text, role } = standingCell(item, look);
  // It is known since when it is active, not since when it is foreign, or expires soon.
  const isStatus = standingOf(item, look.now) === item.status;
  const since =
    item.statusAt === null || !isStatus ? "" : ` since ${dateAndTime(item.statusAt, look.offsetMinutes)}`;
  return [line(span(text, role), span(since, "dim"), ` ${look.glyphs.dot} ${item.kind}`)];
}

/** What its standing means for whoever uses it, and what to do. */
function adviceLines(item: Credential, { now, width, glyphs, offsetMinutes }: Look): readonly Line[] {
  const advice = [
    ...(item.isSecretLost
      ? ["Its secret was lost with the answer that never came: rotate it for a new one."]
      : []),
    ...adviceOf(item, now, (instant) => dateAndTime(instant, offsetMinutes)),
    ...keyAdvice(item),
  ];
  return advice.flatMap((text) =>
    wrapText(`${glyphs.warn} ${text}`, width).map((part) => line(span(part, "warn"))),
  );
}

/** What keeps synchronizations from ending what is due. */
function keyAdvice(item: Credential): readonly string[] {
  const why = whyStillOwed(item);
  return why === null ? [] : [`Only its key ends it there: ${plainText(why)} Revoke it to give the key.`];
}

function adviceOf(item: Credential, now: number, tell: (instant: string) => string): readonly string[] {
  switch (standingOf(item, now)) {
    case "expired":
      return ["It has expired: the Provider refuses it. Rotating it issues another one."];
    case "expiring":
      return ["It expires soon: rotating it issues another one, the old one working on for a while."];
    case "foreign":
      return ["It was not issued here, but uses Products or Plans of this Provider."];
    case "missing":
      return ["The Provider does not list it any more: somebody has deleted it there."];
    case "retiring":
      return [
        item.revokeAt === null
          ? "It is to be revoked."
          : `It works until ${tell(item.revokeAt)}; the first synchronization after that revokes it.`,
      ];
    case "revoking":
      return ["It is revoked here, and works at the Provider until a synchronization revokes it there."];
    case "inactive":
      return ["The Provider refuses it at the moment."];
    case "issuing":
      return ["No answer has told yet whether it was made; the next listing does."];
    case "active":
    case "revoked":
      return [];
  }
}

function policyLines({ products, plan }: Credential, { width }: Look): readonly Line[] {
  const facts = [
    fact(products.length === 1 ? "Product" : "Products", products.length === 0 ? "none" : namesOf(products)),
    fact("Plan", plan === null ? "none" : plainText(plan.name)),
  ];
  return packed(facts, width);
}

function namesOf(policies: readonly PolicyName[]): string {
  return policies.map(({ name }) => plainText(name)).join(", ");
}

function peopleFacts({ owner, alias, labels }: Credential): readonly Line[] {
  return [
    ...(alias === null ? [] : [fact("alias", plainText(alias))]),
    fact("owner", owner === null ? "none" : plainText(owner)),
    ...(Object.keys(labels).length === 0 ? [] : [fact("labels", fieldText({ field: "labels" }, labels))]),
  ];
}

function idFacts({ id, mark, handle, tail, kept }: Credential, { glyphs }: Look): readonly Line[] {
  const { certificateId, redirectUri } = kept;
  return [
    fact("id", plainText(id)),
    fact("key", tail ?? glyphs.none),
    ...(mark === null ? [] : [fact("mark", plainText(mark))]),
    ...(handle === null ? [] : [fact("known there as", plainText(handle))]),
    ...(certificateId === undefined ? [] : [fact("certificate", plainText(certificateId))]),
    ...(redirectUri === undefined ? [] : [fact("redirect", plainText(redirectUri))]),
  ];
}

function timeFacts({ issuedAt, expiresAt, revokeAt }: Credential, look: Look): readonly Line[] {
  const { now, offsetMinutes } = look;
  const tell = (instant: string): string =>
    `${dateAndTime(instant, offsetMinutes)} (${distanceText(Date.parse(instant) - now)})`;
  return [
    fact("issued", issuedAt === null ? "unknown" : tell(issuedAt)),
    fact("expires", expiresAt === null ? "never" : tell(expiresAt)),
    ...(revokeAt === null ? [] : [fact("grace ends", tell(revokeAt))]),
  ];
}

function rotationLines({ item, provider }: CredentialRow, { data, width }: Look): readonly Line[] {
  const known = data.books.get(provider)?.credentials ?? [];
  const named = (id: string): string => {
    const other = known.find((one) => one.id === id);
    return other === undefined ? id : plainText(`${credentialName(other)} (${id})`);
  };
  const { rotatedTo, rotatedFrom } = item;
  return packed(
    [
      ...(rotatedTo === null ? [] : [fact("its place took", named(rotatedTo))]),
      ...(rotatedFrom === null ? [] : [fact("took the place of", named(rotatedFrom))]),
    ],
    width,
  );
}

function usageLines({ id }: CredentialRow, { usage, glyphs }: Look): readonly Line[] {
  const known = usage.get(id) ?? null;
  if (known === null) return [];
  const days = known.days.length;
  return [line(), fact(`last ${days} days`, usageLine(known, isAscii(glyphs)))];
}
