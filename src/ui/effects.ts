import type { Console } from "../console.ts";
import { isAppError } from "../core/errors.ts";
import type { SyncReport } from "../core/sync-report.ts";
import type { Role } from "../view/line.ts";
import { memoryOf } from "../view/memory.ts";
import type { Effect } from "../view/view-state.ts";
import { clipboardSequence, type Multiplexer } from "./clipboard.ts";
import { credentialPerformers } from "./credential-effects.ts";
import { itemEditor } from "./edit-item.ts";
import type { Machine } from "./machine.ts";
import { MOUSE_OFF, MOUSE_ON } from "./mouse.ts";
import { writePerformers } from "./write-effects.ts";

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

type Performers = {
  readonly [T in Effect["type"]]: (effect: Extract<Effect, { type: T }>) => Promise<void> | void;
};

/** Does what the reducer asks for. What goes wrong for a known reason becomes a toast, anything else is a fault. */
export function createPerformer(ports: EffectPorts): (effect: Effect) => void {
  const toast = (text: string, role: Role): void => ports.machine().happen({ type: "toast", text, role });
  const performers: Performers = {
    ...terminalPerformers(ports, toast),
    ...doorPerformers(ports, toast),
    ...writePerformers(ports, toast),
    ...credentialPerformers(ports),
    "edit-item": itemEditor(ports, toast),
  };

  return (effect) => {
    Promise.resolve(performed(performers, effect)).catch((error: unknown) => {
      if (!isAppError(error)) return ports.onFault(error);
      toast(error.hint === null ? error.message : `${error.message} ${error.hint}`, "error");
    });
  };
}

/** As a promise even when it throws at once. */
async function performed<T extends Effect["type"]>(
  performers: Performers,
  effect: Extract<Effect, { type: T }>,
): Promise<void> {
  const perform: (effect: Extract<Effect, { type: T }>) => Promise<void> | void = performers[effect.type];
  await perform(effect);
}

/** Says something for a while. */
export type Toast = (text: string, role: Role) => void;

/** What goes through the console's door. */
function doorPerformers({ console, machine, stage }: EffectPorts, toast: Toast) {
  return {
    async sync({ providers, force }) {
      const { text, role } = reportText(await console.sync(providers, { force }));
      toast(text, role);
    },
    async check({ provider }) {
      await console.check([provider]);
    },
    cancel: () => void console.cancelSync(),
    "read-history": async ({ limit }) => {
      const events = await console.readHistory(limit);
      machine().happen({ type: "answer", answer: { type: "history-read", limit, events } });
    },
    "edit-config": async ({ provider }) => stage()?.lend(() => console.editConfig(provider)),
    "init-config": async () => toast(`wrote ${await console.writeExampleConfig()}`, "ok"),
    "edit-text": async ({ field, text }) => {
      const suffix = field === "description" ? ".md" : ".txt";
      const edit = async (): Promise<void> => {
        const edited = await console.editText(text, suffix);
        machine().happen({ type: "text-edited", field, text: edited });
      };
      await stage()?.lend(edit);
    },
    "read-provider": async ({ provider }) => {
      machine().happen({ type: "provider-read", draft: await console.readProvider(provider) });
    },
    "save-memory": () => console.writeMemory(memoryOf(machine().moment().view)),
  } satisfies Partial<Performers>;
}

/** What happens to the terminal, or to this process. */
function terminalPerformers({ stage, multiplexer }: EffectPorts, toast: Toast) {
  return {
    "start-demo": () => stage()?.exit("demo"),
    quit: () => stage()?.exit("quit"),
    suspend: async () => {
      const current = stage();
      await current?.lend(() => current.suspend());
    },
    redraw: async () => stage()?.lend(() => Promise.resolve()),
    "set-mouse": ({ on }) => stage()?.write(on ? MOUSE_ON : MOUSE_OFF),
    copy({ text, what }) {
      const sequence = clipboardSequence(text, multiplexer);
      if (sequence === null) return toast(`${what} is too long for the clipboard`, "warn");
      stage()?.write(sequence);
      toast(`copied ${what} (${text.length} characters)`, "ok");
    },
  } satisfies Partial<Performers>;
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
