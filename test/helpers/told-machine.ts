import type { Machine } from "../../src/ui/machine.ts";

/** A machine that only listens: what happens goes into the list, an answer by itself. */
export function toldMachine(events: unknown[]): Machine {
  return {
    moment: () => {
      throw new Error("not looked at");
    },
    subscribe: () => () => undefined,
    happen: (event) => void events.push("answer" in event ? event.answer : event),
    press: () => undefined,
    close: () => undefined,
  };
}
