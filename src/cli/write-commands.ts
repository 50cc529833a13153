import { AUTH_METHODS } from "../core/auth-methods.ts";
import type { CommandSpec, FlagSpec } from "./command-spec.ts";

/** The flags of commands that change Products and Plans. */
export const WRITE_FLAGS: readonly FlagSpec[] = [
  { name: "auth", value: "METHOD", choices: AUTH_METHODS, summary: "How consumers authenticate" },
  { name: "api", value: "ID", many: true, summary: "An API of the Product, by id; once for each" },
  { name: "rate", value: "LIMIT", summary: "Such as 500/1m; unlimited (the default)" },
  { name: "quota", value: "LIMIT", summary: "Such as 100000/30d, 9/forever; unlimited" },
  { name: "key-lifetime", value: "TIME", summary: "Such as 90d, 12h; never (the default)" },
  { name: "display-name", value: "TEXT", summary: "What consumers read instead of the name" },
  { name: "description", value: "TEXT", summary: "Markdown; @FILE reads it, @- from stdin" },
  { name: "label", value: "KEY=TEXT", many: true, summary: "A label; once for each" },
  { name: "metadata", value: "KEY=TEXT", many: true, summary: "Metadata of credentials; or KEY:=JSON" },
  { name: "publish", summary: "Publish it at once" },
  { name: "set", value: "FIELD=VALUE", many: true, summary: "A field to change; @FILE reads the value" },
  { name: "add-api", value: "ID", many: true, summary: "An API to add to the Product" },
  { name: "remove-api", value: "ID", many: true, summary: "An API to take out of the Product" },
  { name: "add-tag", summary: "Give the policy the tag that selects it" },
  { name: "file", short: "f", value: "FILE", once: true, summary: "YAML or JSON; - is stdin" },
  { name: "yes", short: "y", summary: "Do not ask before writing" },
  {
    name: "confirm",
    value: "PROVIDER",
    many: true,
    summary: "Write to this Provider although it is production",
  },
];

/** The flags of every command that changes something. */
export const CONFIRMING: readonly string[] = ["dry-run", "exit-code", "yes", "confirm", "output"];

const PORTAL_FLAGS = ["display-name", "description", "label", "metadata", "publish"];

/** Flags of `create` for a Product alone, and for a Plan alone. */
export const PRODUCT_FLAGS: readonly string[] = ["auth", "api"];
export const PLAN_FLAGS: readonly string[] = ["rate", "quota", "key-lifetime"];

function itemCommand(name: string, part: Pick<CommandSpec, "summary" | "details" | "examples">): CommandSpec {
  const flags = ["provider", ...CONFIRMING];
  return { name, args: "product|plan NAME", maxArgs: 2, flags, ...part };
}

const NAMING = "NAME is a name, a display name, a policy id or a reference id.";

/** The commands that change Products and Plans, in the order in which help lists them. */
export const WRITE_COMMANDS: readonly CommandSpec[] = [
  {
    name: "create",
    args: "product|plan NAME",
    maxArgs: 2,
    summary: "Create a Product or Plan with its policy",
    details: [
      "A Product takes --auth and one --api for each API; all of them have that",
      "method. A Plan takes --rate, --quota and --key-lifetime. Periods are 30s, 1m,",
      "1h, 1d, 1w, 1mo, 1y. The policy gets all policyTags of the Provider.",
    ],
    flags: ["provider", ...PRODUCT_FLAGS, ...PLAN_FLAGS, ...PORTAL_FLAGS, ...CONFIRMING],
    examples: [
      { line: "portico create product Pay -p EU --auth jwt --api 7f3", meaning: "from one API" },
      { line: "portico create plan Gold -p EU --rate 500/1m", meaning: "with a rate limit" },
      { line: "portico create plan Gold -p EU --dry-run", meaning: "what it would do" },
    ],
  },
  {
    name: "edit",
    args: "product|plan NAME",
    maxArgs: 2,
    summary: "Change fields of a Product or Plan",
    details: [
      NAMING,
      "Fields: name, displayName, description, labels (k=v,k=v or labels.k=v;",
      "labels.k= removes), published, tags (a,b), metadata (JSON, metadata.k=v or",
      "metadata.k:=JSON); of a Product also apis (ids a,b), of a Plan rate, quota",
      "and keyLifetime.",
      "Only what really changes is sent. @FILE reads a value, @- from stdin, @@ is @.",
    ],
    flags: ["provider", "set", "add-api", "remove-api", ...CONFIRMING],
    instead: {
      api: "--add-api ID",
      rate: "--set rate=LIMIT",
      quota: "--set quota=LIMIT",
      "key-lifetime": "--set keyLifetime=TIME",
      "display-name": "--set displayName=TEXT",
      description: "--set description=TEXT",
      label: "--set labels.KEY=TEXT",
      metadata: "--set metadata.KEY=TEXT",
      publish: "portico publish",
    },
    examples: [
      { line: "portico edit plan Gold --set rate=900/1m", meaning: "another limit" },
      { line: 'portico edit plan Gold --set "name=Gold plus"', meaning: "rename its policy" },
      { line: "portico edit product Pay --set description=@pay.md", meaning: "from a file" },
      { line: "portico edit product Pay --add-api 91c", meaning: "one more API" },
    ],
  },
  itemCommand("publish", {
    summary: "Show a Product or Plan to consumers",
    details: [NAMING, "It concerns Portico alone, so nobody is asked."],
    examples: [{ line: "portico publish product Pay -p EU", meaning: "undone by: portico undo" }],
  }),
  itemCommand("unpublish", {
    summary: "Hide a Product or Plan from consumers",
    details: [NAMING, "It concerns Portico alone, so nobody is asked."],
    examples: [{ line: "portico unpublish plan Gold -p EU", meaning: "its policy stays" }],
  }),
  itemCommand("delete", {
    summary: "Delete a Product or Plan with its policy",
    details: [NAMING],
    examples: [
      { line: "portico delete plan Gold -p EU --dry-run", meaning: "what would be lost" },
      { line: "portico delete plan Gold -p EU --yes", meaning: "without being asked" },
    ],
  }),
  {
    name: "apply",
    args: "-f FILE",
    maxArgs: 0,
    summary: "Create or update what a file describes",
    details: [
      'Takes YAML or JSON as "portico get products -o yaml" prints it: one item, a',
      "list, or several documents. Items are found by policyId, referenceId or name,",
      "and created when there is none. What is left out stays as it is. --provider is",
      "for items that name none. All is checked before anything is written.",
    ],
    flags: ["file", "provider", ...CONFIRMING],
    examples: [
      { line: "portico apply -f plans.yaml --dry-run", meaning: "what would change" },
      { line: "portico apply -f plans.yaml --yes", meaning: "in a script" },
      { line: "portico apply -f - --exit-code", meaning: "from stdin" },
    ],
  },
  {
    name: "undo",
    args: "",
    maxArgs: 0,
    summary: "Undo the last change of a Product or Plan",
    details: ["Says what cannot come back. What is undone is not offered again."],
    flags: CONFIRMING,
    examples: [
      { line: "portico undo --dry-run", meaning: "what it would do" },
      { line: "portico undo", meaning: "the last change, whoever made it" },
    ],
  },
];
