import { once } from "node:events";
import { spawn } from "node:child_process";
import { median, type Figure } from "./statistics.ts";
import { openTerminal } from "../helpers/terminal.ts";
import { MAIN, NODE, storedWorkspace } from "./workspace.ts";

const ROUNDS = 15;

/** Start to exit of a process whose output is read and thrown away, in milliseconds. */
async function lifeOf(args: readonly string[]): Promise<number> {
  const startedAt = performance.now();
  const child = spawn(NODE, [...args], { stdio: ["ignore", "pipe", "inherit"] });
  child.stdout.resume();
  const [code]: unknown[] = await once(child, "close");
  if (code !== 0) throw new Error(`node ${args.join(" ")} ended with ${String(code)}`);
  return performance.now() - startedAt;
}

/** `portico get products -o json` on 1,000 Products against a process that does nothing. */
export async function getProducts(): Promise<Figure> {
  const workspace = await storedWorkspace(1000);
  const bare: number[] = [];
  const get: number[] = [];
  const args = [MAIN, "get", "products", "-o", "json", "--config", workspace.config];
  await lifeOf(args);
  for (let round = 0; round < ROUNDS; round += 1) {
    bare.push(await lifeOf(["-e", "0"]));
    get.push(await lifeOf(args));
  }
  await workspace.close();
  const value = median(get.map((ms, index) => ms / (bare[index] ?? 1)));
  const detail = `${median(get).toFixed(0)} ms / ${median(bare).toFixed(0)} ms`;
  return { name: "get products -o json, 1,000 Products / node -e 0", value, unit: "", most: 4, detail };
}

/** The first frame with Products in it, in a pseudo terminal, against a process that does nothing. */
export async function firstFrame(): Promise<Figure> {
  const workspace = await storedWorkspace(1000);
  const bare: number[] = [];
  const frame: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    bare.push(await lifeOf(["-e", "0"]));
    const startedAt = performance.now();
    const terminal = openTerminal({ file: NODE, arguments: [MAIN, "--config", workspace.config] });
    await terminal.sees("Product number 1");
    frame.push(performance.now() - startedAt);
    await terminal.close();
  }
  await workspace.close();
  const value = median(frame.map((ms, index) => ms / (bare[index] ?? 1)));
  const detail = `${median(frame).toFixed(0)} ms / ${median(bare).toFixed(0)} ms`;
  return { name: "first frame in a pty, 1,000 Products / node -e 0", value, unit: "", most: 8, detail };
}
