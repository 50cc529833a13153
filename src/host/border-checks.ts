import * as z from "zod";
import { apiSchema, type Api } from "../core/api.ts";
import { cleanValue } from "../core/clean-value.ts";
import { AppError } from "../core/errors.ts";
import { plainText } from "../core/plain-text.ts";
import { policySchema, type Policy } from "../core/policy.ts";
import { memberAt, seen } from "./plugin-shape.ts";
import type { Redactor } from "./redact.ts";

const PRINTABLE_ASCII = /^[\x20-\x7E]*$/u;

/** What every check of one connection knows. */
export type Context = {
  readonly adapter: string;
  readonly redactor: Redactor;
  readonly clean: (text: string) => string;
  readonly isClean: (record: unknown) => boolean;
};

/** A check's place in the adapter's answer, for messages. */
export type Place = Context & { readonly place: string };
/** An API as the adapter read it. */
export function checkedApi(value: unknown, place: Place): Api {
  const { clean } = place;
  const api = checked(apiSchema, value, place);
  checkId(api.id, "id", place);
  return {
    ...api,
    name: clean(api.name),
    listenPath: api.listenPath === null ? null : clean(api.listenPath),
    ...(api.slug === undefined ? {} : { slug: clean(api.slug) }),
    address: api.address === null ? null : clean(api.address),
    versions: api.versions.map(clean),
    categories: api.categories.map(clean),
  };
}

/** A policy as the adapter read it. */
export function checkedPolicy(value: unknown, place: Place): Policy {
  const { clean } = place;
  const policy = checked(policySchema, value, place);
  checkId(policy.id, "id", place);
  checkId(policy.reference, "reference", place);
  const { excluded } = policy;
  return {
    ...policy,
    name: clean(policy.name),
    tags: policy.tags.map(clean),
    apis: policy.apis.map((grant, index) => {
      checkId(grant.id, `apis[${index}].id`, place);
      return { ...grant, name: clean(grant.name), versions: grant.versions.map(clean) };
    }),
    metadata: cleanMetadata(policy.metadata, place),
    excluded: excluded === null ? null : { reason: clean(excluded.reason), detail: clean(excluded.detail) },
    raw: dataOnly(policy.raw, "raw", place),
  };
}

/** Throws PLUGIN_RUBBISH for an id that holds the secret, or characters that nobody sees. */
export function checkId(id: string, member: string, place: Place): void {
  const where = `${place.place}.${member}`;
  if (place.redactor.finds(id)) throw rubbish(place, `${where} holds the Provider's secret`);
  if (!PRINTABLE_ASCII.test(id) && plainText(id) !== id) {
    throw rubbish(place, `${where} is ${seen(id)}: it holds control or invisible characters`);
  }
}

function cleanMetadata(metadata: Policy["metadata"], place: Place): Policy["metadata"] {
  const keys = Object.keys(metadata);
  if (keys.length === 0) return metadata;
  dataOnly(metadata, "metadata", place);
  return Object.fromEntries(keys.map((key) => [place.clean(key), cleanValue(metadata[key], place.clean)]));
}

/** What goes into the store must be JSON data, without the secret. */
export function dataOnly(value: unknown, member: string, place: Place): unknown {
  const data = value === undefined || place.isClean(value) ? { value } : place.redactor.data(value);
  if (data !== null) return data.value;
  throw rubbish(
    place,
    `${place.place}.${member} is no JSON data: it holds a function, goes in circles or is far too large`,
  );
}

/** Takes the secret out of a text and neutralises it. Most are plain ASCII, and a look at that costs less. */
export function cleaner(redactor: Redactor): (text: string) => string {
  return (text) => {
    const safe = redactor.text(text);
    return PRINTABLE_ASCII.test(safe) ? safe : plainText(safe);
  };
}

/** A value of the shape that the contract wants. */
export function checked<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  place: Place,
): z.output<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const path = (issue?.path ?? [])
    .map((key) => (typeof key === "number" ? `[${key}]` : `.${String(key)}`))
    .join("");
  const found = place.redactor.shown(seen(memberAt(value, issue?.path ?? [])));
  throw rubbish(place, `${place.place}${path} is ${found}: ${issue?.message ?? "wrong"}`);
}

/** The error for what an adapter should not have returned; `finding` is without a full stop. */
export function rubbish({ adapter }: Pick<Context, "adapter">, finding: string): AppError {
  return new AppError("PLUGIN_RUBBISH", `The adapter ${adapter} returned something unusable: ${finding}.`, {
    hint: "Nothing of this reading was used. Its author needs this message: the adapter, or what the Provider told it, is wrong.",
  });
}
