import { describe, expect, it } from "vitest";
import { COMMANDS } from "../../src/cli/commands.ts";
import { helpText } from "../../src/cli/help.ts";
import { parseArguments } from "../../src/cli/parse.ts";

describe("help", () => {
  it("lists commands, flags, examples and exit codes", () => {
    expect(helpText(null)).toMatchInlineSnapshot(`
      "Portico: API Providers in YAML, their policies as Products and Plans.

      Usage: portico [COMMAND] [FLAGS]
        Open the console; without a terminal, synchronize once and print.

      Commands:
        sync [PROVIDER…]        Synchronize Providers into Products and Plans
        get providers|products|plans|apis|skipped
                                List what the last synchronization found
        check [PROVIDER…]       Look Providers through, step by step
        explain [PROVIDER] [POLICY]
                                Say why a policy is on show, or why it is not
        history [PROVIDER]      List what happened, the newest first
        create product|plan NAME
                                Create a Product or Plan with its policy
        edit product|plan NAME  Change fields of a Product or Plan
        publish product|plan NAME
                                Show a Product or Plan to consumers
        unpublish product|plan NAME
                                Hide a Product or Plan from consumers
        delete product|plan NAME
                                Delete a Product or Plan with its policy
        apply -f FILE           Create or update what a file describes
        undo                    Undo the last change of a Product or Plan
        provider ACTION NAME    Add, edit or remove a Provider in the config
        credentials issue|list|show|rotate|revoke|move [ID]
                                Issue, list, show, rotate, revoke or move credentials
        certificates list|add|remove [FILE|ID]
                                List, add or remove the certificates of a Provider
        diff PROVIDER_A PROVIDER_B
                                Say what two Providers do not have alike
        promote product|plan NAME…
                                Make Products or Plans the same at another Provider
        plugin list|test|new [ADAPTER|PATH|NAME]
                                List adapters, try one, begin one of your own
        init                    Write a commented portico.yaml into this folder
        demo                    Open the console against simulated Providers
        schema                  Print the JSON Schema of the configuration
        help [COMMAND]          Show help for Portico or one command

      Flags:
            --ascii          Draw with ASCII characters only
            --no-alt-screen  Stay on the normal screen
            --screen-reader  Linear text for screen readers
            --watch-plugins  Reload Providers whose plugin's files change
            --config FILE    The configuration (default: nearest portico.yaml)
        -h, --help           Show help
        -V, --version        Show the version

      Examples:
        portico                       open the console
        portico demo                  try it with simulated Providers
        portico sync --dry-run        see what a sync would change
        portico get products -o json  list Products for a script

      Exit codes:
        0  all is well
        1  a sync, check or write failed, a policy to explain is missing, or a bug
        2  with --exit-code: there are changes
        3  the input is wrong, or a write was not confirmed

      "portico COMMAND --help" tells more.
      "
    `);
  });

  it("tells how one command is used", () => {
    expect(helpText("sync")).toMatchInlineSnapshot(`
      "Synchronize Providers into Products and Plans.

      Usage: portico sync [PROVIDER…] [FLAGS]

      Reads the policies and APIs of the named Providers (of every enabled one
      when none is named) and updates the catalog. A Provider that fails, or
      suddenly returns no policy at all, changes nothing but its status.

      Flags:
            --dry-run        Say what would change; change nothing
            --force          Accept what is held, or go on all the same
            --exit-code      Exit with 2 when there are changes, or held ones
        -o, --output FORMAT  table, json, yaml, csv (default: table)
            --config FILE    The configuration (default: nearest portico.yaml)
        -h, --help           Show help

      Examples:
        portico sync                      every enabled Provider
        portico sync Partners --dry-run   what would change at one
        portico sync Partners --force     accept what is held
        portico sync --exit-code -o json  for a script
      "
    `);
    expect(helpText("explain")).toMatchInlineSnapshot(`
      "Say why a policy is on show, or why it is not.

      Usage: portico explain [PROVIDER] [POLICY] [FLAGS]

      POLICY is a name, a policy id or a reference id. Without it, everything
      skipped or hidden is explained. A single argument is a Provider when one
      has that name, otherwise a policy. Exits with 1 when a policy is named and
      no Provider returns it. --add-tag gives a policy that only lacks the tag that
      selects it that tag: it is shown and asked about like every other write.

      Flags:
            --dry-run            Say what would change; change nothing
            --exit-code          Exit with 2 when there are changes, or held ones
        -p, --provider PROVIDER  Only this Provider
        -o, --output FORMAT      table, json, yaml, csv (default: table)
            --add-tag            Give the policy the tag that selects it
        -y, --yes                Do not ask before writing
            --confirm PROVIDER   Write to this Provider although it is production
            --config FILE        The configuration (default: nearest portico.yaml)
        -h, --help               Show help

      Examples:
        portico explain                           everything skipped or hidden
        portico explain Partners                  the same at one Provider
        portico explain "Gold plan"               one policy
        portico explain Partners "Gold plan"      one policy of one Provider
        portico explain Gold --add-tag --dry-run  what adding the tag would do
      "
    `);
  });

  it.each([null, ...COMMANDS.map((command) => command.name)])("fits 80 columns for %s", (topic) => {
    const widest = Math.max(
      ...helpText(topic)
        .split("\n")
        .map((line) => line.length),
    );
    expect(widest).toBeLessThanOrEqual(80);
  });

  it.each(COMMANDS.flatMap((command) => command.examples.map((example) => example.line)))(
    "shows an example that is understood: %s",
    (line) => {
      const [, ...words] = line.replace(/ > .*$/u, "").match(/"[^"]*"|\S+/gu) ?? [];
      expect(parseArguments(words.map((word) => word.replaceAll('"', "")))).toMatchObject({ ok: true });
    },
  );
});
