import { AppError, rounded, sameValue, type WrittenFields } from "../../src/plugin/index.ts";
import { asRead, shownData, type Shown } from "./as-read.ts";
import { keptRecord, type JsonRecord } from "./record.ts";

/** The members that people see in other words than the wire's: neutralised, their numbers rounded. */
const TEXT_MEMBERS = ["name", "tags", "meta_data"] as const;
const LIMIT_MEMBERS = ["rate", "per", "quota_max", "quota_renewal_rate", "key_expires_in"] as const;

/** A record, and the one that takes its place. */
type Replaced = { readonly before: JsonRecord; readonly after: JsonRecord };

/**
 * What an edit takes away and people never got to see: the members as they were, as exact text. Undefined when what was
 * shown of them says it all.
 */
export function formerOf({ before, after }: Replaced, shown: Shown): string | undefined {
  const lost = TEXT_MEMBERS.filter(
    (member) =>
      !sameValue(before[member], after[member]) &&
      before[member] !== undefined &&
      !sameValue(before[member], shownData(rounded(before[member]), shown)),
  );
  if (lost.length === 0) return undefined;
  return JSON.stringify(Object.fromEntries(lost.map((member) => [member, before[member]])));
}

/** The values that an edit sets, where they look like what it took away before: just that. Throws CANNOT_WRITE. */
export function withFormer(
  set: Partial<WrittenFields>,
  former: string | undefined,
  shown: Shown,
): { readonly name?: unknown; readonly tags?: unknown; readonly metadata?: unknown } {
  const { name, tags, metadata } = set;
  const old = former === undefined ? {} : formerRecord(former);
  return {
    ...(name === undefined ? {} : { name: asRead(name, old["name"], shown) }),
    ...(tags === undefined ? {} : { tags: asRead(tags, old["tags"], shown) }),
    ...(metadata === undefined ? {} : { metadata: asRead(metadata, old["meta_data"], shown) }),
  };
}

/** Limits whose numbers JavaScript cannot hold are told as good as it can: nothing puts them back exactly. */
export function limitLosses({ before, after }: Replaced): readonly string[] {
  const lost = LIMIT_MEMBERS.filter(
    (member) => JSON.isRawJSON(before[member]) && !sameValue(before[member], after[member]),
  );
  const numbers = lost.map((member) => `${member} ${JSON.stringify(before[member])}`);
  return numbers.length === 0
    ? []
    : [`The exact number of ${numbers.join(", ")}: it is too long to be set here.`];
}

function formerRecord(text: string): JsonRecord {
  const record = keptRecord(text);
  if (record !== null) return record;
  throw new AppError("CANNOT_WRITE", "What was kept of the values before cannot be read.", {
    hint: "Set them anew.",
  });
}
