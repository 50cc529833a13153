import type { Api } from "./api.ts";
import type { Catalog } from "./catalog.ts";
import type { ChangeRequest, ItemSet } from "./change.ts";
import { writtenPart } from "./change-intent.ts";
import { findItem, type KindedItem } from "./find-item.ts";
import { isUnprintable, nameFault, nameHolder } from "./item-name.ts";
import { lifetimeFault, limitFault, type LimitUnits } from "./limit-rules.ts";
import { nearestWord } from "./nearest-word.ts";
import type { Limit, Period } from "./period.ts";
import { excerpt } from "./plain-text.ts";
import { authConflict } from "./rules.ts";

/** A rule that a change breaks: the field, what is wrong with the value seen, and what to do instead. */
export type Problem = { readonly field: string; readonly message: string; readonly fix: string };

/** What a change is judged by; `units` are null where it is not known in which ones the Provider keeps limits. */
export type RuleGround = { readonly catalog: Catalog; readonly units: LimitUnits | null };

/** Every rule that a change breaks, all at once. An item that is edited or deleted has to be in the catalog. */
export function changeProblems(request: ChangeRequest, ground: RuleGround): readonly Problem[] {
  switch (request.op) {
    case "create":
      return creationProblems(request, ground);
    case "edit": {
      const found = findItem(ground.catalog, request.kind, request.policyId);
      return found === null ? [] : editProblems(found, request.set, ground);
    }
    case "restore":
      return nameProblems(request.name, ground.catalog, null);
    case "adopt":
      return tagProblems(request.tags);
    case "delete":
      return [];
  }
}

type Creation = Extract<ChangeRequest, { op: "create" }>;

function creationProblems(request: Creation, ground: RuleGround): readonly Problem[] {
  return [
    ...nameProblems(request.name, ground.catalog, null),
    ...(request.kind === "product"
      ? newApiProblems(request, ground.catalog)
      : limitProblems(request, ground)),
    ...metadataProblems(request.metadata),
    ...displayNameProblems(request.portal.displayName),
    ...labelProblems(request.portal.labels),
  ];
}

function editProblems(found: KindedItem, set: ItemSet, ground: RuleGround): readonly Problem[] {
  const { item } = found;
  const written = writtenPart(found, set, ground.catalog);
  return [
    ...hiddenProblems(found, Object.keys(written)),
    ...misplacedProblems(found, set),
    ...(written.name === undefined ? [] : nameProblems(written.name, ground.catalog, item.policyId)),
    ...(written.apis === undefined ? [] : changedApiProblems(found, set.apis ?? [], ground.catalog)),
    ...limitProblems(written, ground),
    ...(set.tags === undefined ? [] : tagProblems(set.tags)),
    ...(set.metadata === undefined ? [] : metadataProblems(set.metadata)),
    ...displayNameProblems(set.displayName),
    ...(set.labels === undefined ? [] : labelProblems(set.labels)),
  ];
}

function nameProblems(name: string, catalog: Catalog, exceptPolicy: string | null): readonly Problem[] {
  const fault = nameFault(name);
  if (fault !== null)
    return [{ field: "name", message: `the name ${fault}`, fix: "Give it one line of text." }];
  const holder = nameHolder(catalog, name, exceptPolicy);
  if (holder === null) return [];
  const message = `the name is taken at ${excerpt(catalog.provider)} by ${holder}`;
  return [
    {
      field: "name",
      message,
      fix: "Choose another name: Products, Plans and all other policies share them.",
    },
  ];
}

/** One that is hidden for its tags alone is still what it was, and given them it comes back. */
function hiddenProblems({ item }: KindedItem, written: readonly string[]): readonly Problem[] {
  const [field] = written;
  if (item.state !== "hidden" || item.hiddenReason === "no-matching-tag" || field === undefined) return [];
  const why = item.hiddenReason === null ? "" : ` (${item.hiddenReason})`;
  return [
    {
      field,
      message: `"${excerpt(item.name)}" is hidden${why}, so ${written.join(", ")} cannot be changed at the Provider`,
      fix: "Bring its policy back at the Provider and sync; display name, description, labels and published can be changed now.",
    },
  ];
}

const PLAN_FIELDS = ["rate", "quota", "keyLifetime"] as const;

function misplacedProblems({ kind }: KindedItem, set: ItemSet): readonly Problem[] {
  if (kind === "plan") {
    if (set.apis === undefined) return [];
    return [{ field: "apis", message: "a Plan has no APIs", fix: "Set the APIs of a Product." }];
  }
  return PLAN_FIELDS.filter((field) => set[field] !== undefined).map((field) => ({
    field,
    message: `a Product has no ${field}`,
    fix: "Set the limits and the lifetime of a Plan.",
  }));
}

function newApiProblems(
  { apis, authMethod }: Extract<Creation, { kind: "product" }>,
  catalog: Catalog,
): readonly Problem[] {
  if (apis.length === 0) {
    return [{ field: "apis", message: "a Product has at least one API", fix: "Name an API by its id." }];
  }
  const byId = apisById(catalog);
  const without = apis
    .flatMap((id) => byId.get(id) ?? [])
    .filter((api) => !api.authMethods.includes(authMethod));
  const problems = [...unknownApis(apis, catalog), ...without.map((api) => methodProblem(api, authMethod))];
  return problems.length > 0 ? problems : conflictProblems(apis, byId);
}

