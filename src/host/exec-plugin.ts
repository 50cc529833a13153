import { resolve } from "node:path";
import * as z from "zod";
import { CAPABILITY_NAMES, API_VERSION, type Claims, type Plugin } from "../plugin/contract.ts";
import { durationOption, httpOptions } from "../plugin/http-options.ts";
import { PERIOD_UNITS } from "../core/period.ts";
import type { Executable, Patience } from "./exec-provider.ts";
import type { ExecShared } from "./exec-runner.ts";

/** What executables get of the environment without being told: what programs are found by. */
const ALWAYS = ["PATH", "SystemRoot"];

export type ExecSurroundings = ExecShared & {
  readonly env: Readonly<Record<string, string | undefined>>;
};

const EVERYTHING: Claims = {
  can: CAPABILITY_NAMES,
  differ: true,
  units: { rate: PERIOD_UNITS, quota: PERIOD_UNITS, keyLifetime: PERIOD_UNITS },
};

/** Options of every executable; all others are handed to it. */
const shared = {
  env: z
    .array(z.string().min(1))
    .prefault([])
    .describe("Names of environment variables that the program gets; without them it has PATH only."),
  startTimeout: durationOption.prefault("10s").describe("How long starting may take, e.g. 10s."),
  timeout: httpOptions.timeout.describe("The longest silence during a call, e.g. 30s."),
  idleTimeout: durationOption.prefault("30s").describe("When a process without work is stopped, e.g. 30s."),
  maxResponseSize: httpOptions.maxResponseSize.describe(
    "The most that it may print for one answer, e.g. 256MiB.",
  ),
};
const sharedSchema = z.looseObject(shared);

const commandOption = z
  .array(z.string())
  .nonempty()
  .refine(([program]) => program !== "", "must name a program first")
  .describe("The program and its arguments; no shell is involved.");

/** The adapter `exec`: what it is and can do is all in the program that `options.command` names. */
export function execPlugin(surroundings: ExecSurroundings): Plugin {
  const options = z.looseObject({
    ...shared,
    command: commandOption,
    cwd: z.string().min(1).prefault(".").describe("The working directory, relative to the config's folder."),
  });
  return {
    adapter: "exec",
    apiVersion: API_VERSION,
    version: "1.0.0",
    title: "Executable",
    requires: [],
    accepts: ["url", "secret"],
    options,
    claims: EVERYTHING,
    connect: (settings, toolbox, signal) => {
      const { command, cwd, ...rest } = options.parse(settings.options);
      const place = { command, folder: resolve(settings.folder, cwd), adapter: "exec", claims: EVERYTHING };
      return connect(place, surroundings, { settings: { ...settings, options: rest }, toolbox, signal });
    },
  };
}

/** What a folder's `portico-plugin.yaml` says of an executable. */
export type ExecDescription = Pick<
  Plugin,
  "adapter" | "version" | "title" | "requires" | "accepts" | "help" | "claims" | "checkSteps"
> & { readonly command: readonly string[] };

/** The plugin that a folder with a `portico-plugin.yaml` is. */
export function describedPlugin(
  { command, ...described }: ExecDescription,
  folder: string,
  surroundings: ExecSurroundings,
): Plugin {
  const place = { command, folder, adapter: described.adapter, claims: described.claims };
  return {
    ...described,
    apiVersion: API_VERSION,
    options: sharedSchema,
    connect: (settings, toolbox, signal) => connect(place, surroundings, { settings, toolbox, signal }),
  };
}

type Arguments = {
  readonly settings: Parameters<Plugin["connect"]>[0];
  readonly toolbox: Parameters<Plugin["connect"]>[1] & Partial<Patience>;
  readonly signal: AbortSignal;
};

async function connect(
  place: Pick<Executable, "command" | "folder" | "adapter" | "claims">,
  surroundings: ExecSurroundings,
  { settings, ...rest }: Arguments,
): ReturnType<Plugin["connect"]> {
  // Programs, pipes and JSON-RPC are loaded with the first executable that is opened.
  const { connectExecutable } = await import("./exec-provider.ts");
  const {
    env,
    startTimeout,
    timeout: _,
    idleTimeout,
    maxResponseSize,
    ...options
  } = sharedSchema.parse(settings.options);
  const executable: Executable = {
    ...place,
    env: environmentOf(surroundings.env, env),
    startTimeoutMs: startTimeout,
    idleMs: idleTimeout,
    maxBytes: maxResponseSize,
  };
  return connectExecutable({ ...rest, executable, settings: { ...settings, options }, shared: surroundings });
}

function environmentOf(env: ExecSurroundings["env"], names: readonly string[]): Record<string, string> {
  const given = [...ALWAYS, ...names].flatMap((name) => {
    const value = env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(given);
}
