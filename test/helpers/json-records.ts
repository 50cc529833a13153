import { z } from "zod";

const records = z.array(z.record(z.string(), z.unknown()));

/** The objects of a JSON array, keys in the order written; throws for anything else. */
export function jsonRecords(text: string): readonly Readonly<Record<string, unknown>>[] {
  return records.parse(JSON.parse(text));
}
