import { rmSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { DEMO_PROVIDERS, DEMO_TITLE, SIMULATOR, type DemoProvider } from "../../plugins/index.ts";
import { AppError } from "../core/errors.ts";
import { isRecord } from "../core/json-record.ts";

const START_LIMIT_MS = 20_000;

export type Demo = {
  /** The config of the demo, in a folder of its own, free to be edited while it runs. */
  readonly config: string;
  /** What is simulated, in words: the object of a sentence. */
  readonly title: string;
  /** Ends the simulators and removes the folder. */
  readonly close: () => Promise<void>;
  /** Removes the folder at once, when the process ends without having closed; does nothing after `close`. */
  readonly removeNow: () => void;
};

/**
 * Starts the simulated Providers as child processes on loopback ports and writes a config for them. The children end
 * with this process, whatever happens to it. Rejects when one does not start.
 */
export async function startDemo(node: string): Promise<Demo> {
  const folder = await mkdtemp(join(tmpdir(), "portico-demo-"));
  const children: Simulator[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(children.map((child) => child.stop()));
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const secret = crypto.randomUUID().replaceAll("-", "");
    children.push(...(await startAll(node, secret)));
    const secretFile = join(folder, "secret");
    await writeFile(secretFile, `${secret}\n`, { mode: 0o600 });
    const config = join(folder, "portico.yaml");
    await writeFile(config, configText(children), { mode: 0o600 });
    const removeNow = (): void => rmSync(folder, { recursive: true, force: true });
    return { config, title: DEMO_TITLE, close, removeNow };
  } catch (error) {
    await close();
    throw error;
  }
}

type Simulator = {
  readonly provider: DemoProvider;
  readonly url: string;
  /** Where its APIs are called. */
  readonly gateway: string;
  readonly stop: () => Promise<void>;
};

async function startAll(node: string, secret: string): Promise<readonly Simulator[]> {
  const started = await Promise.allSettled(
    DEMO_PROVIDERS.map((provider) => startOne(node, provider, secret)),
  );
  const running = started.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
  const failure = started.find((result) => result.status === "rejected");
  if (failure === undefined) return running;
  await Promise.all(running.map((simulator) => simulator.stop()));
  throw failure.reason;
}

/** The simulator ends when its standard input does: a parent that is killed leaves no orphan. */
async function startOne(node: string, provider: DemoProvider, secret: string): Promise<Simulator> {
  const { execa } = await import("execa");
  const child = execa(node, [SIMULATOR, ...provider.arguments], {
    env: { PORTICO_DEMO_SECRET: secret },
    stdin: "pipe",
    buffer: false,
    reject: false,
    cleanup: true,
    forceKillAfterDelay: 2000,
  });
  const stop = async (): Promise<void> => {
    child.kill();
    await child;
  };
  try {
    const addresses = await firstAddresses(child.stdout, provider.name);
    return { provider, ...addresses, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function firstAddresses(
  stdout: NodeJS.ReadableStream,
  name: string,
): Promise<Pick<Simulator, "url" | "gateway">> {
  const lines = createInterface({ input: stdout, signal: AbortSignal.timeout(START_LIMIT_MS) });
  for await (const text of lines) {
    const said: unknown = JSON.parse(text);
    const { url, gateway } = isRecord(said) ? said : {};
    if (typeof url === "string" && typeof gateway === "string") {
      stdout.resume();
      return { url, gateway };
    }
  }
  throw new AppError("CONNECTION_REFUSED", `The simulated Provider ${name} did not start.`, {
    hint: "Run `portico demo` again; it needs free loopback ports.",
  });
}

function configText(simulators: readonly Simulator[]): string {
  const providers = simulators.map(({ provider, url, gateway }) =>
    [
      `  - name: ${provider.name}`,
      `    url: ${url}`,
      "    secret: { file: ./secret }",
      `    policyTags: [${provider.policyTags.join(", ")}]`,
      `    baselineUrl: ${gateway}`,
      `    environment: ${provider.environment}`,
      `    description: ${provider.description}`,
    ].join("\n"),
  );
  return [
    "# The demo's own config: edit it while Portico runs, every save applies at once.",
    "refreshInterval: 5m",
    "# Nothing here leaves this machine.",
    "ignore: [http-url]",
    "store:",
    "  path: ./store",
    "providers:",
    ...providers,
    "",
  ].join("\n");
}
