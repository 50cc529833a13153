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
  close(): void;
}

export function createMachine(options: MachineOptions): Machine {
  const { console, clock, perform } = options;
  const listeners = new Set<() => void>();
  let moment: Moment = { view: options.view, data: console.state(), now: clock() };
  let timer: NodeJS.Timeout | null = null;
  let dataTimer: NodeJS.Timeout | null = null;
  let dataShownAt = 0;

  function happen(event: Happening): void {
    const now = clock();
    const { view, effects } = reduce(moment.view, { ...event, at: now }, moment.data);
    show({ ...moment, view, now });
    for (const effect of effects) perform(effect);
  }

  function show(next: Moment): void {
    const same = next.view === moment.view && next.data === moment.data && sameMinute(next.now, moment.now);
    moment = next;
    wait();
    if (!same) for (const listener of listeners) listener();
  }

  /** Wakes when the view changes by itself, at the latest when the next minute begins. */
  function wait(): void {
    if (timer !== null) clearTimeout(timer);
    const now = clock();
    const minute = (Math.floor(now / MINUTE_MS) + 1) * MINUTE_MS;
    const due = Math.min(dueAt(moment.view) ?? minute, minute);
    timer = setTimeout(() => happen({ type: "tick" }), Math.max(0, due - now));
  }

  function takeData(): void {
    dataTimer = null;
    const data = console.state();
    if (data === moment.data) return;
    const now = clock();
    dataShownAt = now;
    const { view } = reduce(moment.view, { type: "data-changed", at: now }, data);
    show({ view, data, now });
  }

  function onData(): void {
    dataTimer ??= setTimeout(takeData, Math.max(0, DATA_FRAME_MS - (clock() - dataShownAt)));
  }

  const unsubscribe = console.subscribe(onData);
  const first = reduce(moment.view, { type: "data-changed", at: moment.now }, moment.data);
  moment = { ...moment, view: first.view };
  wait();

  return {
    moment: () => moment,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    happen,
    press(input, key) {
      for (const name of namesOf(input, key)) happen({ type: "key", name });
    },
    close() {
      unsubscribe();
      if (timer !== null) clearTimeout(timer);
      if (dataTimer !== null) clearTimeout(dataTimer);
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
