import { mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { unwritable, writeConfigText, writeSecretFile } from "../config/config-text.ts";
import { exists } from "../config/exists.ts";
import { placedNamed, writtenFields, writtenSecret } from "../config/provider-change.ts";
import { withEdit } from "../core/last-change.ts";
import type { AppEvent } from "../core/events.ts";
import { isAppError } from "../core/errors.ts";
import { excerpt } from "../core/plain-text.ts";
import { providerSummary } from "../core/provider-words.ts";
import {
  isEmptyProviderProposal,
  type AdapterChoice,
  type ConfigEdit,
  type ConfigRequest,
  type ConfigUndo,
  type ProviderDraft,
  type ProviderProposal,
  type ProviderRequest,
  type ProviderResult,
  type ProviderTest,
} from "../core/provider-edit.ts";
import type { Plugin } from "../plugin/contract.ts";
import type { Store, UiMemory } from "../store/store.ts";
import { undoProposal } from "./config-undo.ts";
import { nameAfter, providerProposal, sound } from "./provider-proposal.ts";
import { testedProvider, type TestPorts } from "./provider-test.ts";

export type EditingPorts = TestPorts & {
  readonly defaultAdapter: string;
  /** Every built-in adapter. */
  readonly builtIn: () => Promise<readonly Plugin[]>;
  readonly store: () => Pick<Store, "renameProvider" | "readUi" | "writeUi">;
  /** The console's memory with a Provider under another name. */
  readonly renamedMemory: (memory: UiMemory, from: string, to: string) => UiMemory;
  /** Shows what changes of the config can be undone. */
  readonly showEdits: (step: (edits: readonly ConfigEdit[]) => readonly ConfigEdit[]) => void;
  /** As `ConfigControl.change`. */
  readonly change: (write: () => Promise<AppEvent>) => Promise<void>;
  readonly now: () => Date;
};

/** Adds, edits and removes Providers in the config's own files; see `Console`. */
export interface ProviderEditing {
  readProvider(name: string | null): Promise<ProviderDraft>;
  proposeProvider(request: ConfigRequest): Promise<ProviderProposal>;
  writeProvider(proposal: ProviderProposal): Promise<ProviderResult>;
  testProvider(request: ProviderRequest, signal?: AbortSignal): Promise<ProviderTest>;
}

export function createProviderEditing(ports: EditingPorts): ProviderEditing {
  return {
    readProvider: (name) => draftOf(name, ports),
    proposeProvider: (request) =>
      request.op === "undo-provider" ? proposedUndo(request, ports) : providerProposal(request, ports),
    testProvider: (request, signal = new AbortController().signal) => testedProvider(request, ports, signal),
    async writeProvider(proposal) {
      const result = resultOf(proposal, ports);
      await ports.change(async () => {
        const event = eventOf(proposal, result, ports.now().toISOString());
        if (!isEmptyProviderProposal(proposal)) {
          keep(
            proposal,
            { provider: result.provider, at: event.at, digest: await written(proposal, ports) },
            ports,
          );
        }
        return event;
      });
      return result;
    },
  };
}

async function draftOf(name: string | null, ports: EditingPorts): Promise<ProviderDraft> {
  const { env, read, defaultAdapter } = ports;
  const { parsed, adapters, file } = sound(await read());
  const plugins = new Map((await ports.builtIn()).map((plugin) => [plugin.adapter, plugin]));
  for (const [adapter, plugin] of adapters.plugins) plugins.set(adapter, plugin);
  const offered = { adapters: [...plugins.values()].map(choiceOf), defaultAdapter };
  if (name === null) {
    return { provider: null, file, fields: {}, secret: { from: "none", word: "" }, ...offered };
  }
  const placed = placedNamed(name, { parsed, env });
  const secret = writtenSecret(placed);
  return {
    provider: name,
    file: placed.file.document.file,
    fields: writtenFields(placed),
    secret,
    ...offered,
  };
}

function choiceOf({ adapter, title, requires, help = {} }: Plugin): AdapterChoice {
  return { adapter, title, requires, help };
}

/** What cannot be undone once keeps nothing else from being undone. */
async function proposedUndo(request: ConfigUndo, ports: EditingPorts): Promise<ProviderProposal> {
  try {
    return await undoProposal(request, ports);
  } catch (error) {
    const { file } = request.edit;
    if (isAppError(error) && error.code === "CONFIG_CHANGED") {
      ports.showEdits((edits) => edits.filter((edit) => edit.file !== file));
    }
    throw error;
  }
}

/** From now on it can be undone; what undoes a change is not undone itself. */
function keep(
  { request, file, write }: ProviderProposal,
  since: Pick<ConfigEdit, "provider" | "at" | "digest">,
  { showEdits }: EditingPorts,
): void {
  const text = write.before;
  const secretFile = write.secret?.file ?? null;
  showEdits((edits) =>
    request.op === "undo-provider"
      ? edits.filter((edit) => edit !== request.edit)
      : withEdit(edits, { ...since, request, file, text, secretFile }),
  );
}

/**
 * The secret comes first: a config never names a file that is not there. Resolves to the digest of what the file holds
 * then.
 */
async function written(proposal: ProviderProposal, ports: EditingPorts): Promise<string | null> {
  const { request, file, write } = proposal;
  let digest: string | null = null;
  const save = async (): Promise<void> => {
    digest = await writeConfigText(file, { text: write.text(), digest: write.digest });
  };
  const renaming = { from: request.provider, to: nameAfter(request, ports.env) };
  if (write.secret !== null) await putSecret(write.secret);
  try {
    await (renaming.from === renaming.to ? save() : rename(renaming, save, ports));
  } catch (error) {
    if (write.secret !== null) await rm(write.secret.file, { force: true });
    throw error;
  }
  return digest;
}

async function rename(
  { from, to }: { readonly from: string; readonly to: string },
  save: () => Promise<void>,
  { store, renamedMemory }: EditingPorts,
): Promise<void> {
  const kept = store();
  await kept.renameProvider({ from, to }, save);
  await kept.writeUi(renamedMemory(await kept.readUi(), from, to));
}

/** In a folder that Git does not look into. */
async function putSecret({ file, text }: NonNullable<ProviderProposal["write"]["secret"]>): Promise<void> {
  const folder = dirname(file);
  try {
    const isNew = !(await exists(folder));
    await mkdir(folder, { recursive: true, mode: 0o700 });
    if (isNew) await writeFile(join(folder, ".gitignore"), "*\n", { flag: "wx" });
    await writeSecretFile(file, text());
  } catch (error) {
    throw unwritable(file, error);
  }
}

function resultOf({ request, file, warnings }: ProviderProposal, { env }: EditingPorts): ProviderResult {
  return { provider: nameAfter(request, env), file, summary: providerSummary(request), warnings };
}

function eventOf(
  { command, request }: ProviderProposal,
  { provider, summary, file, warnings }: ProviderResult,
  at: string,
): AppEvent {
  return {
    at,
    kind: "config",
    provider,
    ...(request.provider === provider ? {} : { formerProvider: request.provider }),
    outcome: warnings.length > 0 ? "warn" : "ok",
    summary: `${summary} in ${excerpt(file, 200)}`,
    hint: warnings.length > 0 ? warnings.join(" ") : null,
    command,
    changes: [],
  };
}
