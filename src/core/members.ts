import * as z from "zod";
import { isRecord, type JsonRecord } from "./json-record.ts";

const EXPECTED = "Invalid input: expected an object with members";
const EXPECTED_TEXTS = "Invalid input: expected an object whose members are texts";

/** A JSON object under whatever names: zod's own records leave out a member that is called `__proto__`. */
export function jsonMembers() {
  return z.custom<JsonRecord>(isPlain, EXPECTED);
}

/** The same, where every member is a text. */
export function textMembers() {
  return z.custom<Readonly<Record<string, string>>>(
    (value) => isPlain(value) && Object.values(value).every((member) => typeof member === "string"),
    EXPECTED_TEXTS,
  );
}

/** What JSON is parsed to, and no instance of a class. */
function isPlain(value: unknown): value is JsonRecord {
  if (!isRecord(value) || JSON.isRawJSON(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
