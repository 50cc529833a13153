import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import { z } from "zod";
import {
  parseConfig,
  validateConfig,
  type ConfigResult,
  type ValidationFacts,
} from "../../src/config/load.ts";
import { issueLines, type ConfigIssue } from "../../src/core/config-issue.ts";

/** A folder of its own for a test, with the given files; removed after it. */
export async function configFolder(files: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), "portico-config-")));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content, { mode: 0o600 });
  }
  return folder;
}

export const FACTS: ValidationFacts = {
  adapters: new Map([
    [
      "dashboard",
      {
        requires: ["url", "secret"],
        options: z.strictObject({
          timeout: z
            .string()
            .regex(/^\d+s$/u, "write a time with its unit: 5s")
            .optional(),
          retries: z.int().optional(),
          apiToken: z.int().optional(),
        }),
      },
    ],
    ["file", { requires: [], options: z.strictObject({ path: z.string().optional() }) }],
  ]),
  defaultAdapter: "dashboard",
  env: { KEY: "from-the-environment", HOST: "dash.example.com", EMPTY: "" },
};

/** Parses and validates a config of one or more files; the first one is the main file. */
export async function load(
  files: string | Uint8Array | Readonly<Record<string, string>>,
  facts: Partial<ValidationFacts> = {},
): Promise<ConfigResult> {
  const isOne = typeof files === "string" || files instanceof Uint8Array;
  const folder = await configFolder(isOne ? { "portico.yaml": files } : files);
  const [main = "portico.yaml"] = isOne ? [] : Object.keys(files);
  return validateConfig(await parseConfig(join(folder, main)), { ...FACTS, ...facts });
}

/** The issues as people read them, folders left out: `portico.yaml:2:3  providers[0].url: …`. */
export async function problems(...given: Parameters<typeof load>): Promise<readonly string[]> {
  const result = await load(...given);
  return result.ok ? [] : result.issues.map(shown);
}

export function shown(issue: ConfigIssue): string {
  return issueLines(issue)
    .join("\n")
    .replaceAll(/[^\s"]*\/portico-config-[^/\s"]*(\/|(?=["\s]))/gu, "");
}

/** A Provider's YAML with these lines besides name, url and secret. */
export function provider(...lines: readonly string[]): string {
  const all = ["name: One", "url: https://dash.example.com", "secret: ${KEY}", ...lines];
  return `providers:\n  - ${all.join("\n    ")}\n`;
}
