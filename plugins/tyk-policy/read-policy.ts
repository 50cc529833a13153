import { AppError, excerpt } from "../../src/plugin/index.ts";
import type { ReadPolicy } from "./policy-edit.ts";
import type { Registry } from "./registry.ts";

/** A policy as it is now; rejects with NOT_FOUND when there is none. */
export async function readPolicy(
  { find, called }: Pick<Registry, "find" | "called">,
  policyId: string,
  signal: AbortSignal,
): Promise<ReadPolicy> {
  const read = await find(policyId, signal);
  if (read !== null) return read;
  throw new AppError("NOT_FOUND", `The ${called} has no policy ${excerpt(policyId)} any more.`, {
    hint: "It was deleted there, or this key may not see it. A sync shows what is there now.",
  });
}
