import { spawn } from "node:child_process";
import { once } from "node:events";
import { text as textOf } from "node:stream/consumers";
import { median, type Figure } from "./statistics.ts";
import { configuredWorkspace, NODE, simulator } from "./workspace.ts";

const ROUNDS = 5;

type Measured = { readonly ms: number; readonly longestBlockMs: number };

async function run(program: "sync" | "plain", args: readonly string[]): Promise<Measured> {
  const file = new URL(`./measured-${program}.ts`, import.meta.url).pathname;
  const child = spawn(NODE, [file, ...args], { stdio: ["ignore", "pipe", "inherit"] });
  const [said] = await Promise.all([textOf(child.stdout), once(child, "close")]);
  const measured: Measured = JSON.parse(said);
  return measured;
}

/** A first synchronization of 10,000 policies, against fetching, parsing and writing the same bytes. */
export async function synchronizing(): Promise<readonly Figure[]> {
  const dashboard = await simulator(10_000);
  const plain: number[] = [];
  const sync: number[] = [];
  const blocks: number[] = [];
  for (let round = 0; round <= ROUNDS; round += 1) {
    const workspace = await configuredWorkspace(dashboard.url, { secret: dashboard.secret });
    const bare = await run("plain", [dashboard.url, dashboard.secret, workspace.folder]);
    const full = await run("sync", [workspace.config]);
    await workspace.close();
    if (round === 0) continue;
    plain.push(bare.ms);
    sync.push(full.ms);
    blocks.push(full.longestBlockMs);
  }
  await dashboard.close();
  const value = median(sync.map((ms, index) => ms / (plain[index] ?? 1)));
  const detail = `${median(sync).toFixed(0)} ms / ${median(plain).toFixed(0)} ms`;
  return [
    { name: "sync of 10,000 policies / fetch, parse, write the same", value, unit: "", most: 2, detail },
    {
      name: "longest event-loop block during that sync",
      value: median(blocks),
      unit: " ms",
      most: 50,
      detail: `each run: ${blocks.map((ms) => ms.toFixed(0)).join(", ")}`,
    },
  ];
}
