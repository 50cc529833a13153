import { describe, expect, it } from "vitest";
import { parseArguments } from "../../src/cli/parse.ts";
import { providerCommand } from "../../src/core/provider-command.ts";
import type { ProviderRequest } from "../../src/core/provider-edit.ts";

const ADD: ProviderRequest = {
  op: "add-provider",
  provider: "Production EU",
  fields: {
    adapter: "other",
    url: "https://dash.example.com",
    organisationId: "5e9",
    insecureSkipVerify: true,
    policyTags: ["portal", "e u"],
    policyTagMatch: "all",
    baselineUrl: "https://gw.example.com",
    environment: "production",
    description: "it's ours",
    enabled: false,
    options: { timeout: "30s", retries: 3 },
  },
  secret: { from: "env", name: "KEY" },
  into: "providers.d/eu.yaml",
};

/** Splits as a POSIX shell would. */
function words(line: string): readonly string[] {
  return [...line.matchAll(/(?:'[^']*'|\\.|[^\s'\\])+/gu)].map(([word]) =>
    word.replaceAll(
      /'([^']*)'|\\(.)/gu,
      (_, quoted: string | undefined, escaped: string | undefined) => quoted ?? escaped ?? "",
    ),
  );
}

function intentOf(request: ProviderRequest): unknown {
  const [, ...argv] = words(providerCommand(request));
  const parsed = parseArguments(argv);
  if (!parsed.ok) throw parsed.error;
  return parsed.intent;
}

describe("the command that does the same", () => {
  it("adds with every field", () => {
    const { provider, fields, secret, into } = ADD;
    expect(intentOf(ADD)).toMatchObject({ command: "provider", verb: "add", provider, fields, secret, into });
  });

  it("edits what is set, takes out what is null, and names options", () => {
    const set = {
      url: "https://x.example.com",
      description: null,
      policyTags: ["a", "b"],
      options: { timeout: "5s", old: null },
    };
    const edit = { op: "edit-provider", provider: "-odd name", set, secret: null, seen: null } as const;
    expect(intentOf(edit)).toMatchObject({ verb: "edit", provider: "-odd name", set });
  });

  it("is a word of its own for renaming, enabling, disabling and removing", () => {
    const edit = (set: object): ProviderRequest => ({
      op: "edit-provider",
      provider: "EU",
      set,
      secret: null,
      seen: null,
    });
    expect(providerCommand(edit({ name: "E U" }))).toBe("portico provider rename EU 'E U'");
    expect(providerCommand(edit({ enabled: true }))).toBe("portico provider enable EU");
    expect(providerCommand(edit({ enabled: false }))).toBe("portico provider disable EU");
    expect(providerCommand({ op: "remove-provider", provider: "EU" })).toBe("portico provider remove EU");
  });

  it("never has a secret in it", () => {
    const secret = { from: "typed", text: () => "s3cret", keep: "config" } as const;
    const command = providerCommand({ ...ADD, secret });
    expect(command).toContain("--secret-stdin");
    expect(`${command}${JSON.stringify({ ...ADD, secret })}`).not.toContain("s3cret");
  });
});
