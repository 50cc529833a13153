import type { Connection } from "../plugin/contract.ts";
import type { Border } from "./border.ts";
import type { Guard } from "./guard.ts";

type Reading = Pick<Connection, "credentials" | "usage" | "tokens" | "certificates">;
type Parts = { readonly guard: Guard; readonly border: Border };

/** The reading of credentials, guarded; each method only where the adapter has it. */
export function guardedCredentials(inner: Connection, { guard, border }: Parts): Reading {
  const guarded = async <T>(what: string, signal: AbortSignal, work: Work<T>): Promise<T> => {
    const call = guard.begin(what, signal);
    try {
      return await call.run(() => work(call.signal));
    } finally {
      call.end();
    }
  };
  const credentials: Reading["credentials"] = (options) =>
    guarded("credentials", options.signal, async (signal) => {
      const onProgress: typeof options.onProgress = (progress) => {
        guard.beat();
        const passed = border.progress(progress);
        if (passed !== null && !signal.aborted) options.onProgress(passed);
      };
      return border.credentials(await inner.credentials?.({ ...options, signal, onProgress }));
    });
  const usage: Reading["usage"] = (targets, span, given) =>
    guarded("usage", given, async (signal) =>
      border.usages(await inner.usage?.(targets, span, signal), targets.length),
    );
  const tokens: Reading["tokens"] = (target, apis, given) =>
    guarded("tokens", given, async (signal) => border.tokens(await inner.tokens?.(target, apis, signal)));
  const certificates: Reading["certificates"] = (given) =>
    guarded("certificates", given, async (signal) => border.certificates(await inner.certificates?.(signal)));
  return {
    ...(inner.credentials === undefined ? {} : { credentials }),
    ...(inner.usage === undefined ? {} : { usage }),
    ...(inner.tokens === undefined ? {} : { tokens }),
    ...(inner.certificates === undefined ? {} : { certificates }),
  };
}

type Work<T> = (signal: AbortSignal) => Promise<T>;
