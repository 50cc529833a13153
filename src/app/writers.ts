import { createChanges, type Changes } from "../sync/changes.ts";
import { createCredentials, type Credentials } from "../sync/credentials.ts";
import type { Engine } from "../sync/engine.ts";
import type { Background } from "./background.ts";
import type { Connections } from "./connections.ts";
import { newCredentialId, newPassword } from "./new-credential.ts";
import type { Roster } from "./roster.ts";
import type { SettledChanges } from "./settled-changes.ts";
import { withBook } from "./state-changes.ts";
import type { MirrorPorts, StoreMirror } from "./store-mirror.ts";

type WriterParts = MirrorPorts & {
  readonly background: Background;
  readonly mirror: StoreMirror;
  readonly roster: Roster;
  readonly connections: Connections;
  readonly engine: Engine;
  readonly settled: SettledChanges;
};

/** What writes to Providers: changes of Products and Plans, and credentials; wired to the parts of one session. */
export function createWriters(parts: WriterParts): {
  readonly changes: Changes;
  readonly credentials: Credentials;
} {
  const { store, now, change, background, mirror, roster, connections, engine, settled } = parts;
  const shared: Pick<
    Parameters<typeof createChanges>[0],
    "store" | "now" | "connect" | "definitionOf" | "exclusively" | "record"
  > = {
    store,
    now,
    connect: (name, signal) => connections.connect(name, signal),
    definitionOf: (name) => roster.definitionOf(name),
    exclusively: (name, task) => engine.exclusively(name, task),
    record: (event) => mirror.record(event),
  };
  const changes = createChanges({
    ...shared,
    newId: settled.newId,
    unitsOf: (name) => roster.unitsOf(name),
    settle(definition) {
      const settling = engine.sync([definition]);
      background.run(settling);
      return settling;
    },
    onCatalog: (catalog) => mirror.showWritten(catalog),
    onUndo: () => mirror.showUndo(),
  });
  const credentials = createCredentials({
    ...shared,
    onBook: (book) => change((state) => withBook(state, book)),
    newId: newCredentialId,
    newPassword,
  });
  return { changes, credentials };
}
