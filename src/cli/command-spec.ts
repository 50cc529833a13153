/** A flag as help prints it and as it is parsed. `value` names its argument; without one it is a switch. */
export type FlagSpec = {
  readonly name: string;
  readonly short?: string;
  readonly value?: string;
  /** True when naming it a second time is a mistake rather than an override. */
  readonly once?: boolean;
  /** True when it may be named again and again, each time for one more. */
  readonly many?: boolean;
  /** The only values it takes; any when left out. */
  readonly choices?: readonly string[];
  readonly summary: string;
};

export type Example = { readonly line: string; readonly meaning: string };

/** A command as help prints it and as its arguments are checked. */
export type CommandSpec = {
  readonly name: string;
  /** Positional arguments, as usage shows them. */
  readonly args: string;
  readonly maxArgs: number;
  readonly summary: string;
  readonly details: readonly string[];
  readonly flags: readonly string[];
  /** The only values that a flag takes here, where commands take different ones. */
  readonly choices?: Readonly<Record<string, readonly string[]>>;
  /** What is written instead of a flag of other commands. */
  readonly instead?: Readonly<Record<string, string>>;
  readonly examples: readonly Example[];
};
