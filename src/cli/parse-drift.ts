import type { ItemKind } from "../core/catalog.ts";
import type { ChangeFlags, PromoteIntent } from "./change-intent.ts";
import type { CommandSpec } from "./command-spec.ts";
import type { DiffIntent } from "./intent.ts";
import type { ChangeArguments } from "./parse-change.ts";
import { spoken, usage } from "./usage-error.ts";

/** Which two Providers are to be compared. Throws USAGE. */
export function diffIntent({ command, args, switches, output }: ChangeArguments): DiffIntent {
  const [a, b] = args;
  if (a === undefined || b === undefined) throw usage("name the two Providers to compare", command);
  refuseSame(a, b, command);
  return { command: "diff", a, b, exitCode: switches.has("exit-code"), output };
}

/** What is to be brought where. Throws USAGE. */
export function promoteIntent(
  { command, args, values, switches }: ChangeArguments,
  kind: ItemKind,
  flags: ChangeFlags,
): PromoteIntent {
  const names = [...new Set(args.slice(1))];
  if (names.length === 0) throw usage(`${spoken(command)} ${kind} needs a NAME`, command);
  const [from, to] = [values.get("from"), values.get("to")];
  if (from === undefined) throw usage("say where it comes from: --from PROVIDER", command);
  if (to === undefined) throw usage("say where it is to be brought: --to PROVIDER", command);
  refuseSame(from, to, command);
  const options = {
    published: switches.has("published"),
    skipUnmatched: switches.has("skip-unmatched"),
    widen: switches.has("widen"),
  };
  return { command: "promote", kind, names, from, to, options, ...flags };
}

function refuseSame(a: string, b: string, command: CommandSpec): void {
  if (a === b) throw usage("name two Providers, not one twice", command);
}
