import type { ChangeRequest, ItemSet } from "../core/change.ts";
import { changeProblems } from "../core/change-rules.ts";
import { readLifetime, readLimit, type Read } from "../core/limit-words.ts";
import type { ConsoleState } from "./console-data.ts";
import { methodsOffered } from "./form-apis.ts";
import { readPairs, readTextPairs } from "./form-pairs.ts";
import { changedFields, chosenApis, fieldsOf, type Form, type FormField, type TextField } from "./form.ts";

/** What a form asks for; null while something in it cannot be read, which `problems` tell by field. */
export type FormReading = {
  readonly request: ChangeRequest | null;
  readonly problems: ReadonlyMap<FormField, string>;
};

/** Reads what was entered. An edit asks only for the fields that differ from what they were when the form opened. */
export function readForm(form: Form, data: ConsoleState): FormReading {
  const problems = new Map<FormField, string>();
  const taken = <T>(field: TextField, read: Read<T>, otherwise: T): T => {
    if (!read.ok) problems.set(field, read.problem);
    return read.ok ? read.value : otherwise;
  };
  const text = (field: TextField): string => form.content.texts[field].text;
  const values = {
    name: text("name").trim(),
    rate: taken("rate", form.kind === "plan" ? readLimit(text("rate")) : UNLIMITED, null),
    quota: taken("quota", form.kind === "plan" ? readLimit(text("quota")) : UNLIMITED, null),
    keyLifetime: taken(
      "keyLifetime",
      form.kind === "plan" ? readLifetime(text("keyLifetime")) : UNLIMITED,
      null,
    ),
    metadata: taken("metadata", readPairs(text("metadata")), {}),
    displayName: text("displayName").trim() === "" ? null : text("displayName").trim(),
    description: text("description").trim() === "" ? null : text("description"),
    labels: taken("labels", readTextPairs(text("labels")), {}),
    tags: text("tags")
      .split(",")
      .map((tag) => tag.trim())
      .filter((tag) => tag !== ""),
    apis: chosenApis(form.content),
    published: form.content.published,
  };
  for (const [field, problem] of missing(form, data, values.name)) problems.set(field, problem);
  if (problems.size > 0) return { problems, request: null };
  const request = requestOf(form, values);
  for (const [field, problem] of broken(form, request, data)) problems.set(field, problem);
  return { problems, request: problems.size > 0 ? null : request };
}

/** The rules that the change would break, each at its field. */
function broken(form: Form, request: ChangeRequest | null, data: ConsoleState) {
  const catalog = data.catalogs.get(form.content.provider);
  if (request === null || catalog === undefined) return [];
  const fields = fieldsOf(form);
  return changeProblems(request, { catalog, units: null }).map(({ field, message, fix }) => {
    const place = fields.find((one) => one === field) ?? "name";
    return [place, `${message}. ${fix}`] as const;
  });
}

type Values = { readonly [F in keyof ItemSet]-?: Exclude<ItemSet[F], undefined> };

const UNLIMITED: Read<null> = { ok: true, value: null };

function requestOf(form: Form, values: Values): ChangeRequest | null {
  const { kind, target, content } = form;
  const { provider, authMethod } = content;
  if (target !== null) {
    return { op: "edit", kind, provider, policyId: target.policyId, set: changedValues(form, values) };
  }
  const { name, metadata, displayName, description, labels, published } = values;
  const portal = { displayName, description, labels, published };
  if (kind === "plan") {
    const { rate, quota, keyLifetime } = values;
    return { op: "create", kind, provider, name, rate, quota, keyLifetime, metadata, portal };
  }
  if (authMethod === null) return null;
  return { op: "create", kind, provider, name, authMethod, apis: values.apis, metadata, portal };
}

function changedValues(form: Form, values: Values): ItemSet {
  const changed = new Set<string>(changedFields(form));
  return Object.fromEntries(Object.entries(values).filter(([field]) => changed.has(field)));
}

/** What has to be there before anything can be asked for. */
function* missing(form: Form, data: ConsoleState, name: string): Generator<readonly [FormField, string]> {
  const { kind, target, content } = form;
  if (name === "") yield ["name", "a name is needed"];
  if (content.provider === "") yield ["provider", "choose a Provider: ← → or space"];
  if (kind === "plan" || target !== null || content.provider === "") return;
  if (content.authMethod === null) {
    const offered = methodsOffered(data, content.provider);
    yield [
      "authMethod",
      offered.length === 0
        ? `${content.provider} has no APIs to make a Product of`
        : "choose one: ← → or space",
    ];
  } else if (chosenApis(content).length === 0) yield ["apis", "choose at least one: space"];
}
