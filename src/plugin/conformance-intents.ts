import type { Limit, Period, PeriodUnit } from "../core/period.ts";
import type { Policy } from "../core/policy.ts";
import type { Snapshot } from "../core/snapshot.ts";
import type { WriteIntent, WrittenFields } from "../core/write.ts";
import type { Subject } from "./conformance-subject.ts";
import type { Claims } from "./contract.ts";

/** What the writing cases work on: a Product of one API, a Plan, an API, and a limit in units that the adapter takes. */
export type Items = {
  readonly product: Policy;
  readonly plan: Policy;
  readonly api: Snapshot["apis"][number];
  readonly rate: Limit;
  readonly quota: Limit;
  readonly keyLifetime: Period;
};

type Create<Kind> = Extract<WriteIntent, { readonly op: "create"; readonly kind: Kind }>;

/** Finds them in a reading; throws when the subject does not hold them. */
export function rememberedItems(
  { apis, policies }: Snapshot,
  subject: Pick<Subject, "plugin" | "guests">,
): Items {
  const { plugin, guests } = subject;
  const mayUse = ({ id }: Policy): boolean =>
    guests === undefined || id === guests.product || id === guests.plan;
  const usable = policies.filter(mayUse);
  const product = usable.find(({ controls, apis: granted }) => controls.access && granted.length === 1);
  const plan = usable.find(({ controls }) => !controls.access && (controls.rate || controls.quota));
  const api = apis.find(({ id }) => id === product?.apis[0]?.id);
  if (product === undefined || plan === undefined || api === undefined)
    throw new Error("the Provider should hold a Product of one API and a Plan");
  return {
    product,
    plan,
    api,
    ...unitsToWrite(plugin.claims.units),
  };
}

/** Limits in units that the adapter takes; throws when it claims none. */
export function unitsToWrite(units: Claims["units"]): Pick<Items, "rate" | "quota" | "keyLifetime"> {
  return {
    rate: { count: 7, per: { every: 1, unit: first(units.rate) } },
    quota: { count: 70, per: { every: 1, unit: first(units.quota) } },
    keyLifetime: { every: 30, unit: first(units.keyLifetime) },
  };
}

/** Creates a Product of the subject's API. */
export function productIntent({ api }: Pick<Items, "api">, name: string): Create<"product"> {
  const apis = [{ id: api.id, name: api.name, versions: api.versions }];
  const rest = { tags: ["portal", "another tag"], metadata: {} };
  return { op: "create", kind: "product", name, apis, ...rest };
}

/** Creates a Plan with every limit. */
export function planIntent(
  { rate, quota, keyLifetime }: Pick<Items, "rate" | "quota" | "keyLifetime">,
  name: string,
): Create<"plan"> {
  const rest = { tags: ["portal", "another tag"], metadata: { tier: "gold" } };
  return { op: "create", kind: "plan", name, rate, quota, keyLifetime, ...rest };
}

type Edited = {
  readonly kind: "product" | "plan";
  readonly field: keyof WrittenFields;
  readonly set: unknown;
};

/** One edit for each field that can be read back as it was set. */
export function fieldEdits({ rate, quota, keyLifetime }: Items): readonly Edited[] {
  return [
    ...(["product", "plan"] as const).flatMap((kind): readonly Edited[] => [
      { kind, field: "name", set: `Another ${kind}` },
      { kind, field: "tags", set: ["portal", "edited"] },
      { kind, field: "metadata", set: { edited: { deep: [1, "two", null] } } },
    ]),
    { kind: "plan", field: "rate", set: rate },
    { kind: "plan", field: "rate", set: null },
    { kind: "plan", field: "quota", set: quota },
    { kind: "plan", field: "quota", set: null },
    { kind: "plan", field: "keyLifetime", set: keyLifetime },
    { kind: "plan", field: "keyLifetime", set: null },
  ];
}

function first(units: readonly PeriodUnit[]): PeriodUnit {
  const [unit] = units;
  if (unit === undefined) throw new Error("the adapter claims to write limits, but in no unit");
  return unit;
}
