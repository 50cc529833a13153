import type { CheckStep } from "./check-step.ts";

/**
 * The keys of a Provider as the config writes them: `${NAME}` is left as it is. A key that is left out stays as it is,
 * null takes it out.
 */
export type ProviderFields = {
  readonly name?: string;
  readonly adapter?: string | null;
  readonly url?: string | null;
  readonly organisationId?: string | null;
  readonly insecureSkipVerify?: boolean | null;
  readonly policyTags?: readonly string[] | null;
  readonly policyTagMatch?: "any" | "all" | null;
  readonly baselineUrl?: string | null;
  readonly environment?: string | null;
  readonly description?: string | null;
  readonly enabled?: boolean | null;
  /** Settings of the adapter; those that are not named stay as they are. */
  readonly options?: Readonly<Record<string, OptionValue>>;
};

export type OptionValue = string | number | boolean | null;

/**
 * Where a Provider's secret comes from from now on. One that was typed is a function, so that printing or serialising
 * a request never shows it: it goes into a file of its own, or, when that is wanted, into the config.
 */
export type SecretChoice =
  | { readonly from: "env"; readonly name: string }
  | { readonly from: "file"; readonly path: string }
  | { readonly from: "typed"; readonly text: () => string; readonly keep: "file" | "config" }
  /** Written out in the config so far: it goes into a file of its own. */
  | { readonly from: "moved" };

/**
 * A change of the Providers in the config. `seen` holds the fields as they were when an edit began: what was changed by
 * somebody else meanwhile is refused. `into` is the file for a new one, null for the usual place.
 */
export type ProviderRequest =
  | {
      readonly op: "add-provider";
      readonly provider: string;
      readonly fields: ProviderFields;
      readonly secret: SecretChoice | null;
      readonly into: string | null;
    }
  | {
      readonly op: "edit-provider";
      readonly provider: string;
      readonly set: ProviderFields;
      readonly secret: SecretChoice | null;
      readonly seen: ProviderFields | null;
    }
  | { readonly op: "remove-provider"; readonly provider: string };

/**
 * A change of the config that was carried out here, and the way back: `text` is what the file held before (null: it was
 * not there), behind a function, because secrets may be in it. It is kept in memory only.
 */
export type ConfigEdit = {
  readonly at: string;
  readonly request: ProviderRequest;
  /** The name of the Provider since. */
  readonly provider: string;
  readonly file: string;
  /** What the file holds since; null when it was taken away. */
  readonly digest: string | null;
  readonly text: () => string | null;
  /** The file that got the secret. */
  readonly secretFile: string | null;
};

/** Puts a file of the config back to what it was, as long as nobody else has changed it. */
export type ConfigUndo = {
  readonly op: "undo-provider";
  readonly provider: string;
  readonly edit: ConfigEdit;
};

/** Everything that can be asked of the config. */
export type ConfigRequest = ProviderRequest | ConfigUndo;

/** A line of a file before and after; `number` counts from 1 in the text that has it. Secrets are masked. */
export type DiffLine = { readonly sign: "+" | "-" | " "; readonly number: number; readonly text: string };

/**
 * A change of the config before it happens: what is shown and asked about, and what is then written, the very same
 * value. The new text is behind a function, because secrets may be in it.
 */
export type ProviderProposal = {
  readonly request: ConfigRequest;
  /** `Edit Provider "EU" in /etc/portico.yaml`. */
  readonly title: string;
  /** Absolute. */
  readonly file: string;
  readonly change: "edit" | "create" | "delete";
  readonly lines: readonly DiffLine[];
  readonly affects: readonly string[];
  readonly warnings: readonly string[];
  /** True when the environment of a Provider that is there already is `production`: its name has to be given. */
  readonly production: boolean;
  /** The `portico …` command that does the same; null when there is none. */
  readonly command: string | null;
  readonly write: {
    /** What the file held when this was made; null when there was none. */
    readonly digest: string | null;
    /** What it held. */
    readonly before: () => string | null;
    /** Null takes the file away. */
    readonly text: () => string | null;
    /** A file that gets the secret. */
    readonly secret: { readonly file: string; readonly text: () => string } | null;
  };
};

/** Whether a request is about a Provider of the config, and not about a Product or Plan. */
export function isProviderRequest(request: { readonly op: string }): request is ConfigRequest {
  return request.op.endsWith("-provider");
}

export function isProviderProposal(proposal: {
  readonly request: { readonly op: string };
}): proposal is ProviderProposal {
  return isProviderRequest(proposal.request);
}

/** True when carrying it out would leave everything as it is. */
export function isEmptyProviderProposal({ lines, write }: ProviderProposal): boolean {
  return lines.length === 0 && write.secret === null;
}

/** What became of it. `provider` is its name afterwards. */
export type ProviderResult = {
  readonly provider: string;
  readonly file: string;
  /** `Added Provider "EU"`. */
  readonly summary: string;
  readonly warnings: readonly string[];
};

/** Where a secret comes from as the config has it; nothing of the secret itself. */
export type SecretSource = {
  readonly from: "none" | "env" | "file" | "command" | "literal";
  /** The name of the variable, or the path of the file; else empty. */
  readonly word: string;
};

/** What an adapter says about a field, in words for the operator: where to find the value. */
export type FieldHelp = Readonly<Partial<Record<"url" | "secret" | "organisationId" | "policyTags", string>>>;

export type AdapterChoice = {
  readonly adapter: string;
  readonly title: string;
  readonly requires: readonly ("url" | "secret")[];
  readonly help: FieldHelp;
};

/** A Provider as the config writes it, to be edited; `provider` is null for a new one. */
export type ProviderDraft = {
  readonly provider: string | null;
  readonly file: string;
  readonly fields: ProviderFields;
  readonly secret: SecretSource;
  readonly adapters: readonly AdapterChoice[];
  readonly defaultAdapter: string;
};

/** What trying a connection found, by the steps of a check; nothing of it was stored. `ok` when no step failed. */
export type ProviderTest = {
  readonly ok: boolean;
  readonly steps: readonly CheckStep[];
};
