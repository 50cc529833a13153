import { readConfigText } from "../config/config-text.ts";
import { AppError } from "../core/errors.ts";
import { excerpt } from "../core/plain-text.ts";
import type { ConfigEdit, ConfigUndo, ProviderProposal, ProviderRequest } from "../core/provider-edit.ts";
import { providerTitle } from "../core/provider-words.ts";
import {
  affectsOf,
  diffOf,
  isGuarded,
  kindOf,
  sound,
  warningsOf,
  type ProposalPorts,
} from "./provider-proposal.ts";

/**
 * The proposal that puts a file of the config back to what it held before a change; writes nothing. Rejects with
 * CONFIG_CHANGED when it does not hold any more what the change made of it, and with CONFIG_INVALID when what it held is
 * no sound config any more.
 */
export async function undoProposal(undo: ConfigUndo, ports: ProposalPorts): Promise<ProviderProposal> {
  const { edit } = undo;
  const { file, secretFile } = edit;
  const onDisk = await readConfigText(file);
  if ((onDisk?.digest ?? null) !== edit.digest) throw changedSince(edit);
  const before = sound(await ports.read());
  const whole = edit.text();
  const { mark = "", text: now = null } = onDisk ?? {};
  const change = { file, before: now, after: whole?.replace(/^\uFEFF/u, "") ?? null };
  const after = sound(await ports.read(new Map([[file, change.after]])));
  const back = wayBack(edit);
  return {
    request: undo,
    title: `${providerTitle(undo)} in ${excerpt(file, 200)}`,
    file,
    change: kindOf(change),
    lines: diffOf(change),
    affects: [
      ...affectsOf(back, ports, before),
      ...(secretFile === null ? [] : [`The secret stays in ${excerpt(secretFile, 200)}, too.`]),
    ],
    warnings: warningsOf(before, after),
    production: isGuarded(back, before),
    command: null,
    write: {
      digest: edit.digest,
      before: () => (now === null ? null : mark + now),
      text: () => whole,
      secret: null,
    },
  };
}

/** The request that would come to the same, as far as others are affected. */
function wayBack({ request, provider }: ConfigEdit): ProviderRequest {
  if (request.op === "add-provider") return { op: "remove-provider", provider };
  const { name, enabled } = request.op === "edit-provider" ? request.set : {};
  const set = {
    ...(name === undefined ? {} : { name: request.provider }),
    ...(enabled === undefined ? {} : { enabled: enabled === false }),
  };
  return { op: "edit-provider", provider, set, secret: null, seen: null };
}

function changedSince({ file }: ConfigEdit): AppError {
  const message = `${excerpt(file, 300)} has been changed since; it was not put back.`;
  return new AppError("CONFIG_CHANGED", message, {
    hint: "Changes of this file are to be undone by hand now: e opens it.",
  });
}