function methodProblem(api: Api, wanted: string): Problem {
  const has = api.authMethods.length === 0 ? "no auth method" : api.authMethods.join(" + ");
  return {
    field: "apis",
    message: `the API "${excerpt(api.name)}" (${excerpt(api.id)}) has ${has}, not ${wanted}`,
    fix: `Leave it out, or choose an auth method that all of the APIs have.`,
  };
}

function changedApiProblems(
  { kind, item }: KindedItem,
  ids: readonly string[],
  catalog: Catalog,
): readonly Problem[] {
  if (kind !== "product") return [];
  const granted = new Set(item.apis.map((grant) => grant.id));
  const added = ids.filter((id) => !granted.has(id));
  const unknown = unknownApis(added, catalog);
  if (unknown.length > 0) return unknown;
  // Taking one away from a Product that came with a conflict must stay possible.
  return added.length === 0 ? [] : conflictProblems(ids, apisById(catalog));
}

function conflictProblems(ids: readonly string[], byId: ReadonlyMap<string, Api>): readonly Problem[] {
  const grants = ids.map((id) => ({ id, name: byId.get(id)?.name ?? id, versions: [] }));
  const conflict = authConflict({ apis: grants }, byId);
  if (conflict === null) return [];
  const fix =
    "Choose APIs of one auth method (mtls may join apiKey or jwt); make a second Product of the others.";
  return [{ field: "apis", message: decapitalised(conflict), fix }];
}

function decapitalised(sentence: string): string {
  return sentence.replace(/^[A-Z]/u, (letter) => letter.toLowerCase()).replace(/\.$/u, "");
}

function unknownApis(ids: readonly string[], catalog: Catalog): readonly Problem[] {
  const byId = apisById(catalog);
  return ids
    .filter((id) => !byId.has(id))
    .map((id) => {
      const named = catalog.apis.filter((api) => api.name === id).map((api) => api.id);
      const near = named.length > 0 ? named : [nearestWord(id, byId.keys()) ?? []].flat();
      const meant = near.length === 0 ? "" : `Did you mean ${near.map((one) => excerpt(one)).join(" or ")}? `;
      return {
        field: "apis",
        message: `${excerpt(catalog.provider)} has no API with the id "${excerpt(id)}"`,
        fix: `${meant}List them with \`portico get apis\`; sync when it is new.`,
      };
    });
}

function apisById(catalog: Catalog): ReadonlyMap<string, Api> {
  return new Map(catalog.apis.map((api) => [api.id, api]));
}

type LimitSet = {
  readonly rate?: Limit | null;
  readonly quota?: Limit | null;
  readonly keyLifetime?: Period | null;
};

function limitProblems(set: LimitSet, { units }: RuleGround): readonly Problem[] {
  const { rate = null, quota = null, keyLifetime = null } = set;
  const faults = [
    ["rate", "the rate", limitFault(rate, units?.rate ?? null)],
    ["quota", "the quota", limitFault(quota, units?.quota ?? null)],
    ["keyLifetime", "the key lifetime", lifetimeFault(keyLifetime, units?.keyLifetime ?? null)],
  ] as const;
  return faults.flatMap(([field, name, fault]) =>
    fault === null ? [] : [{ field, message: `${name} ${fault}`, fix: LIMIT_FIXES[field] }],
  );
}

const LIMIT_FIXES = {
  rate: "Write it like 500/1m, or unlimited.",
  quota: "Write it like 100000/30d, or unlimited.",
  keyLifetime: "Write it like 90d, or never.",
} as const;

function tagProblems(tags: readonly string[]): readonly Problem[] {
  return tags
    .filter((tag) => tag.trim() === "" || isUnprintable(tag))
    .map((tag) => ({
      field: "tags",
      message: `"${excerpt(tag)}" is no tag`,
      fix: "A tag is one line of text that is not empty.",
    }));
}

function metadataProblems(metadata: Readonly<Record<string, unknown>>): readonly Problem[] {
  return Object.keys(metadata)
    .filter((key) => key.trim() === "" || isUnprintable(key))
    .map((key) => ({
      field: "metadata",
      message: `"${excerpt(key)}" is no metadata key`,
      fix: "A key is one line of text that is not empty.",
    }));
}

/** Consumers read it as a heading; a description may have many lines. */
function displayNameProblems(displayName: string | null | undefined): readonly Problem[] {
  const fault = displayName == null || displayName === "" ? null : nameFault(displayName);
  if (fault === null) return [];
  const fix = "Give it one line of text, or none for the name itself.";
  return [{ field: "displayName", message: `the display name ${fault}`, fix }];
}

function labelProblems(labels: Readonly<Record<string, string>>): readonly Problem[] {
  return Object.keys(labels)
    .filter((key) => key.trim() === "" || isUnprintable(key) || /[=,]/u.test(key))
    .map((key) => ({
      field: "labels",
      message: `"${excerpt(key)}" is no label key`,
      fix: "A key is one line of text, not empty, without = and comma.",
    }));
}
