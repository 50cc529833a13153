import type { KnownSecrets } from "./known-secrets.ts";

/** Where Portico runs: everything that would otherwise be asked of the process. */
export type Surroundings = {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  readonly platform: NodeJS.Platform;
  readonly pid: number;
  readonly now: () => Date;
  readonly random: () => number;
  /** Lines of adapters, and of faults that no pane can show. */
  readonly log: (line: string) => void;
  /** Whether a changed file of a plugin reloads its Providers. */
  readonly watchPlugins?: boolean;
  /** How long an executable that has crashed rests before it is started again, in ms: see `Crashes`. */
  readonly firstRestartMs?: number;
};

/** The surroundings with what the app keeps of its own for all of its parts. */
export type AppSurroundings = Surroundings & { readonly secrets: KnownSecrets };
