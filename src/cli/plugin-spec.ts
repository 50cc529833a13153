import type { CommandSpec, FlagSpec } from "./command-spec.ts";

export const LANGUAGES = ["ts", "python"] as const;

/** The flags of commands that are about adapters. */
export const PLUGIN_FLAGS: readonly FlagSpec[] = [
  { name: "write", summary: "Try writing, too: at a Provider made for tests" },
  { name: "junit", value: "FILE", once: true, summary: "Write the outcome as JUnit XML, too" },
  { name: "lang", value: "LANGUAGE", choices: LANGUAGES, summary: "ts (the default) or python" },
  { name: "watch-plugins", summary: "Reload Providers whose plugin's files change" },
];

export const PLUGIN_COMMAND: CommandSpec = {
  name: "plugin",
  args: "list|test|new [ADAPTER|PATH|NAME]",
  maxArgs: 2,
  summary: "List adapters, try one, begin one of your own",
  details: [
    "test runs the suite that every adapter must pass at a Provider of the config",
    "that uses it, the first unless -p names one. Nothing is written there without",
    "--write. With it, each case of writing creates a Product and a Plan of its own,",
    "changes those and deletes them again; other policies are only read. Where keys",
    "are issued, it issues some, uses them below the Provider's baselineUrl, and",
    "revokes them. Even so, use a Provider made for tests. new writes a skeleton that",
    "works into the folder NAME. Exits with 1 when a promise is broken or a plugin",
    "cannot be loaded.",
  ],
  flags: ["provider", "write", "junit", "lang", "output"],
  examples: [
    { line: "portico plugin list", meaning: "each adapter, and who uses it" },
    { line: "portico plugin new my-gateway --lang python", meaning: "begin one in Python" },
    { line: "portico plugin test ./my-gateway --config FILE", meaning: "try it" },
    { line: "portico plugin test ADAPTER --junit out.xml", meaning: "for CI" },
  ],
};
