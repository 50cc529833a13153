import { describe, expect, it } from "vitest";
import type { HeadlessIntent } from "../../src/cli/intent.ts";
import { runCommand, runOnce } from "../../src/cli/run.ts";
import type { ConfigView } from "../../src/console.ts";
import type { ConfigIssue } from "../../src/core/config-issue.ts";
import { AppError } from "../../src/core/errors.ts";
import { capturedIo } from "../helpers/captured-io.ts";
import { consoleStub, providerView, type ConsoleStub } from "../helpers/console-stub.ts";

const INTENTS: readonly HeadlessIntent[] = [
  { command: "sync", providers: [], dryRun: false, force: false, exitCode: false, output: "json" },
  { command: "get", what: "products", provider: null, all: false, output: "json" },
  { command: "explain", provider: null, policy: null, addTag: null, output: "json" },
];

const RUNS = [
  ...INTENTS.map((intent) => [intent.command, intent] as const),
  ["portico without a terminal", null] as const,
];

const MISSING: Partial<ConfigView> = { file: null, state: "missing" };

function issue(part: Partial<ConfigIssue> = {}): ConfigIssue {
  return {
    severity: "error",
    file: "portico.yaml",
    line: 14,
    column: 5,
    key: "providers[0].policyTags",
    message: "a space after the comma",
    hint: 'Write "a,b".',
    source: "    policyTags: a, b",
    ...part,
  };
}

async function run(intent: HeadlessIntent | null, stub: ConsoleStub) {
  const io = capturedIo(stub);
  const code = await (intent === null ? runOnce(io) : runCommand(intent, io));
  return { code, out: io.out(), err: io.err() };
}

describe.each(RUNS)("%s", (_name, intent) => {
  it("says how to get a configuration when there is none", async () => {
    expect(await run(intent, consoleStub({ config: MISSING }))).toEqual({
      code: 3,
      out: "",
      err:
        "portico: no portico.yaml here or in the folders above.\n" +
        '  Run "portico init" to write a commented one here, or name one with --config FILE.\n',
    });
  });

  it("prints every error of a broken configuration and does nothing", async () => {
    const stub = consoleStub({
      config: {
        state: "broken",
        issues: [issue(), issue({ line: null, column: null, key: "", message: "gone", hint: null })],
      },
      providers: [providerView("A")],
    });
    expect(await run(intent, stub)).toEqual({
      code: 3,
      out: "",
      err: [
        "portico.yaml:14:5  providers[0].policyTags: a space after the comma",
        "  14 │     policyTags: a, b",
        "     │     ^",
        '  Write "a,b".',
        "portico.yaml  gone",
        "portico: portico.yaml has 2 errors; nothing was done.",
        "",
      ].join("\n"),
    });
    expect(stub.syncs).toEqual([]);
  });
});

it("warns before a synchronization, not when listing", async () => {
  const warning = issue({ severity: "warning", source: null, hint: null, message: "others can read it" });
  const stub = consoleStub({ config: { warnings: [warning] }, providers: [providerView("A")] });
  const [sync, get] = INTENTS;
  expect((await run(sync ?? null, stub)).err).toBe(
    "warning: portico.yaml:14:5  providers[0].policyTags: others can read it\n",
  );
  expect((await run(get ?? null, stub)).err).toBe("");
});

describe("init", () => {
  it("works without a configuration and says where it wrote one", async () => {
    expect(await run({ command: "init", file: null }, consoleStub({ config: MISSING }))).toEqual({
      code: 0,
      out: "Wrote /home/op/portico.yaml. Add your Providers to it, then run: portico\n",
      err: "",
    });
  });

  it("says why it could not write one", async () => {
    const writeExampleConfig = async (): Promise<string> => {
      throw new AppError("CONFIG_UNREADABLE", "portico.yaml is there already.", { hint: "Edit it." });
    };
    expect(await run({ command: "init", file: null }, consoleStub({ writeExampleConfig }))).toEqual({
      code: 3,
      out: "",
      err: "portico: portico.yaml is there already.\n  Edit it.\n",
    });
  });
});
