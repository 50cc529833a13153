import type { Console } from "../console.ts";
import { isAppError } from "../core/errors.ts";
import type { SyncReport } from "../core/sync-report.ts";
import type { Role } from "../view/line.ts";
import { memoryOf } from "../view/memory.ts";
import type { Effect } from "../view/view-state.ts";
import { clipboardSequence, type Multiplexer } from "./clipboard.ts";
import type { Machine } from "./machine.ts";
import { MOUSE_OFF, MOUSE_ON } from "./mouse.ts";

/** What the console's root lends to effects: the terminal and the way out. */
export type Stage = {
  readonly write: (sequence: string) => void;
  /** Gives the terminal away while the work runs, then takes it back and paints everything anew. */
  readonly lend: (work: () => Promise<void>) => Promise<void>;
  readonly exit: (next: "quit" | "demo") => void;
  /** Stops this process until it is continued. */
  readonly suspend: () => Promise<void>;
};

export type EffectPorts = {
  readonly console: Console;
  readonly machine: () => Machine;
  readonly stage: () => Stage | null;
  readonly multiplexer: Multiplexer;
  /** A fault: nothing that an operator could have caused. */
  readonly onFault: (error: unknown) => void;
};

/** Does what the reducer asks for. What goes wrong for a known reason becomes a toast, anything else is a fault. */
export function createPerformer(ports: EffectPorts): (effect: Effect) => void {
  const { machine } = ports;
  const toast = (text: string, role: Role): void => machine().happen({ type: "toast", text, role });

  async function perform(effect: Effect): Promise<void> {
    const stage = ports.stage();
    switch (effect.type) {
      case "sync":
        return synchronize(effect);
      case "cancel":
        ports.console.cancelSync();
        return;
      case "edit-config":
        return stage?.lend(() => ports.console.editConfig(effect.provider));
      case "init-config":
        return toast(`wrote ${await ports.console.writeExampleConfig()}`, "ok");
      case "save-memory":
        return ports.console.writeMemory(memoryOf(machine().moment().view));
      case "start-demo":
        return stage?.exit("demo");
      case "quit":
        return stage?.exit("quit");
      case "suspend":
        return stage?.lend(stage.suspend);
      case "redraw":
        return stage?.lend(() => Promise.resolve());
      case "set-mouse":
        return stage?.write(effect.on ? MOUSE_ON : MOUSE_OFF);
      case "copy":
        return copy(effect.text, effect.what);
    }
  }

  async function synchronize({ providers, force }: Extract<Effect, { type: "sync" }>): Promise<void> {
    const report = await ports.console.sync(providers, { force });
    const { text, role } = reportText(report);
    toast(text, role);
  }

  function copy(text: string, what: string): void {
    const sequence = clipboardSequence(text, ports.multiplexer);
    if (sequence === null) return toast(`${what} is too long for the clipboard`, "warn");
    ports.stage()?.write(sequence);
    toast(`copied ${what} (${text.length} characters)`, "ok");
  }

  return (effect) => {
    perform(effect).catch((error: unknown) => {
      if (!isAppError(error)) return ports.onFault(error);
      toast(error.hint === null ? error.message : `${error.message} ${error.hint}`, "error");
    });
  };
}

/** The end of a synchronization in one line: what failed first, Providers in config order. */
function reportText({ providers }: SyncReport): { readonly text: string; readonly role: Role } {
  if (providers.length === 0) return { text: "no Provider to synchronize", role: "warn" };
  const failed = providers.filter(({ outcome }) => outcome === "failed");
  const rest = (outcome: string): readonly string[] =>
    providers.flatMap((one) => (one.outcome === outcome ? [one.provider] : []));
  const parts = [
    ...failed.map(({ provider, error }) => `${provider} failed: ${error?.message ?? ""}`),
    ...listed("held", rest("held")),
    ...listed("cancelled", rest("cancelled")),
    ...listed("synchronized", rest("synced")),
  ];
  const role = failed.length > 0 ? "error" : rest("held").length > 0 ? "warn" : "ok";
  return { text: parts.join(" · "), role };
}

function listed(word: string, names: readonly string[]): readonly string[] {
  if (names.length === 0) return [];
  return [names.length > 3 ? `${names.length} Providers ${word}` : `${names.join(", ")} ${word}`];
}
