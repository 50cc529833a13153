import type { Console, ConsoleState } from "../console.ts";
import { splitGraphemes } from "../view/cell.ts";
import { dueAt, reduce, type ViewEvent } from "../view/console-state.ts";
import { keyName, type PressedKey } from "../view/key-press.ts";
import type { Effect, ViewState } from "../view/view-state.ts";

/** Data may change many times a second; people cannot read more than this many frames of it. */
const DATA_FRAME_MS = 250;
const MINUTE_MS = 60_000;
/** Backspace, Tab and Enter have names of their own. */
const WRITTEN_CONTROLS: ReadonlySet<string> = new Set(["\b", "\t", "\n", "\r"]);

/** One moment of the console: what is drawn depends on nothing else. */
export type Moment = { readonly view: ViewState; readonly data: ConsoleState; readonly now: number };

export type MachineOptions = {
  readonly console: Console;
  readonly view: ViewState;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  readonly perform: (effect: Effect) => void;
  /** Called with a moment before anybody draws it. */
  readonly prepare: (moment: Moment) => void;
};

type Happening = ViewEvent extends infer E ? (E extends ViewEvent ? Omit<E, "at"> : never) : never;

/** Runs the reducer: keys, data and time go in, moments come out, effects are handed on. */
export interface Machine {
  readonly moment: () => Moment;
  /** Called after every new moment; returns the way to stop. */
  readonly subscribe: (listener: () => void) => () => void;
  happen(event: Happening): void;
  /** A chunk of input as the terminal sent it: type-ahead may come glued together. */
  press(input: string, key: PressedKey): void;
  /** Nothing happens any more afterwards, whatever still ends late; no timer is left. */
  close(): void;
}

export function createMachine(options: MachineOptions): Machine {
  const { console, clock, perform, prepare } = options;
  const listeners = new Set<() => void>();
  let moment: Moment = { view: options.view, data: console.state(), now: clock() };
  const ticks = createAlarm(clock, () => happen({ type: "tick" }));
  const arrivals = createAlarm(clock, takeData);
  let dataShownAt = 0;
  let closed = false;

  function happen(event: Happening): void {
    if (closed) return;
    const now = clock();
    const { view, effects } = reduce(moment.view, { ...event, at: now }, moment.data);
    show({ ...moment, view, now });
    effects.forEach(perform);
  }

  function show(next: Moment): void {
    const same = next.view === moment.view && next.data === moment.data && sameMinute(next.now, moment.now);
    if (same) moment = next;
    else tell(next);
    wait();
  }

  function tell(next: Moment): void {
    moment = next;
    prepare(next);
    for (const listener of listeners) listener();
  }

  /** Wakes when the view changes by itself, at the latest when the next minute begins. */
  function wait(): void {
    const minute = (Math.floor(clock() / MINUTE_MS) + 1) * MINUTE_MS;
    ticks.set(Math.min(dueAt(moment.view) ?? minute, minute));
  }

  function takeData(): void {
    const data = console.state();
    if (data === moment.data) return;
    const now = clock();
    dataShownAt = now;
    const { view, effects } = reduce(moment.view, { type: "data-changed", at: now }, data);
    show({ view, data, now });
    effects.forEach(perform);
  }

  const unsubscribe = console.subscribe(() => arrivals.isSet() || arrivals.set(dataShownAt + DATA_FRAME_MS));
  const first = reduce(moment.view, { type: "data-changed", at: moment.now }, moment.data);
  moment = { ...moment, view: first.view };
  // Whoever performs them may ask for this very machine.
  queueMicrotask(() => void (closed || first.effects.forEach(perform)));
  wait();

  return {
    moment: () => moment,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    happen,
    press: (input, key) => namesOf(input, key).forEach((name) => happen({ type: "key", name })),
    close() {
      closed = true;
      unsubscribe();
      ticks.stop();
      arrivals.stop();
    },
  };
}

type Alarm = { set(at: number): void; isSet(): boolean; stop(): void };

/** Rings once at an instant (ms since the epoch), soon when it has passed; setting it anew replaces it. */
function createAlarm(clock: () => number, ring: () => void): Alarm {
  let timer: NodeJS.Timeout | null = null;
  const stop = (): void => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
  };
  return {
    stop,
    isSet: () => timer !== null,
    set(at) {
      stop();
      timer = setTimeout(
        () => {
          timer = null;
          ring();
        },
        Math.max(0, at - clock()),
      );
    },
  };
}

function namesOf(input: string, key: PressedKey): readonly string[] {
  const parts = input === "" ? [""] : splitGraphemes(input);
  return parts.flatMap((part) => nameOf(part, key) ?? []);
}

/** Ink names a control key that comes alone; among glued keys it is still the byte that the terminal sent. */
function nameOf(part: string, key: PressedKey): string | null {
  const code = part.length === 1 ? part.charCodeAt(0) : 0;
  const isControlKey = code >= 1 && code <= 26 && !WRITTEN_CONTROLS.has(part);
  if (!isControlKey) return keyName(part, key);
  return keyName(String.fromCharCode(code + 96), { ...key, ctrl: true });
}

function sameMinute(a: number, b: number): boolean {
  return Math.floor(a / MINUTE_MS) === Math.floor(b / MINUTE_MS);
}
