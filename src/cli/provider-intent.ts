import type { ProviderFields, SecretChoice } from "../core/provider-edit.ts";
import type { ChangeFlags } from "./change-intent.ts";

/** Where the secret is to come from; one that is read from standard input is not there yet. */
export type SecretWords = Exclude<SecretChoice, { from: "typed" }> | { readonly from: "stdin" };

type NewProvider = {
  readonly verb: "add";
  readonly fields: ProviderFields;
  readonly into: string | null;
};

type EditedProvider = { readonly verb: "edit"; readonly set: ProviderFields };

/** `provider` is the name; `test` connects first and writes nothing when that fails. */
export type ProviderIntent = {
  readonly command: "provider";
  readonly provider: string;
  readonly secret: SecretWords | null;
  readonly test: boolean;
} & (NewProvider | EditedProvider | { readonly verb: "remove" }) &
  ChangeFlags;
