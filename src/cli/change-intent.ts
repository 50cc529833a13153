import type { AuthMethod } from "../core/auth-methods.ts";
import type { ItemKind } from "../core/catalog.ts";
import type { JsonRecord } from "../core/json-record.ts";
import type { Limit, Period } from "../core/period.ts";
import type { PromotionOptions } from "../core/promotion.ts";
import type { FieldName } from "../view/field-names.ts";
import type { OutputFormat } from "./intent.ts";

/** How a change is carried out: shown only, asked about, or not. `confirm` names Providers that are production. */
export type ChangeFlags = {
  readonly dryRun: boolean;
  readonly exitCode: boolean;
  readonly yes: boolean;
  readonly confirm: readonly string[];
  readonly output: OutputFormat;
};

export const KIND_NOUNS = { product: "Product", plan: "Plan" } as const;

/** A Product or Plan as it was named: a name, a display name or an id, at one Provider or at any. */
export type ItemWords = {
  readonly kind: ItemKind;
  readonly name: string;
  readonly provider: string | null;
};

type NewItem = {
  readonly command: "create";
  readonly item: ItemWords;
  readonly metadata: JsonRecord;
  readonly displayName: string | null;
  /** As typed: `@FILE` is still to be read. */
  readonly description: string | null;
  readonly labels: Readonly<Record<string, string>>;
  readonly publish: boolean;
} & ChangeFlags;

export type CreateIntent =
  | (NewItem & { readonly product: { readonly auth: AuthMethod; readonly apis: readonly string[] } })
  | (NewItem & {
      readonly plan: {
        readonly rate: Limit | null;
        readonly quota: Limit | null;
        readonly keyLifetime: Period | null;
      };
    });

/** One `--set field=value`; `key` is there for `labels.KEY` and `metadata.KEY`. `value` may still be `@FILE`. */
export type FieldWords = { readonly field: FieldName; readonly key: string | null; readonly value: string };

export type EditIntent = {
  readonly command: "edit";
  readonly item: ItemWords;
  readonly set: readonly FieldWords[];
  readonly addApis: readonly string[];
  readonly removeApis: readonly string[];
} & ChangeFlags;

/** What can be asked of an item without saying more. */
export type ItemIntent = {
  readonly command: "publish" | "unpublish" | "delete";
  readonly item: ItemWords;
} & ChangeFlags;

/** `provider` is for items that name none; `file` is `-` for standard input. */
export type ApplyIntent = {
  readonly command: "apply";
  readonly file: string;
  readonly provider: string | null;
} & ChangeFlags;

export type UndoIntent = { readonly command: "undo" } & ChangeFlags;

/** Items of one Provider that are to be the same at another. */
export type PromoteIntent = {
  readonly command: "promote";
  readonly kind: ItemKind;
  readonly names: readonly string[];
  readonly from: string;
  readonly to: string;
  readonly options: PromotionOptions;
} & ChangeFlags;

export type ChangeIntent = PromoteIntent | CreateIntent | EditIntent | ItemIntent | ApplyIntent | UndoIntent;
