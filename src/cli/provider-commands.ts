import type { CommandSpec, FlagSpec } from "./command-spec.ts";

/** What can be done with the Providers of the config. */
export const PROVIDER_VERBS = ["add", "edit", "remove", "enable", "disable", "rename"] as const;
export type ProviderVerb = (typeof PROVIDER_VERBS)[number];

/** The flags of the command that edits the Providers of the config. */
export const PROVIDER_FLAGS: readonly FlagSpec[] = [
  { name: "url", value: "URL", once: true, summary: "Where the Provider is; ${NAME} is kept" },
  { name: "secret-env", value: "NAME", once: true, summary: "Its secret is in this environment variable" },
  { name: "secret-file", value: "PATH", once: true, summary: "Its secret is in this file" },
  { name: "secret-stdin", summary: "Read its secret from stdin into a file of its own" },
  { name: "secret-to-file", summary: "Move a secret out of the YAML into a file" },
  { name: "organisation-id", value: "ID", once: true, summary: "The organisation at the Provider" },
  { name: "insecure-skip-verify", summary: "Accept any TLS certificate of it" },
  { name: "policy-tag", value: "TAG", many: true, summary: "Only policies with it; once for each" },
  {
    name: "policy-tag-match",
    value: "HOW",
    choices: ["any", "all"],
    summary: "any (the default) or all tags",
  },
  { name: "baseline-url", value: "URL", once: true, summary: "Where its gateway answers" },
  { name: "environment", value: "TEXT", once: true, summary: "A label; production asks for the name" },
  { name: "adapter", value: "NAME", once: true, summary: "What speaks to it, unless the default does" },
  { name: "option", value: "KEY=TEXT", many: true, summary: "An option of the adapter; or KEY:=JSON" },
  { name: "disabled", summary: "Do not synchronize it yet" },
  { name: "into", value: "FILE", once: true, summary: "The file of the config that it goes into" },
  { name: "test", summary: "Connect first; write nothing when that fails" },
];

/** Flags of `provider add` alone, and those that say where a secret comes from. */
export const ADD_FLAGS: readonly string[] = [
  "url",
  "organisation-id",
  "insecure-skip-verify",
  "policy-tag",
  "policy-tag-match",
  "baseline-url",
  "environment",
  "description",
  "adapter",
  "option",
  "disabled",
  "into",
];
export const SECRET_FLAGS: readonly string[] = [
  "secret-env",
  "secret-file",
  "secret-stdin",
  "secret-to-file",
];

export const PROVIDER_COMMAND: CommandSpec = {
  name: "provider",
  args: "ACTION NAME",
  maxArgs: 3,
  summary: "Add, edit or remove a Provider in the config",
  details: [
    `ACTION is ${PROVIDER_VERBS.slice(0, -1).join(", ")} or ${PROVIDER_VERBS.at(-1)}.`,
    "Changes only the lines it must, in the file where the Provider is: comments,",
    "order, anchors and quotes stay. What it would change is shown first.",
    "edit takes --set FIELD=VALUE (nothing behind = removes): url, organisationId,",
    "insecureSkipVerify, policyTags (a,b), policyTagMatch, baselineUrl, environment,",
    "description, adapter, enabled, options.KEY. rename takes NAME and NEW_NAME and",
    "keeps what is stored. A secret is never an argument, and never printed.",
  ],
  flags: [...ADD_FLAGS, ...SECRET_FLAGS, "set", "test", "dry-run", "exit-code", "yes", "confirm", "output"],
  instead: { provider: "portico provider edit PROVIDER" },
  examples: [
    { line: "portico provider add EU --url URL --secret-env KEY", meaning: "secret from $KEY" },
    { line: "portico provider add EU --url URL --secret-stdin", meaning: "into a file" },
    { line: "portico provider edit EU --set policyTags=a,b", meaning: "other tags" },
    { line: "portico provider edit EU --secret-env KEY --test", meaning: "if it opens" },
    { line: "portico provider rename EU Europe --dry-run", meaning: "what it would do" },
    { line: "portico provider disable EU --yes", meaning: "in a script" },
  ],
};
