import { AppError } from "../core/errors.ts";
import { excerpt, plainText } from "../core/plain-text.ts";
import { shellWord } from "../core/shell-word.ts";
import type { ChangeFlags } from "./change-intent.ts";
import type { CommandIo } from "./command-io.ts";

/** What is asked about: at which Provider, whether anything is written there (null: no), and whether it is production; `place` is what is written to, unless it is the Provider. */
export type Asked = {
  readonly request: { readonly provider: string; readonly op: string };
  readonly write: unknown;
  readonly production: boolean;
  readonly place?: string;
};

/**
 * Makes sure that everything that is about to be written at a Provider, or deleted, is wanted: by `--yes`, or by asking;
 * for a production Provider by its name, too. Other changes of the store alone need no word. Throws NOT_CONFIRMED.
 */
export async function confirm(
  proposals: readonly Asked[],
  flags: ChangeFlags,
  io: Pick<CommandIo, "ask">,
): Promise<void> {
  if (!needsWord(proposals)) return;
  const writes = proposals.filter(({ write }) => write !== null);
  const unnamed = unnamedIn(writes, flags);
  if (io.ask === null) return requireFlags(writes, unnamed, flags);
  if (!flags.yes) await askToGoOn(proposals.length, io.ask);
  for (const provider of unnamed) await askForName(provider, io.ask);
}

/** Whether something is asked at a terminal: to go on, or for the name of a production Provider. */
export function isAsked(proposals: readonly Asked[], flags: ChangeFlags): boolean {
  return needsWord(proposals) && (!flags.yes || unnamedIn(proposals, flags).length > 0);
}

/** The production Providers among those that are written to that no `--confirm` names. */
function unnamedIn(proposals: readonly Asked[], flags: ChangeFlags): readonly string[] {
  const guarded = providersOf(proposals.filter(({ write, production }) => write !== null && production));
  return guarded.filter((provider) => !flags.confirm.includes(provider));
}

/** Whether any of it is written at a Provider, or deleted. */
function needsWord(proposals: readonly Asked[]): boolean {
  return proposals.some(({ write, request }) => write !== null || request.op === "delete");
}

type Ask = NonNullable<CommandIo["ask"]>;

async function askToGoOn(count: number, ask: Ask): Promise<void> {
  const answer = await ask(
    count === 1 ? "Carry this out? [y/N] " : `Carry out these ${count} changes? [y/N] `,
  );
  if (!/^y(es)?$/iu.test(answer?.trim() ?? "")) throw declined();
}

async function askForName(provider: string, ask: Ask): Promise<void> {
  const answer = await ask(`${plainText(provider)} is a production Provider. Type its name to go on: `);
  if (answer?.trim() !== provider.trim()) throw declined();
}

function declined(): AppError {
  return new AppError("NOT_CONFIRMED", "not confirmed; nothing was changed.");
}

function requireFlags(
  writes: readonly Asked[],
  unnamed: readonly string[],
  { yes, confirm: given }: ChangeFlags,
): void {
  if (yes && unnamed.length === 0) return;
  const missing = [
    ...(yes ? [] : ["--yes"]),
    ...unnamed.map((provider) => `--confirm ${shellWord(excerpt(provider))}`),
  ];
  const [production] = unnamed;
  const where = [
    ...new Set(writes.map(({ place, request }) => `"${excerpt(place ?? request.provider, 200)}"`)),
  ];
  const done =
    where.length === 0 ? "this deletes what is kept of it here" : `this writes to ${where.join(", ")}`;
  const problem =
    production === undefined
      ? `${done}, and nobody can be asked here`
      : `this writes to "${excerpt(production)}", a production Provider${seen(given)}`;
  throw new AppError("NOT_CONFIRMED", `${problem}; nothing was changed.`, {
    hint: `Add ${missing.join(" ")} to carry it out, or --dry-run to see it.`,
  });
}

function seen(given: readonly string[]): string {
  return given.length === 0
    ? ""
    : `, and --confirm names ${given.map((name) => `"${excerpt(name)}"`).join(", ")}`;
}

function providersOf(proposals: readonly Asked[]): readonly string[] {
  return [...new Set(proposals.map(({ request }) => request.provider))];
}
