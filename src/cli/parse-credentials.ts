import { CREDENTIAL_KINDS } from "../core/credential-kinds.ts";
import { readPeriod } from "../core/limit-words.ts";
import { exactSeconds } from "../core/period.ts";
import { plainText } from "../core/plain-text.ts";
import type { CertificatesIntent, CredentialsIntent } from "./credential-intent.ts";
import {
  CERTIFICATE_VERBS,
  CREDENTIAL_VERBS,
  VERB_FLAGS,
  type CertificateVerb,
  type CredentialVerb,
} from "./credential-specs.ts";
import { changeFlags, pairsOf, type ChangeArguments } from "./parse-change.ts";
import { closest } from "./suggest.ts";
import { quoted, spoken, usage } from "./usage-error.ts";

/** What a command about credentials is to do; null for a command of another sort. Throws USAGE. */
export function credentialIntent(given: ChangeArguments): CredentialsIntent | CertificatesIntent | null {
  switch (given.command.name) {
    case "credentials":
      return credentialsIntent(given);
    case "certificates":
      return certificatesIntent(given);
    default:
      return null;
  }
}

function credentialsIntent(given: ChangeArguments): CredentialsIntent {
  const verb = verbOf(given, CREDENTIAL_VERBS);
  refuseForeign(given, verb);
  const { values, switches } = given;
  const shared = {
    command: "credentials" as const,
    provider: values.get("provider") ?? null,
    ...changeFlags(given),
  };
  const keyFromInput = switches.has("key-stdin");
  const out = values.get("out") ?? null;
  const force = switches.has("force");
  switch (verb) {
    case "issue":
      return { ...shared, verb, ...issueWords(given), keyFromInput, out, force };
    case "list":
      if (given.args[1] !== undefined) throw usage(`list takes no ID; did you mean show`, given.command);
      return { ...shared, verb, all: switches.has("all") };
    case "show":
      return { ...shared, verb, id: idOf(given, verb) };
    case "rotate":
      return { ...shared, verb, id: idOf(given, verb), ...rotationWords(given), keyFromInput, out };
    case "revoke":
      return { ...shared, verb, id: idOf(given, verb), force, keyFromInput };
    case "move":
      return { ...shared, verb, id: idOf(given, verb), plan: planOf(given, verb), keyFromInput };
  }
}

function rotationWords(given: ChangeArguments) {
  const { values } = given;
  return {
    graceMs: graceOf(given),
    username: values.get("username") ?? null,
    certificate: values.get("certificate") ?? null,
    certificateId: values.get("certificate-id") ?? null,
  };
}

function issueWords(given: ChangeArguments) {
  const { values, lists, command, args } = given;
  if (args[1] !== undefined) {
    const fix = `--product ${quoted(args[1])}`;
    throw usage(`credentials issue takes no ID, not ${quoted(args[1])}`, command, fix);
  }
  const products = lists.get("product") ?? [];
  if (products.length === 0) {
    throw usage("say what it opens: --product NAME; a Plan alone gives access to nothing", command);
  }
  return {
    products,
    plan: planOf(given, "issue"),
    kind: CREDENTIAL_KINDS.find((kind) => kind === values.get("kind")) ?? null,
    owner: values.get("owner") ?? null,
    alias: values.get("alias") ?? null,
    labels: pairsOf(given, "label"),
    username: values.get("username") ?? null,
    certificate: values.get("certificate") ?? null,
    certificateId: values.get("certificate-id") ?? null,
    redirectUri: values.get("redirect-uri") ?? null,
  };
}

function certificatesIntent(given: ChangeArguments): CertificatesIntent {
  const verb = verbOf(given, CERTIFICATE_VERBS);
  const shared = {
    command: "certificates" as const,
    provider: given.values.get("provider") ?? null,
    ...changeFlags(given),
  };
  const [, word] = given.args;
  switch (verb) {
    case "list":
      return { ...shared, verb };
    case "add":
      if (word === undefined) throw usage("certificates add needs a PEM FILE, or - for stdin", given.command);
      return { ...shared, verb, file: word };
    case "remove":
      if (word === undefined) throw usage("certificates remove needs the ID of one", given.command);
      return { ...shared, verb, id: word };
  }
}

function verbOf<Verb extends CredentialVerb | CertificateVerb>(
  { args, command }: ChangeArguments,
  verbs: readonly Verb[],
): Verb {
  const [word] = args;
  const choices = verbs.join(", ");
  if (word === undefined) throw usage(`say what to do with ${command.name}: ${choices}`, command);
  const verb = verbs.find((name) => name === word);
  if (verb !== undefined) return verb;
  throw usage(`${spoken(command)} cannot ${quoted(word)}, only ${choices}`, command, closest(word, verbs));
}

const ANYWHERE = new Set(["provider", "output", "config"]);

function refuseForeign({ switches, values, command }: ChangeArguments, verb: CredentialVerb): void {
  const own = new Set(VERB_FLAGS[verb]);
  const wrong = [...switches, ...values.keys()].find((flag) => !own.has(flag) && !ANYWHERE.has(flag));
  if (wrong === undefined) return;
  const owners = CREDENTIAL_VERBS.filter((other) => VERB_FLAGS[other].includes(wrong));
  throw usage(
    `credentials ${verb} has no flag "--${wrong}"; ${owners.join(", ")} ${owners.length === 1 ? "does" : "do"}`,
    command,
  );
}

function idOf({ args, command }: ChangeArguments, verb: CredentialVerb): string {
  const [, id] = args;
  if (id !== undefined) return id;
  throw usage(`credentials ${verb} needs an ID: "portico credentials list" has them`, command);
}

function planOf({ values, command }: ChangeArguments, verb: CredentialVerb): string {
  const plan = values.get("plan");
  if (plan !== undefined) return plan;
  throw usage(`credentials ${verb} needs exactly one --plan NAME`, command);
}

function graceOf({ values, command }: ChangeArguments): number | null {
  const text = values.get("grace");
  if (text === undefined) return null;
  const read = readPeriod(text);
  if (!read.ok) throw usage(`--grace: ${plainText(read.problem)}`, command);
  const seconds = exactSeconds(read.value);
  if (seconds === null)
    throw usage(`--grace ${quoted(text)} has no fixed length; such as 24h or 7d`, command);
  return seconds * 1000;
}
