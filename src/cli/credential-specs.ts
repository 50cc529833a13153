import type { CommandSpec, FlagSpec } from "./command-spec.ts";
import { CREDENTIAL_KINDS } from "../core/credential-kinds.ts";

export const CREDENTIAL_VERBS = ["issue", "list", "show", "rotate", "revoke", "move"] as const;
export type CredentialVerb = (typeof CREDENTIAL_VERBS)[number];

export const CERTIFICATE_VERBS = ["list", "add", "remove"] as const;
export type CertificateVerb = (typeof CERTIFICATE_VERBS)[number];

/** The flags of commands about credentials. */
export const CREDENTIAL_FLAGS: readonly FlagSpec[] = [
  { name: "product", value: "NAME", many: true, summary: "A Product it opens; once for each" },
  { name: "plan", value: "NAME", once: true, summary: "The Plan that limits it" },
  { name: "kind", value: "KIND", summary: "Only this kind; to issue: not what the APIs call for" },
  { name: "owner", value: "TEXT", summary: "Whose it is: a name or an e-mail address" },
  { name: "alias", value: "TEXT", summary: "What it is called" },
  { name: "username", value: "NAME", summary: "The user of a basic-auth credential" },
  { name: "certificate", value: "FILE", summary: "PEM of the certificate to bind the key to" },
  { name: "certificate-id", value: "ID", summary: "A certificate that the Provider has already" },
  { name: "redirect-uri", value: "URI", summary: "Where an OAuth client returns to" },
  { name: "key-stdin", summary: "Read the key, or the password, from stdin" },
  { name: "grace", value: "TIME", summary: "How long the old one still works: 24h" },
  { name: "out", value: "FILE", once: true, summary: "Write the secret into a new file, for you alone" },
];

const CONFIRMING = ["dry-run", "yes", "confirm", "output"];

/** Which flags each verb takes beside `--provider` and `--output`. */
export const VERB_FLAGS: Readonly<Record<CredentialVerb, readonly string[]>> = {
  issue: [
    "product",
    "plan",
    "kind",
    "owner",
    "alias",
    "label",
    "username",
    "certificate",
    "certificate-id",
    "redirect-uri",
    "key-stdin",
    "out",
    "force",
    ...CONFIRMING,
  ],
  list: ["all"],
  show: [],
  rotate: ["grace", "key-stdin", "username", "certificate", "certificate-id", "out", ...CONFIRMING],
  revoke: ["force", "key-stdin", ...CONFIRMING],
  move: ["plan", "key-stdin", ...CONFIRMING],
};

/** The commands about credentials and certificates, as help lists them. */
export const CREDENTIAL_COMMANDS: readonly CommandSpec[] = [
  {
    name: "credentials",
    args: `${CREDENTIAL_VERBS.join("|")} [ID]`,
    maxArgs: 2,
    summary: "Issue, list, show, rotate, revoke or move credentials",
    details: [
      "issue takes --product (once for each, all of one auth method) and --plan. What",
      "is issued follows from the auth method. The secret is shown once and kept",
      "nowhere: on a terminal, with -o json, or in a file with --out. ID is an id, or",
      "an alias that only one has. list asks the Provider; --all has revoked ones.",
      "rotate issues a new one and revokes the old one, at once or after --grace.",
      "revoke --force marks it when the Provider is down; a later sync revokes it.",
      "--key-stdin reads the key itself (of basic auth, the password): to choose it, or",
      "where nothing else finds it.",
    ],
    flags: ["provider", ...new Set(Object.values(VERB_FLAGS).flat())],
    choices: { kind: CREDENTIAL_KINDS },
    examples: [
      { line: "portico credentials issue --product Pay --plan Gold", meaning: "show it once" },
      { line: "portico credentials list -p EU -o json", meaning: "for a script" },
      { line: "portico credentials rotate app-7 --grace 24h", meaning: "both for a day" },
      { line: "portico credentials revoke app-7 -p EU --yes", meaning: "by its alias" },
      { line: "portico credentials move app-7 --plan Silver", meaning: "the same key" },
    ],
  },
  {
    name: "certificates",
    args: `${CERTIFICATE_VERBS.join("|")} [FILE|ID]`,
    maxArgs: 2,
    summary: "List, add or remove the certificates of a Provider",
    details: ["add takes a PEM file (- is stdin). remove says first what would stop working."],
    flags: ["provider", ...CONFIRMING],
    examples: [
      { line: "portico certificates list -p EU", meaning: "with the days that are left" },
      { line: "portico certificates add app.pem -p EU --yes", meaning: "its id is printed" },
    ],
  },
];
