import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { ConsoleState } from "../../src/console.ts";
import { appSession, type AppSession } from "../helpers/app-session.ts";

let session: AppSession;

beforeEach(async () => {
  session = await appSession("");
});
afterEach(() => session.close());

const CATALOG = (name: string): string => `
import { readingPlugin, aConnection, aPolicy } from ${JSON.stringify(join(import.meta.dirname, "..", "..", "fixtures", "plugins", "reading-plugin.ts"))};
const snapshot = async () => ({ apis: [], policies: [aPolicy({ name: ${JSON.stringify(name)} })] });
export const plugin = readingPlugin("mine", { connect: async () => aConnection({ snapshot }) });
`;

const SHELL = join(import.meta.dirname, "..", "..", "fixtures", "exec", "shell.sh");

test("a changed plugin file reloads its Providers, and those of no other", async () => {
  const folder = join(session.folder, "mine");
  await mkdir(folder, { mode: 0o755 });
  await writeFile(join(folder, "index.ts"), CATALOG("Before"), { mode: 0o644 });
  await writeFile(join(folder, "package.json"), '{"type":"module"}', { mode: 0o644 });
  const own = join(session.folder, "own.sh");
  await writeFile(own, `#!/bin/sh\nexec ${SHELL} garbage\n`, { mode: 0o755 });
  await session.write(
    `plugins: [./mine]\nproviders:\n  - { name: M, adapter: mine }\n  - { name: X, adapter: exec, options: { command: [./own.sh] } }\n`,
  );
  const app = await session.open({}, { watchPlugins: true });
  await app.start();
  await session.until(app, (state) => productOf(state) === "Before" && stateOf(state, "X") === "down");
  await writeFile(join(folder, "index.ts"), CATALOG("After"));
  await session.until(app, (state) => productOf(state) === "After");
  await writeFile(own, `#!/bin/sh\nexec ${SHELL} good\n`);
  await session.until(app, (state) => stateOf(state, "X") === "up");
  const synced = app.console.state().events.filter((event) => event.kind === "sync");
  expect(synced.filter(({ provider }) => provider === "M")).toHaveLength(2);
  expect(synced.filter(({ provider }) => provider === "X")).toHaveLength(2);
});

test("a module that an executable consists of reloads it", async () => {
  const folder = join(session.folder, "shell");
  await mkdir(folder, { mode: 0o755 });
  const manifest = `adapter: shell\napiVersion: 1\nversion: 1.0.0\ntitle: Shell\nrequires: []\ncommand: [./run.sh]\nclaims: { can: [], units: { rate: [second], quota: [], keyLifetime: [] } }\n`;
  await writeFile(join(folder, "portico-plugin.yaml"), manifest, { mode: 0o644 });
  await writeFile(join(folder, "run.sh"), "#!/bin/sh\n. ./part.sh\n", { mode: 0o755 });
  await writeFile(join(folder, "part.sh"), `exec ${SHELL} garbage\n`, { mode: 0o644 });
  await session.write("plugins: [./shell]\nproviders: [{ name: X, adapter: shell }]\n");
  const app = await session.open({}, { watchPlugins: true });
  await app.start();
  await session.until(app, (state) => stateOf(state, "X") === "down");
  await writeFile(join(folder, "part.sh"), `exec ${SHELL} good\n`);
  const { providers } = await session.until(app, (state) => stateOf(state, "X") === "up");
  expect(providers[0]?.status.error).toBeNull();
});

function productOf(state: ConsoleState): string | undefined {
  return state.catalogs.get("M")?.products.find((item) => item.state === "visible")?.name;
}

function stateOf({ providers }: ConsoleState, name: string): string | undefined {
  return providers.find(({ definition }) => definition.name === name)?.status.state;
}
