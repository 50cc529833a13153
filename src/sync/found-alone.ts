import { hasOwnName } from "../core/credential-abilities.ts";
import type { CredentialWrite } from "../core/credential-change.ts";
import type { Credential, CredentialBook } from "../core/credential.ts";
import { AppError, isAppError } from "../core/errors.ts";
import { shellWord } from "../core/shell-word.ts";
import type { Capability, Connection } from "../plugin/contract.ts";
import type { CredentialPorts } from "./credential-ports.ts";
import { keptOrTold } from "./kept-or-told.ts";

/** What is done to credentials that may have to be found by nothing but their key. */
type Ending = keyof NonNullable<CredentialBook["refused"]>;

const ABILITIES = { revoke: "revokeCredentials", move: "moveCredentials" } as const;

/**
 * Whether it can be done without the key itself: as measured, but not where that is in doubt and the Provider has refused
 * it before.
 */
export function foundAlone(
  { capabilities }: Pick<Connection, "capabilities">,
  { refused }: Pick<CredentialBook, "refused">,
  op: Ending,
): Capability {
  const measured = capabilities.can[ABILITIES[op]];
  const reason = refused?.[op];
  const isRefused = measured.available && measured.doubt !== undefined && reason !== undefined;
  return isRefused ? { available: false, reason } : measured;
}

/** The command that takes the key itself, to end or move what nothing else finds. */
export function keyCommand(op: "revoke" | "rotate" | "move", { id }: Pick<Credential, "id">): string {
  const plan = op === "move" ? " --plan NAME" : "";
  return `portico credentials ${op} ${shellWord(id)}${plan} --key-stdin`;
}

type Ended = { readonly write: CredentialWrite; readonly target: Credential; readonly provider: string };

/** What was done, and what is to be said of it. */
type Noted<T> = { readonly done: T; readonly unkept: readonly string[] };

/**
 * Does what ends or moves a credential, and keeps what the Provider made of it: that it wants the key itself, or that it
 * does not after all. What cannot be kept is told beside it. Rejects as the work does.
 */
export async function noting<T extends { readonly already: boolean }>(
  { write: { intent, proposal }, target, provider }: Ended,
  { store, onBook }: Pick<CredentialPorts, "store" | "onBook">,
  work: () => Promise<T>,
): Promise<Noted<T>> {
  if ((intent.op !== "revoke" && intent.op !== "move") || "secret" in intent || hasOwnName(target.kind))
    return { done: await work(), unkept: [] };
  const { op } = intent;
  const note = (reason: string | undefined): Promise<readonly string[]> =>
    keptOrTold(async () => {
      if ((await store.readCredentials(provider)).refused?.[op] === reason) return;
      onBook(await store.updateCredentials(provider, (book) => withRefusal(book, op, reason)));
    });
  try {
    const done = await work();
    // Where there was nothing to do nothing was refused.
    const isProof = proposal.requests.length > 0 && !done.already;
    return { done, unkept: isProof ? await note(undefined) : [] };
  } catch (error) {
    if (!isAppError(error) || error.code !== "KEY_NEEDED") throw error;
    const unkept = await note(error.message);
    const way = `The key is taken from standard input: ${keyCommand(op, target)}`;
    const hint = [error.hint ?? "", way, ...unkept].join(" ").trim();
    throw new AppError("KEY_NEEDED", error.message, { hint, cause: error });
  }
}

function withRefusal(book: CredentialBook, op: Ending, reason: string | undefined): CredentialBook {
  const { [op]: _, ...others } = book.refused ?? {};
  return { ...book, refused: reason === undefined ? others : { ...others, [op]: reason } };
}
