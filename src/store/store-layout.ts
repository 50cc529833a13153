import { basename, dirname, join } from "node:path";
import { shortHash } from "./store-folder.ts";

/** What a file of the store holds; `provider` is null when this process has not heard of its Provider yet. */
export type StoredFile =
  | { readonly type: "catalog"; readonly provider: string | null }
  | { readonly type: "status"; readonly provider: string | null }
  | { readonly type: "credentials"; readonly provider: string | null }
  | { readonly type: "events" }
  | { readonly type: "undo" };

/** The paths of a store. Files of Providers are named by a hash: a name may hold anything. */
export type StoreLayout = {
  readonly folder: string;
  readonly catalogs: string;
  readonly statuses: string;
  readonly credentials: string;
  readonly events: string;
  readonly requests: string;
  readonly ui: string;
  readonly undo: string;
  /** The folder of the changes on their way. */
  readonly pending: string;
  catalogOf(provider: string): string;
  statusOf(provider: string): string;
  credentialsOf(provider: string): string;
  pendingOf(id: string): string;
  /** What is locked while somebody writes to a Provider; there is no such file. */
  writingTo(provider: string): string;
  /** Null for a file that nobody is told of. */
  identify(file: string): StoredFile | null;
};

export function createStoreLayout(folder: string): StoreLayout {
  const catalogs = join(folder, "catalogs");
  const statuses = join(folder, "status");
  const credentials = join(folder, "credentials");
  const events = join(folder, "events.jsonl");
  const pending = join(folder, "pending");
  const undo = join(folder, "undo.json");
  const providers = new Map<string, string>();

  function fileOf(parent: string, provider: string): string {
    const name = `${shortHash(provider)}.json`;
    providers.set(name, provider);
    return join(parent, name);
  }

  return {
    folder,
    catalogs,
    statuses,
    credentials,
    events,
    requests: join(folder, "requests.jsonl"),
    ui: join(folder, "ui.json"),
    undo,
    pending,
    pendingOf: (id) => join(pending, `${shortHash(id)}.json`),
    writingTo: (provider) => join(pending, `${shortHash(provider)}.writing`),
    catalogOf: (provider) => fileOf(catalogs, provider),
    statusOf: (provider) => fileOf(statuses, provider),
    credentialsOf: (provider) => fileOf(credentials, provider),
    identify(file) {
      if (file === events) return { type: "events" };
      if (file === undo) return { type: "undo" };
      const name = basename(file);
      if (!isDocumentName(name)) return null;
      const provider = providers.get(name) ?? null;
      if (dirname(file) === catalogs) return { type: "catalog", provider };
      if (dirname(file) === statuses) return { type: "status", provider };
      if (dirname(file) === credentials) return { type: "credentials", provider };
      return null;
    },
  };
}

export function isDocumentName(name: string): boolean {
  return /^[0-9a-f]{24}\.json$/u.test(name);
}
