import { placedNamed, writtenSecret } from "../config/provider-change.ts";
import type { Environment } from "../config/environment.ts";
import { isAppError } from "../core/errors.ts";
import { excerpt } from "../core/plain-text.ts";
import type { ProviderRequest } from "../core/provider-edit.ts";
import type { SoundReading, WorkedOut } from "./provider-proposal.ts";

/**
 * What to look out for where a secret comes from a variable or a file from now on: that it cannot be had there, and that
 * one which is written out is lost with its line, because it is not what is held there. Nothing of a secret is in it.
 * `name` is that of the Provider afterwards.
 */
export async function secretWarnings(
  { request, before, after }: Pick<WorkedOut, "request" | "before" | "after">,
  { name, env }: { readonly name: string; readonly env: Environment },
): Promise<readonly string[]> {
  const secret = request.op === "remove-provider" ? null : request.secret;
  if (secret?.from !== "env" && secret?.from !== "file") return [];
  const held = await secretOf(after, name);
  // That a variable is not set is said of the config already.
  const missing = secret.from === "file" && typeof held === "object" && held !== null ? [held.why] : [];
  const lost = await writtenOut(request, before, env);
  if (lost === null || lost === held) return missing;
  const place = secret.from === "env" ? `the variable ${excerpt(secret.name)}` : excerpt(secret.path, 200);
  return [
    ...missing,
    `The secret that is written out goes, and ${place} does not hold it: keep a copy if it is still of use.`,
  ];
}

/** The secret as it is read when the Provider is connected, or why it cannot be had. */
async function secretOf(
  { config }: SoundReading,
  name: string,
): Promise<string | null | { readonly why: string }> {
  const provider = config.providers.find(({ definition }) => definition.name === name);
  try {
    return (await provider?.secret(new AbortController().signal)) ?? null;
  } catch (error) {
    if (!isAppError(error)) throw error;
    return { why: error.hint === null ? error.message : `${error.message} ${error.hint}` };
  }
}

/** The secret of an edited Provider that is written out in the config so far; null when there is none. */
async function writtenOut(
  { op, provider }: ProviderRequest,
  before: SoundReading,
  env: Environment,
): Promise<string | null> {
  if (op !== "edit-provider") return null;
  if (writtenSecret(placedNamed(provider, { parsed: before.parsed, env })).from !== "literal") return null;
  const written = await secretOf(before, provider);
  return typeof written === "string" ? written : null;
}
