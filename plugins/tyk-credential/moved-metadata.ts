import { rounded, sameValue, type FieldChange } from "../../src/plugin/index.ts";
import { recordOf, type JsonRecord } from "../tyk-policy/record.ts";
import { OWN_MEMBERS } from "./key-map.ts";
import type { Move } from "./move.ts";

/** The `meta_data` of a credential after a move, and what that changes as it is shown. */
export type MovedMetadata = { readonly next: JsonRecord; readonly fields: readonly FieldChange[] };

/**
 * The former Plan's members go and the new one's come; a label that the former Plan's hid is there again. Portico's own
 * members, and all that neither Plan names, stay as they were read. Null when nothing changes.
 */
export function movedMetadata(held: unknown, { labels, metadata, former }: Move): MovedMetadata | null {
  const before = recordOf(held);
  const isOfPlan = ([name]: readonly [string, unknown]): boolean =>
    (Object.hasOwn(former, name) || Object.hasOwn(metadata, name)) && !OWN_MEMBERS.has(name);
  const staying = Object.entries(before).filter((member) => !isOfPlan(member));
  const coming = Object.entries({ ...labels, ...metadata }).filter(isOfPlan);
  const next = Object.fromEntries([...staying, ...coming]);
  const [shownBefore, shownAfter] = [before, next].map((all) =>
    Object.fromEntries(Object.entries(recordOf(rounded(all))).filter(isOfPlan)),
  );
  if (sameValue(shownBefore, shownAfter)) return null;
  return { next, fields: [{ field: "metadata", before: shownBefore, after: shownAfter }] };
}
