import { dirname } from "node:path";
import type { LiveConsole } from "../console.ts";
import { renamedMemory } from "../view/memory.ts";
import { createNetworkPorts } from "./check-network.ts";
import type { ConfigControl } from "./config-control.ts";
import { readConfig, type ReaderOptions } from "./config-reader.ts";
import type { Lifetime } from "./lifetime.ts";
import { createOpener } from "./opener.ts";
import { createProviderEditing, type ProviderEditing } from "./provider-editing.ts";
import { withConfigEdits } from "./state-changes.ts";
import type { AppSurroundings } from "./surroundings.ts";

export type EditingParts = {
  readonly surroundings: AppSurroundings;
  readonly live: Pick<LiveConsole, "console" | "change">;
  readonly lifetime: Lifetime;
  readonly control: ConfigControl;
  /** Names the config in force. */
  readonly reader: ReaderOptions;
};

/** The editing of Providers over the parts of the app: loaded with the first edit. */
export function editingOf({
  surroundings,
  live: { console, change },
  lifetime,
  control,
  reader,
}: EditingParts): ProviderEditing {
  const { env, now, secrets } = surroundings;
  const folder = dirname(reader.flag ?? surroundings.cwd);
  // What is tried out leaves no trace: not even its requests are kept.
  const store = { appendRequest: () => Promise.resolve() };
  const opener = createOpener(surroundings, { folder, store, secrets });
  return createProviderEditing({
    env,
    now,
    defaultAdapter: reader.defaultAdapter,
    read: (replaced) => readConfig(reader, replaced),
    state: () => console.state(),
    ...createNetworkPorts(surroundings, { store }),
    open: opener.open,
    direct: opener.check,
    builtIn: () => Promise.all(Object.values(reader.builtIn).map((load) => load())),
    store: () => lifetime.store(),
    renamedMemory,
    showEdits: (step) => change((state) => withConfigEdits(state, step)),
    change: (write) => control.change(write),
  });
}
