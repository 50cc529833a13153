import { relative } from "node:path";
import { readConfigText } from "../config/config-text.ts";
import { substitute } from "../config/environment.ts";
import { exists } from "../config/exists.ts";
import {
  fileChange,
  placedNamed,
  withSecretAtHand,
  writtenSecret,
  type FileChange,
} from "../config/provider-change.ts";
import { shownLine } from "../config/mask.ts";
import { fileWord } from "../config/provider-place.ts";
import { parseYaml, type YamlDocument } from "../config/yaml-document.ts";
import type { Replaced } from "../config/load.ts";
import { isProduction } from "../core/provider.ts";
import { issuePlace, issueText } from "../core/config-issue.ts";
import { counted } from "../core/counted.ts";
import { AppError } from "../core/errors.ts";
import { lineDiff } from "../core/line-diff.ts";
import { excerpt } from "../core/plain-text.ts";
import { providerCommand } from "../core/provider-command.ts";
import { providerTitle } from "../core/provider-words.ts";
import type { ConfigRequest, DiffLine, ProviderProposal, ProviderRequest } from "../core/provider-edit.ts";
import type { ConsoleState } from "../console.ts";
import { secretWarnings } from "./secret-warnings.ts";
import type { ConfigReading } from "./config-reader.ts";

export type SoundReading = Extract<ConfigReading, { outcome: "ok" }>;

export type ProposalPorts = {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Reads the config in force anew, with texts in place of files. */
  readonly read: (replaced?: Replaced) => Promise<ConfigReading>;
  readonly state: () => ConsoleState;
};

/** A request worked out: what it makes of a file, and the config that comes of it. */
export type WorkedOut = {
  /** With the secret that is to be moved, if there is one. */
  readonly request: ProviderRequest;
  readonly change: FileChange;
  readonly before: SoundReading;
  readonly after: SoundReading;
  /** Absolute; where a typed secret goes that gets a file of its own. */
  readonly secretFile: string;
};

const CONTEXT_LINES = 2;
const SECRETS_FOLDER = "secrets";

/** The folder, absolute, in which secrets are put that were typed. */
export function secretsFolder(configFolder: string): string {
  return `${configFolder}/${SECRETS_FOLDER}`;
}

/**
 * Works a request out on what is on the disk now, and judges what comes of it as when it is loaded. Rejects with
 * CONFIG_INVALID, naming line and column, when the config has errors or would have; and as `fileChange` throws.
 */
export async function workedOut(asked: ProviderRequest, { read, env }: ProposalPorts): Promise<WorkedOut> {
  const before = sound(await read());
  const request = withSecretAtHand(asked, { parsed: before.parsed, env });
  const secretFile = await freeSecretFile(secretsFolder(before.folder), nameAfter(request, env));
  const secretPath = relative(before.folder, secretFile).replaceAll("\\", "/");
  const change = fileChange(request, { parsed: before.parsed, env, secretPath });
  const after = sound(await read(new Map([[change.file, change.after]])));
  checkRead(request, { change, after, env });
  return { request, change, before, after, secretFile };
}

/** A new file that no `include` stands for would never be read. */
function checkRead(
  request: ProviderRequest,
  { change, after, env }: Pick<WorkedOut, "change" | "after"> & Pick<ProposalPorts, "env">,
): void {
  const name = nameAfter(request, env);
  const isThere = after.config.providers.some(({ definition }) => definition.name === name);
  if (request.op === "remove-provider" || isThere) return;
  throw new AppError(
    "CONFIG_UNEDITABLE",
    `No include stands for ${excerpt(change.file, 300)}. Nothing was changed.`,
    {
      hint: "Name another file with --into, or add it to include: in the config.",
    },
  );
}

/** The proposal of a request; writes nothing. Rejects as `workedOut` does. */
export async function providerProposal(
  request: ProviderRequest,
  ports: ProposalPorts,
): Promise<ProviderProposal> {
  const worked = await workedOut(request, ports);
  const { change, before, after, secretFile } = worked;
  const { file } = change;
  const onDisk = await readConfigText(file);
  if ((onDisk?.text ?? null) !== change.before) throw movedMeanwhile(file);
  const text = change.after === null ? null : `${onDisk?.mark ?? ""}${change.after}`;
  const secret = keptSecret(worked.request, secretFile);
  return {
    request,
    title: `${providerTitle(request)} in ${excerpt(file, 200)}`,
    file,
    change: kindOf(change),
    lines: diffOf(change),
    affects: [...affectsOf(request, ports, before), ...(secret === null ? [] : [secretNote(secretFile)])],
    warnings: [
      ...warningsOf(before, after),
      ...(await secretWarnings(worked, { name: nameAfter(request, ports.env), env: ports.env })),
    ],
    production: isGuarded(request, before),
    command: providerCommand(request),
    write: {
      digest: onDisk?.digest ?? null,
      before: () => (onDisk === null ? null : onDisk.mark + onDisk.text),
      text: () => text,
      secret,
    },
  };
}

/** What a change makes of its file. */
export function kindOf({ before, after }: FileChange): ProviderProposal["change"] {
  if (before === null) return "create";
  return after === null ? "delete" : "edit";
}

