import type { ProviderFields, ProviderRequest, SecretChoice } from "./provider-edit.ts";
import { providerAction } from "./provider-words.ts";
import { shellWord } from "./shell-word.ts";

/**
 * The `portico provider …` command line that does the same, quoted for a POSIX shell. A secret that was typed is not in
 * it: it is asked for on standard input.
 */
export function providerCommand(request: ProviderRequest): string {
  switch (request.op) {
    case "add-provider": {
      const into = request.into === null ? [] : [flag("into", request.into)];
      return command("add", request.provider, [
        ...addFlags(request.fields),
        ...secretFlags(request.secret),
        ...into,
      ]);
    }
    case "edit-provider":
      return editCommand(request);
    case "remove-provider":
      return command("remove", request.provider, []);
  }
}

/** The fields of a Provider that a command sets by name, in the order in which they are written. */
export const PROVIDER_FIELDS = [
  "name",
  "adapter",
  "url",
  "organisationId",
  "insecureSkipVerify",
  "policyTags",
  "policyTagMatch",
  "baselineUrl",
  "environment",
  "description",
  "enabled",
] as const satisfies readonly (keyof ProviderFields)[];

function editCommand(request: Extract<ProviderRequest, { op: "edit-provider" }>): string {
  const { provider, set, secret } = request;
  const action = providerAction(request);
  if (action === "enabled" || action === "disabled") return command(action.slice(0, -1), provider, []);
  if (action === "renamed") return command("rename", provider, [shellWord(set.name ?? "")]);
  const fields = PROVIDER_FIELDS.filter((field) => set[field] !== undefined);
  const options = Object.entries(set.options ?? {}).map(
    ([key, value]) => `options.${optionWords(key, value)}`,
  );
  const words = [...fields.map((field) => `${field}=${fieldWords(set[field])}`), ...options];
  return command("edit", provider, [...words.map((each) => flag("set", each)), ...secretFlags(secret)]);
}

function addFlags(fields: ProviderFields): readonly string[] {
  const { adapter, url, organisationId, insecureSkipVerify, policyTags, policyTagMatch } = fields;
  const { baselineUrl, environment, description, enabled, options } = fields;
  return [
    ...textFlag("adapter", adapter),
    ...textFlag("url", url),
    ...textFlag("organisation-id", organisationId),
    ...(insecureSkipVerify === true ? ["--insecure-skip-verify"] : []),
    ...(policyTags ?? []).map((tag) => flag("policy-tag", tag)),
    ...(policyTagMatch === "all" ? ["--policy-tag-match all"] : []),
    ...textFlag("baseline-url", baselineUrl),
    ...textFlag("environment", environment),
    ...textFlag("description", description),
    ...Object.entries(options ?? {}).map(([key, value]) => flag("option", optionWords(key, value))),
    ...(enabled === false ? ["--disabled"] : []),
  ];
}

function secretFlags(secret: SecretChoice | null): readonly string[] {
  if (secret === null) return [];
  if (secret.from === "env") return [flag("secret-env", secret.name)];
  if (secret.from === "moved") return ["--secret-to-file"];
  return secret.from === "file" ? [flag("secret-file", secret.path)] : ["--secret-stdin"];
}

function fieldWords(value: string | boolean | readonly string[] | null | undefined): string {
  if (value === null || value === undefined) return "";
  return typeof value === "object" ? value.join(",") : String(value);
}

function optionWords(key: string, value: string | number | boolean | null): string {
  return typeof value === "string" ? `${key}=${value}` : `${key}:=${JSON.stringify(value)}`;
}

function textFlag(name: string, value: string | null | undefined): readonly string[] {
  return value === null || value === undefined || value === "" ? [] : [flag(name, value)];
}

function flag(name: string, value: string): string {
  return value.startsWith("-") ? `--${name}=${shellWord(value)}` : `--${name} ${shellWord(value)}`;
}

function command(verb: string, name: string, rest: readonly string[]): string {
  const words = name.startsWith("-") ? [...rest, "--", shellWord(name)] : [shellWord(name), ...rest];
  return ["portico provider", verb, ...words].join(" ");
}
