import { IGNORABLE } from "../core/practice-ids.ts";
import type { KeyPath } from "./key-path.ts";

/** What a key is for (shown by editors), what it takes, and how to write it. */
export type KeyFact = { readonly description: string; readonly expects: string; readonly fix: string };

const LIST_OF_TEXTS = "a list of texts";

/** Every key of the config; `*` stands for any item of a list or any name. */
export const KEY_FACTS = {
  include: {
    description: "Further files, one per Provider: globs relative to this file's folder.",
    expects: "a list of file patterns",
    fix: 'Write it like include: ["providers.d/*.yaml"].',
  },
  "include.*": {
    description: "One file or one pattern.",
    expects: "a file pattern",
    fix: 'Write it like "providers.d/*.yaml".',
  },
  refreshInterval: {
    description:
      "How often every Provider is synchronized: 90s, 10m, 1h or 30d; 0 for by hand only. Default: 10m.",
    expects: "a duration",
    fix: "Write a number and its unit: 90s, 10m, 1h or 30d; 0 for by hand only.",
  },
  store: {
    description: "Where the synchronized catalogs are kept.",
    expects: "a mapping",
    fix: "Write it like store: { path: ./data }.",
  },
  "store.path": {
    description:
      "The folder of the store, relative to this file's folder. Default: the user's state directory.",
    expects: "the path of a folder",
    fix: "Write it like path: ./data.",
  },
  plugins: {
    description: "Adapters beside the built-in ones: npm packages, or paths relative to this file's folder.",
    expects: LIST_OF_TEXTS,
    fix: 'Write it like plugins: ["./my-adapter.ts", "some-package"].',
  },
  "plugins.*": {
    description: "One npm package or path.",
    expects: "the name of a package or a path",
    fix: 'Write it like "./my-adapter.ts".',
  },
  sync: {
    description: "How synchronizing is done.",
    expects: "a mapping",
    fix: "Write it like sync: { concurrency: 4 }.",
  },
  "sync.concurrency": {
    description: "How many Providers are synchronized at the same time. Default: 4.",
    expects: "a whole number from 1 to 64",
    fix: "Write it like concurrency: 4.",
  },
  keys: {
    description: "Other keys for actions, by the action's id.",
    expects: "a mapping of action ids to keys",
    fix: "Write it like keys: { sync.selected: [s, F] }.",
  },
  "keys.*": {
    description: "The keys of this action, instead of its own.",
    expects: "a key or a list of keys",
    fix: "Write it like sync.selected: [s, F]; put digits and punctuation in quotes.",
  },
  theme: {
    description: "The colours of the console. Default: dark.",
    expects: "the name of a theme",
    fix: "Write it like theme: light.",
  },
  ignore: {
    description: `Ids of warnings that are not to be shown: ${IGNORABLE.join(", ")}.`,
    expects: "a list of warning ids",
    fix: "Write it like ignore: [literal-secret].",
  },
  "ignore.*": {
    description: "The id of one warning.",
    expects: "a warning id",
    fix: `Write one of ${IGNORABLE.join(", ")}.`,
  },
  providers: {
    description: "The Providers: every API management system whose policies become Products and Plans.",
    expects: "a list of Providers",
    fix: "Begin each Provider with a dash: - name: Production.",
  },
  "providers.*": {
    description: "One Provider.",
    expects: "a Provider: a mapping with a name",
    fix: "Write it like - name: Production, with its other keys indented below.",
  },
  "providers.*.name": {
    description: "The name of the Provider, unique; everything that is stored about it hangs on this name.",
    expects: "a text on one line, 100 characters at most, without blanks around it",
    fix: "Give it a name, such as name: Production; put a number in quotes.",
  },
  "providers.*.adapter": {
    description: "The adapter that speaks to it; leave it out for the default one.",
    expects: "the name of an adapter",
    fix: "Name a built-in adapter or one of a plugin, or leave the key out for the default.",
  },
  "providers.*.url": {
    description:
      "Where it is: http or https, host, optionally a port and a path. ${NAME} is replaced from the environment.",
    expects: "a URL",
    fix: "Write it like url: https://dashboard.example.com:3000.",
  },
  "providers.*.secret": {
    description:
      "What opens it: ${NAME} or { env: NAME }, { file: PATH }, or { command: [program, argument] }.",
    expects: "${NAME}, { env: NAME }, { file: PATH } or { command: [program, argument] }",
    fix: "Write secret: ${NAME}, with the secret in the environment variable NAME.",
  },
  "providers.*.organisationId": {
    description: "The organisation at the Provider; may be empty.",
    expects: "a text",
    fix: "Put it in quotes.",
  },
  "providers.*.insecureSkipVerify": {
    description: "Accept any TLS certificate of this Provider. Default: false.",
    expects: "true or false",
    fix: "Write true or false, without quotes.",
  },
  "providers.*.policyTags": {
    description: "Only policies with these tags: a list, or a,b. Default: every policy.",
    expects: "a list of tags, or a,b",
    fix: "Write it like policyTags: [a, b]; put numbers in quotes.",
  },
  "providers.*.policyTags.*": {
    description: "One tag.",
    expects: "a tag, which is a text",
    fix: "Put it in quotes.",
  },
  "providers.*.policyTagMatch": {
    description: "Whether a policy needs any of the tags or all of them. Default: any.",
    expects: "any or all",
    fix: "Write policyTagMatch: any, or all.",
  },
  "providers.*.baselineUrl": {
    description: "Where the gateway answers: the beginning of the URLs shown for its APIs.",
    expects: "a URL",
    fix: "Write it like baselineUrl: https://gateway.example.com.",
  },
  "providers.*.environment": {
    description: "A label of your own; writing to production asks for the Provider's name.",
    expects: "a text",
    fix: "Write it like environment: staging.",
  },
  "providers.*.description": {
    description: "A note of your own.",
    expects: "a text",
    fix: "Put it in quotes.",
  },
  "providers.*.enabled": {
    description: "Whether it is synchronized at all. Default: true.",
    expects: "true or false",
    fix: "Write true or false, without quotes.",
  },
  "providers.*.options": {
    description: "Settings of the adapter; see its documentation.",
    expects: "a mapping",
    fix: "Write it like options: { timeout: 30s }.",
  },
} as const satisfies Readonly<Record<string, KeyFact>>;

export type KnownKey = keyof typeof KEY_FACTS;

/** The fact of the nearest known key at or above a path (`["providers", 1, "url"]`), or null for the root. */
export function keyFact(path: KeyPath): KeyFact | null {
  for (let length = path.length; length > 0; length -= 1) {
    const parts = path.slice(0, length);
    const exact = parts.map((part) => (typeof part === "number" ? "*" : part)).join(".");
    if (isKnown(exact)) return KEY_FACTS[exact];
    const anyName = [...parts.slice(0, -1), "*"].join(".");
    if (parts.length > 1 && isKnown(anyName)) return KEY_FACTS[anyName];
  }
  return null;
}

/** The names of the keys directly below a path. */
export function keysBelow(path: KeyPath): readonly string[] {
  const prefix = path.map((part) => `${typeof part === "number" ? "*" : part}.`).join("");
  return Object.keys(KEY_FACTS)
    .filter((key) => key.startsWith(prefix))
    .map((key) => key.slice(prefix.length))
    .filter((key) => key !== "*" && !key.includes("."));
}

function isKnown(key: string): key is KnownKey {
  return Object.hasOwn(KEY_FACTS, key);
}