function keptSecret(request: ProviderRequest, file: string): ProviderProposal["write"]["secret"] {
  if (request.op === "remove-provider" || request.secret?.from !== "typed") return null;
  return request.secret.keep === "file" ? { file, text: request.secret.text } : null;
}

/** The reading, when it is without errors. Throws CONFIG_NOT_FOUND, or CONFIG_INVALID with the place of the first one. */
export function sound(reading: ConfigReading): SoundReading {
  if (reading.outcome === "ok") return reading;
  if (reading.outcome === "missing") {
    throw new AppError("CONFIG_NOT_FOUND", "There is no config yet.", {
      hint: "Write one with: portico init",
    });
  }
  const { issues, file } = reading;
  const [first] = issues;
  const what = first === undefined ? `${file} has errors` : `${issuePlace(first)}  ${issueText(first)}`;
  const more =
    issues.length > 1
      ? ` There ${issues.length === 2 ? "is one error" : `are ${issues.length - 1} errors`} more.`
      : "";
  const hint = `${first?.hint ?? "Mend that first."}${more}`;
  throw new AppError("CONFIG_INVALID", `${what}. Nothing was changed.`, { hint });
}

/** The name of a Provider once a request is carried out, its variables replaced. */
export function nameAfter(request: ConfigRequest, env: ProposalPorts["env"]): string {
  if (request.op === "undo-provider") return request.edit.request.provider;
  const written = request.op === "edit-provider" ? request.set.name : undefined;
  if (written === undefined) return request.provider;
  const name = substitute(written, env);
  return name.ok ? name.text : written;
}

function movedMeanwhile(file: string): AppError {
  const message = `${excerpt(file, 300)} was changed while it was read; nothing was written.`;
  return new AppError("CONFIG_CHANGED", message, { hint: "Do it again." });
}

async function freeSecretFile(folder: string, name: string): Promise<string> {
  const path = `${folder}/${fileWord(name)}`;
  for (let number = 1; ; number += 1) {
    const file = number === 1 ? path : `${path}-${number}`;
    if (!(await exists(file))) return file;
  }
}

/** The lines of a file that a change touches, secrets masked. */
export function diffOf({ file, before, after }: FileChange): readonly DiffLine[] {
  const [old, now] = [before ?? "", after ?? ""].map((text) => linesIn(parseYaml(file, text)));
  if (old === undefined || now === undefined) return [];
  const changes = lineDiff(old.texts, now.texts, CONTEXT_LINES);
  return changes.map((change) => {
    const [side, index] = change.sign === "-" ? [old, change.before] : [now, change.after];
    return { sign: change.sign, number: index + 1, text: shownLine(side.document, side.starts[index] ?? 0) };
  });
}

type Lines = {
  readonly document: YamlDocument;
  readonly texts: readonly string[];
  readonly starts: readonly number[];
};

function linesIn(document: YamlDocument): Lines {
  const { text } = document;
  const texts = text.split("\n");
  if (texts.at(-1) === "") texts.pop();
  let start = 0;
  const starts = texts.map((line) => {
    const own = start;
    start += line.length + 1;
    return own;
  });
  return { document, texts, starts };
}

/** What else a request has to do with, in sentences. */
export function affectsOf(
  request: ProviderRequest,
  { state, env }: ProposalPorts,
  { parsed }: SoundReading,
): readonly string[] {
  const counts = state().providers.find(({ definition }) => definition.name === request.provider)?.status
    .counts;
  const items =
    counts === undefined ? "" : `${counted(counts.products, "Product")} and ${counted(counts.plans, "Plan")}`;
  if (request.op === "remove-provider") {
    const { from, word } = writtenSecret(placedNamed(request.provider, { parsed, env }));
    return [
      `${items} of it are no longer shown. What is stored of it stays: added again under this name, it is all there.`,
      ...(from === "file" ? [`Its secret stays in ${excerpt(word, 200)}.`] : []),
    ];
  }
  if (request.op === "add-provider") return [];
  const { set } = request;
  return [
    ...(set.name === undefined
      ? []
      : [`What is stored of it moves along: ${items}. Scripts have to use the new name.`]),
    ...(set.enabled === false ? ["It is no longer synchronized; what is known of it stays."] : []),
  ];
}

function secretNote(file: string): string {
  return `The secret goes into ${excerpt(file, 200)}, which only you can read and Git does not see.`;
}

/** What there is to look out for in a config that was not said of the one before. */
export function warningsOf(before: SoundReading, after: SoundReading): readonly string[] {
  const known = new Set(before.warnings.map(({ message }) => message));
  const news = after.warnings.filter(({ message }) => !known.has(message));
  return news.map(({ message, hint }) => (hint === null ? message : `${message}. ${hint}`));
}

/** Whether the name of the Provider has to be given first. */
export function isGuarded(request: ProviderRequest, { config }: SoundReading): boolean {
  if (request.op === "add-provider") return false;
  const own = config.providers.find(({ definition }) => definition.name === request.provider);
  return own !== undefined && isProduction(own.definition);
}
