import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

/** One wrong import (or touch of `process`) for each row of the table of who may import whom. */
const WRONG: readonly (readonly [file: string, source: string])[] = [
  ["src/core/a.ts", 'import { join } from "node:path";'],
  ["src/core/b.ts", 'import { x } from "../host/http.ts";'],
  ["src/core/c.ts", 'import { parse } from "yaml";'],
  ["src/core/d.ts", "export const pid = globalThis.process.pid;"],
  ["src/core/e.ts", "export const pid = process.pid;"],
  ["src/view/a.ts", 'import { x } from "../store/store.ts";'],
  ["src/view/b.ts", 'import { Box } from "ink";'],
  ["src/view/c.ts", 'import { createConsole } from "../console.ts";'],
  ["src/view/d.ts", 'import { join } from "node:path";'],
  ["src/plugin/a.ts", 'import { x } from "../host/http.ts";'],
  ["src/plugin/b.ts", 'import { request } from "undici";'],
  ["src/config/a.ts", 'import { x } from "../plugin/contract.ts";'],
  ["src/config/b.ts", 'import { Text } from "ink";'],
  ["src/store/a.ts", 'import { x } from "../config/load.ts";'],
  ["src/host/a.ts", 'import { x } from "../sync/engine.ts";'],
  ["src/host/b.ts", 'import { plugin } from "../../plugins/file/index.ts";'],
  ["src/sync/a.ts", 'import { x } from "../store/json-store.ts";'],
  ["src/sync/b.ts", 'import { x } from "../host/host.ts";'],
  ["src/console.ts", 'import { x } from "./sync/engine.ts";'],
  ["src/ui/a.tsx", 'import { x } from "../sync/engine.ts";'],
  ["src/ui/panes/b.tsx", 'import { x } from "../../store/store.ts";'],
  ["src/cli/a.ts", 'import { render } from "ink";'],
  ["src/cli/b.ts", 'import { x } from "../config/load.ts";'],
  ["src/app.ts", 'import { x } from "./cli/run.ts";'],
  ["src/app/a.ts", 'import { x } from "../ui/root.tsx";'],
  ["src/app/b.ts", 'import { x } from "../../plugins/file/index.ts";'],
  ["src/main.ts", 'import { x } from "./store/store.ts";'],
  ["plugins/one/a.ts", 'import { x } from "../../src/core/errors.ts";'],
  ["plugins/one/b.ts", 'import process from "node:process";'],
  ["fixtures/one/a.ts", 'import { x } from "../../src/core/errors.ts";'],
];

const RIGHT: readonly (readonly [file: string, source: string])[] = [
  ["src/core/ok.ts", 'import { z } from "zod";'],
  [
    "src/view/ok.ts",
    'import type { ConsoleState } from "../console.ts"; import { y } from "../core/errors.ts";',
  ],
  ["src/plugin/ok.ts", 'import { x } from "../core/errors.ts";'],
  ["src/host/ok.ts", 'import { x } from "../plugin/contract.ts"; import { Pool } from "undici";'],
  ["src/sync/ok.ts", 'import { x } from "../store/store.ts";'],
  ["src/ui/ok.tsx", 'import { x } from "../view/rows.ts"; import { Box } from "ink";'],
  ["src/app/ok.ts", 'import { x } from "../../plugins/index.ts"; import { y } from "../sync/engine.ts";'],
  ["plugins/one/ok.ts", 'import { x } from "../../src/plugin/index.ts"; import { parse } from "yaml";'],
  ["fixtures/one/ok.ts", 'import { createServer } from "node:http"; export const pid = process.pid;'],
];

const RULES = ["no-restricted-imports", "no-restricted-globals", "no-restricted-properties"];

type Diagnostic = { readonly code: string; readonly filename: string };

describe("the lint's table of who may import whom", () => {
  let folder: string;
  let findings: readonly Diagnostic[];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "portico-boundaries-"));
    const root = join(import.meta.dirname, "..");
    const config = await readFile(join(root, ".oxlintrc.json"), "utf8");
    await writeFile(
      join(folder, ".oxlintrc.json"),
      config.replace('"typeAware": true', '"typeAware": false'),
    );
    for (const [file, source] of [...WRONG, ...RIGHT]) {
      await mkdir(dirname(join(folder, file)), { recursive: true });
      await writeFile(join(folder, file), `${source}\n`);
    }
    const oxlint = join(root, "node_modules", ".bin", "oxlint");
    const { stdout } = await execa(oxlint, ["--format=json"], { cwd: folder, reject: false });
    const report: { diagnostics: readonly Diagnostic[] } = JSON.parse(stdout);
    findings = report.diagnostics.filter((finding) => RULES.some((rule) => finding.code.includes(rule)));
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  it.each(WRONG)("refuses in %s: %s", (file) => {
    expect(findings.map((finding) => finding.filename)).toContain(file);
  });

  it("keeps every import of a value in src/main.ts dynamic: the Node version is checked before anything loads", async () => {
    const source = await readFile(join(import.meta.dirname, "..", "src", "main.ts"), "utf8");
    const imports = source.match(/^import .*$/gmu) ?? [];
    expect(imports.filter((line) => !line.startsWith("import type "))).toEqual([]);
    expect(source).toContain('await import("./app.ts")');
  });

  it.each(RIGHT)("allows in %s: %s", (file) => {
    expect(findings.map((finding) => finding.filename)).not.toContain(file);
  });
});
