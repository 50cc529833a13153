import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { plainText } from "../core/plain-text.ts";
import type { ProviderDefinition } from "../core/provider.ts";
import { shellWord } from "../core/shell-word.ts";
import type { ConfiguredProvider } from "./config.ts";
import type { Finding } from "./document-issue.ts";
import { substituteAll, variable, wholeReference, type Environment } from "./environment.ts";
import { namesPort, readHttpUrl } from "./http-url.ts";
import { seenValue } from "./mask.ts";
import { readPolicyTags } from "./policy-tags.ts";
import type { WrittenProvider } from "./schema.ts";
import { secretKind, secretReader, type SecretSurroundings } from "./secrets.ts";

let fingerprintKey: Uint8Array | null = null;

type Written = Readonly<Record<string, unknown>>;

/** A Provider's mapping with `${NAME}` replaced everywhere but in `secret`, which has its own rules. */
export function substituteProvider(
  written: Written,
  env: Environment,
): { readonly substituted: Written; readonly findings: readonly Finding[] } {
  const findings: Finding[] = [];
  const substituted = Object.fromEntries(
    Object.entries(written).map(([key, value]) => [
      key,
      key === "secret"
        ? value
        : substituteAll(value, env, (missing) => findings.push({ ...missing, path: [key, ...missing.path] })),
    ]),
  );
  return { substituted, findings };
}

/** What a schema does not say about a Provider's own keys. `written` is as in the file, for messages. */
export function settingFindings(written: Written, substituted: Written): readonly Finding[] {
  return [
    ...nameFindings(substituted["name"]),
    ...urlFindings("url", written, substituted),
    ...urlFindings("baselineUrl", written, substituted),
    ...tagFindings(written, substituted),
    ...secretFindings(written["secret"]),
  ];
}

/** A missing variable brings the Provider down when it connects; until then it is worth a warning. */
export function missingVariable(provider: WrittenProvider, env: Environment): Finding | null {
  if (provider.secret === undefined || provider.enabled === false) return null;
  const kind = secretKind(provider.secret);
  if (kind.from !== "env" || variable(kind.name, env) !== null) return null;
  return {
    severity: "warning",
    path: ["secret"],
    message: `the environment variable ${seenValue(kind.name).slice(1, -1)} is not set`,
    hint: "Set it before starting; until then this Provider is down.",
  };
}

/** Whether the secret itself is written out. */
export function hasLiteralSecret({ secret }: WrittenProvider): boolean {
  return secret !== undefined && secretKind(secret).from === "literal";
}

/** A literal secret in a file that others can read. */
export function literalSecret(provider: WrittenProvider, file: string): Finding | null {
  if (!hasLiteralSecret(provider)) return null;
  return {
    severity: "warning",
    path: ["secret"],
    message: "a secret is written out here, and other users can read this file",
    hint: `Run chmod 600 ${plainText(file)}, or move it: portico provider edit ${shellWord(plainText(provider.name))} --secret-to-file, or --secret-env NAME for one that the environment has.`,
  };
}

/** The Provider that a mapping without findings describes. */
export function configuredProvider(
  provider: WrittenProvider,
  place: ConfiguredProvider["place"] & { readonly openToOthers: boolean },
  surroundings: Omit<SecretSurroundings, "provider"> & { readonly defaultAdapter: string },
): ConfiguredProvider {
  const { file, line, openToOthers } = place;
  const definition = definitionOf(provider, surroundings.defaultAdapter);
  const kind = provider.secret === undefined ? null : secretKind(provider.secret);
  return {
    definition,
    secret:
      kind === null ? async () => null : secretReader(kind, { ...surroundings, provider: provider.name }),
    // Only a config that is read again is compared: a command never asks.
    get fingerprint() {
      return fingerprintOf(JSON.stringify([definition, kind, surroundings.folder]));
    },
    place: { file, line },
    asWritten: {
      exposesSecret: openToOthers && hasLiteralSecret(provider),
      namesPort: provider.url !== undefined && namesPort(provider.url),
    },
  };
}

/** With a key of its own, a fingerprint is worthless outside this process: it covers literal secrets. */
function fingerprintOf(settings: string): string {
  fingerprintKey ??= crypto.getRandomValues(new Uint8Array(32));
  return bytesToHex(hmac(sha256, fingerprintKey, utf8ToBytes(settings)));
}

function definitionOf(provider: WrittenProvider, defaultAdapter: string): ProviderDefinition {
  return {
    name: provider.name,
    adapter: provider.adapter ?? defaultAdapter,
    url: urlOf(provider.url),
    organisationId: textOf(provider.organisationId),
    insecureSkipVerify: provider.insecureSkipVerify ?? false,
    policyTags: readPolicyTags(provider.policyTags ?? []).tags,
    policyTagMatch: provider.policyTagMatch ?? "any",
    baselineUrl: urlOf(provider.baselineUrl),
    environment: textOf(provider.environment),
    description: textOf(provider.description),
    enabled: provider.enabled ?? true,
    options: provider.options ?? {},
  };
}

function urlOf(written: string | undefined): string | null {
  const reading = written === undefined ? null : readHttpUrl(written);
  return reading?.ok === true ? reading.url : null;
}

function textOf(written: string | null | undefined): string | null {
  return written === undefined || written === null || written === "" ? null : written;
}

function nameFindings(name: unknown): readonly Finding[] {
  // More lines than one are refused by the schema already.
  if (typeof name !== "string" || name.includes("\n") || plainText(name) === name) return [];
  const message = `the name ${seenValue(name)} holds invisible characters`;
  return [{ path: ["name"], message, hint: "Type the name anew." }];
}

function urlFindings(key: "url" | "baselineUrl", written: Written, substituted: Written): readonly Finding[] {
  const url = substituted[key];
  if (typeof url !== "string" || url === "") return [];
  const reading = readHttpUrl(url);
  if (reading.ok) return [];
  const seen = seenValue(written[key]);
  return reading.problems.map(({ offset, message, hint }) => ({
    path: [key],
    message: `${seen} ${message}`,
    hint,
    offset: written[key] === url ? offset : 0,
  }));
}

function tagFindings(written: Written, substituted: Written): readonly Finding[] {
  const tags = substituted["policyTags"];
  const isList = Array.isArray(tags) && tags.every((tag) => typeof tag === "string");
  if (typeof tags !== "string" && !isList) return [];
  const isAsWritten = written["policyTags"] === tags;
  return readPolicyTags(tags).problems.map(({ path, offset, message, hint }) => ({
    path: ["policyTags", ...path],
    message,
    hint,
    offset: isAsWritten ? (offset ?? 0) : 0,
  }));
}

function secretFindings(written: unknown): readonly Finding[] {
  if (typeof written !== "string" || !/^\$\{[^{}]*\}$/u.test(written) || wholeReference(written) !== null)
    return [];
  const message = "what stands between ${ and } is not the name of an environment variable";
  return [{ path: ["secret"], message, hint: "Names have letters, digits and _ only: ${DASHBOARD_KEY}." }];
}
