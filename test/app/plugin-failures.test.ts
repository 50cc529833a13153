import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { appSession, type AppSession } from "../helpers/app-session.ts";

let session: AppSession;

beforeEach(async () => {
  session = await appSession("");
});
afterEach(() => session.close());

async function plugin(name: string, text: string): Promise<string> {
  const file = join(session.folder, name);
  await mkdir(join(file, ".."), { recursive: true, mode: 0o755 });
  await writeFile(file, text, { mode: 0o644 });
  return `./${name}`;
}

/** The config's Providers, one of each adapter, with why its adapter cannot be used. */
async function loadErrors(plugins: readonly string[], adapters: readonly string[]) {
  const lines = adapters.map((adapter) => `  - { name: ${adapter}, adapter: ${adapter} }`);
  await session.write(`plugins: ${JSON.stringify(plugins)}\nproviders:\n${lines.join("\n")}\n`);
  const app = await session.open();
  const { providers, config } = app.console.state();
  const told = Object.fromEntries(
    providers.map(({ definition, loadError }) => [definition.name, loadError?.message ?? null]),
  );
  return { config, told };
}

test("a plugin that cannot be loaded is blamed for its own adapter only", async () => {
  const plugins = [
    await plugin("theirs/portico-plugin.yaml", "adapter: named-inside\napiVersion: 1\n").then(
      () => "./theirs",
    ),
    await plugin("broken.js", "throw new Error('no licence');"),
    await plugin("odd.js", "throw new Error('too odd');"),
  ];
  const { told } = await loadErrors(plugins, ["named-inside", "broken", "other"]);
  expect(told).toEqual({
    "named-inside": expect.stringContaining("theirs/portico-plugin.yaml: version is missing"),
    broken: expect.stringContaining("no licence"),
    other:
      'No plugin offers the adapter "other"; one of the plugins that failed to load may: ./broken.js, ./odd.js.',
  });
});

test("an adapter that no failed plugin would offer is a mistake in the config", async () => {
  await plugin("theirs/portico-plugin.yaml", "adapter: theirs\napiVersion: 1\n");
  const { config } = await loadErrors(["./theirs"], ["theirs", "thiers"]);
  expect(config.issues.map(({ message }) => message)).toEqual(['unknown adapter "thiers"']);
});
