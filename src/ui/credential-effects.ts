import type { Certificate } from "../core/credential.ts";
import { isAppError, type AppError } from "../core/errors.ts";
import type { Effect } from "../view/view-state.ts";
import type { EffectPorts } from "./effects.ts";

type Asked<T extends Effect["type"]> = Extract<Effect, { type: T }>;

const USAGE_DAYS = 14;

/** Reads what the Credentials tab shows; why something cannot be read goes back into the machine, too. */
export function credentialPerformers({ console, machine }: Pick<EffectPorts, "console" | "machine">) {
  return {
    "list-credentials": async ({ provider }: Asked<"list-credentials">) => {
      const reason = await whyNot(() => console.credentials.refresh(provider));
      machine().happen({ type: "told", told: { what: "listed", provider, reason } });
    },
    "read-certificates": async ({ provider }: Asked<"read-certificates">) => {
      const read: { certificates: readonly Certificate[] } = { certificates: [] };
      const reason = await whyNot(async () => {
        read.certificates = await console.credentials.certificates(provider);
      });
      const known = { provider, certificates: read.certificates, reason };
      machine().happen({ type: "told", told: { what: "certificates", known } });
    },
    "read-tokens": async ({ provider, id }: Asked<"read-tokens">) => {
      const read: { tokens: Awaited<ReturnType<typeof console.credentials.tokens>> } = { tokens: null };
      const reason = await whyNot(async () => {
        read.tokens = await console.credentials.tokens(provider, id);
      });
      machine().happen({ type: "told", told: { what: "tokens", provider, id, known: { ...read, reason } } });
    },
    "read-usage": async ({ provider, ids }: Asked<"read-usage">) => {
      const read: { usage: Awaited<ReturnType<typeof console.credentials.usage>> | null } = { usage: null };
      // Nobody asked for it: where it cannot be told, nothing is said.
      await whyNot(async () => {
        read.usage = await console.credentials.usage(provider, ids, { days: USAGE_DAYS });
      });
      machine().happen({ type: "told", told: { what: "usage", provider, usage: read.usage } });
    },
  };
}

/** Runs it; what was known to be possible becomes its reason, a fault goes on up. */
async function whyNot(work: () => Promise<unknown>): Promise<string | null> {
  try {
    await work();
    return null;
  } catch (error) {
    if (!isAppError(error)) throw error;
    return reasonOf(error);
  }
}

function reasonOf({ message, hint }: AppError): string {
  return hint === null ? message : `${message} ${hint}`;
}
