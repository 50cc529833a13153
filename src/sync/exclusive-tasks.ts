import { AppError } from "../core/errors.ts";

/** Tasks that need a Provider to themselves, one after the other for each. */
export interface ExclusiveTasks {
  /** Resolves once those begun so far have ended, however they went. */
  ended(provider: string): Promise<unknown>;
  /** Runs the task after `before`, which never rejects, and after earlier tasks; CANCELLED when closed before its turn. */
  run<T>(provider: string, before: Promise<unknown>, task: () => Promise<T>): Promise<T>;
  /** Lets no further task begin. */
  refuse(): void;
  refused(): boolean;
  settled(): Promise<unknown>;
}

export function createExclusiveTasks(): ExclusiveTasks {
  const last = new Map<string, Promise<unknown>>();
  let refused = false;
  const ended = (provider: string): Promise<unknown> => Promise.allSettled([last.get(provider)]);
  return {
    ended,
    run(provider, before, task) {
      const turn = Promise.all([before, ended(provider)]).then(() => {
        if (refused) throw new AppError("CANCELLED", `The change at ${provider} was cancelled.`);
        return task();
      });
      last.set(provider, turn);
      return turn;
    },
    refuse() {
      refused = true;
    },
    refused: () => refused,
    settled: () => Promise.allSettled(last.values()),
  };
}
