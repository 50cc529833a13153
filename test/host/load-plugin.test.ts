import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { loadPlugin as load, type LoadResult } from "../../src/host/load-plugin.ts";
import { execSurroundings } from "../helpers/exec-surroundings.ts";

const fixtures = fileURLToPath(new URL("../../fixtures/plugins", import.meta.url));
const exec = execSurroundings();
let folder = "";

function loadPlugin(spec: string, from: string, startTimeoutMs = 5_000): Promise<LoadResult> {
  return load(spec, from, { exec, startTimeoutMs });
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "portico-plugins-"));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

const SOURCE = `export const plugin = {
  adapter: "written", apiVersion: 1, version: "1", title: "Written", requires: [],
  options: { safeParse: (data) => ({ success: true, data }) },
  claims: { can: [], units: { rate: [], quota: [], keyLifetime: [] } },
  prefix: "own", async connect() { return this.prefix; },
};\n`;

const SETTINGS = { name: "a", url: null, secret: null, organisationId: null, folder: "/", options: {} };
const TOOLBOX = {
  http: { request: () => Promise.reject(new Error("no way out")) },
  log: () => {},
  redact: String,
};

async function place(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), text);
}

function failure(result: LoadResult): LoadResult & { ok: false } {
  if (result.ok) throw new Error("expected a failure");
  return result;
}

describe("a plugin is found", () => {
  test("by a path relative to the config's folder, TypeScript included", async () => {
    const result = await loadPlugin("./good.ts", fixtures);
    expect(result).toMatchObject({
      ok: true,
      source: join(fixtures, "good.ts"),
      plugin: { adapter: "good" },
    });
  });

  test("by the path of a folder with an index", async () => {
    await place("mine/index.js", SOURCE);
    await place("package.json", '{"type":"module"}');
    expect(await loadPlugin("./mine", folder)).toMatchObject({ ok: true, plugin: { adapter: "written" } });
  });

  test("by the name of a package installed beside the config, through its exports", async () => {
    await place(
      "node_modules/portico-plugin-x/package.json",
      JSON.stringify({
        name: "portico-plugin-x",
        type: "module",
        exports: { ".": { import: "./lib/a.js" }, "./b": "./lib/b.js" },
      }),
    );
    await place("node_modules/portico-plugin-x/lib/a.js", SOURCE);
    await place("node_modules/portico-plugin-x/lib/b.js", SOURCE.replace("written", "other"));
    expect(await loadPlugin("portico-plugin-x", folder)).toMatchObject({
      ok: true,
      plugin: { adapter: "written" },
    });
    expect(await loadPlugin("portico-plugin-x/b", folder)).toMatchObject({
      ok: true,
      plugin: { adapter: "other" },
    });
  });

  test("by the name of a scoped package with a main file", async () => {
    const name = "node_modules/@acme/gateway";
    await place(
      `${name}/package.json`,
      JSON.stringify({ name: "@acme/gateway", type: "module", main: "./main.js" }),
    );
    await place(`${name}/main.js`, SOURCE);
    expect(await loadPlugin("@acme/gateway", folder)).toMatchObject({ ok: true });
  });

  test("and keeps a connect that uses its own object", async () => {
    await place("own.mjs", SOURCE);
    const result = await loadPlugin("./own.mjs", folder);
    if (!result.ok) throw result.error;
    expect(await result.plugin.connect(SETTINGS, TOOLBOX, new AbortController().signal)).toBe("own");
  });
});

describe("a failure names the stage, the plugin and the fix", () => {
  test("resolve: no such file", async () => {
    const result = failure(await loadPlugin("./missing.js", folder));
    expect(result).toMatchObject({ stage: "resolve", error: { code: "PLUGIN_RESOLVE" } });
    expect(result.error.message).toContain("./missing.js");
    expect(result.error.message).toContain(folder);
    expect(result.error.hint).toContain("relative to the config's folder");
  });

  test("resolve: no such package", async () => {
    const result = failure(await loadPlugin("portico-plugin-nowhere", folder));
    expect(result.stage).toBe("resolve");
    expect(result.error.hint).toContain("npm install portico-plugin-nowhere");
  });

  test("resolve: a package without an entry", async () => {
    await place("node_modules/empty/package.json", "{}");
    expect(failure(await loadPlugin("empty", folder)).stage).toBe("resolve");
  });

  test("resolve: a package.json that is broken", async () => {
    await place("node_modules/broken/package.json", "{");
    const result = failure(await loadPlugin("broken", folder));
    expect(result).toMatchObject({ stage: "resolve", error: { code: "PLUGIN_RESOLVE" } });
  });

  test("import: it throws", async () => {
    const result = failure(await loadPlugin("./throws-at-import.ts", fixtures));
    expect(result).toMatchObject({ stage: "import", error: { code: "PLUGIN_IMPORT" } });
    expect(result.error.message).toContain("the license file is missing");
    expect(result.error.message).toContain("throws-at-import.ts");
  });

  test("import: it is no JavaScript", async () => {
    await place("broken.mjs", "export const = ;");
    expect(failure(await loadPlugin("./broken.mjs", folder)).stage).toBe("import");
  });

  test("import: its top level never ends", async () => {
    const result = failure(await loadPlugin("./hangs-at-import.ts", fixtures, 50));
    expect(result).toMatchObject({ stage: "import", error: { code: "PLUGIN_TIMEOUT" } });
  });

  test("shape: nothing is exported under the name plugin", async () => {
    const result = failure(await loadPlugin("./no-export.ts", fixtures));
    expect(result).toMatchObject({ stage: "shape", error: { code: "PLUGIN_SHAPE" } });
    expect(result.error.message).toContain('no export named "plugin"; it exports adapter');
  });

  test("shape: the wrong member, and what was seen", async () => {
    const result = failure(await loadPlugin("./wrong-shape.ts", fixtures));
    expect(result).toMatchObject({ stage: "shape", error: { code: "PLUGIN_SHAPE" } });
    expect(result.error.message).toContain("plugin.title is 42");
  });

  test.each([
    ["options: { safeParse", "options: { parse", "plugin.options is an object: must be a zod schema"],
    ['adapter: "written"', 'adapter: "Bad Name"', 'plugin.adapter is "Bad Name"'],
    ["requires: []", 'requires: ["luck"]', 'plugin.requires.0 is "luck"'],
    ["async connect()", "async disconnect()", "plugin.connect is missing"],
  ])("shape: %s", async (good, bad, message) => {
    await place("shape.mjs", SOURCE.replace(good, bad));
    const path = join(folder, "shape.mjs");
    expect(failure(await loadPlugin(path, folder)).error.message).toContain(message);
  });

  test("version: another one is told before the shape that goes with it", async () => {
    const result = failure(await loadPlugin("./wrong-version.ts", fixtures));
    expect(result).toMatchObject({ stage: "version", error: { code: "PLUGIN_VERSION" } });
    expect(result.error.message).toContain("version 7");
    expect(result.error.hint).toContain("Update Portico");
  });
});

test("the folder of a package is a plugin, too", async () => {
  expect(await loadPlugin("./node-package", fixtures)).toMatchObject({
    ok: true,
    plugin: { adapter: "from-a-package" },
  });
});
