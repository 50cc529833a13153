/** Calls back once after a silence. `rest` and `wake` count: while anything rests it, it does not watch. */
export type Watchdog = {
  readonly beat: () => void;
  readonly rest: () => void;
  readonly wake: () => void;
  readonly stop: () => void;
};

/** Starts watching at once; `stop` ends it for good. */
export function createWatchdog(silenceMs: number, onSilence: () => void): Watchdog {
  let resting = 0;
  let stopped = false;
  let timer = setTimeout(onSilence, silenceMs);

  function watch(): void {
    clearTimeout(timer);
    if (!stopped && resting === 0) timer = setTimeout(onSilence, silenceMs);
  }

  return {
    beat: watch,
    rest: () => {
      resting += 1;
      clearTimeout(timer);
    },
    wake: () => {
      resting = Math.max(0, resting - 1);
      watch();
    },
    stop: () => {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
