import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as rest } from "node:timers/promises";
import { openTerminal, type TerminalSession } from "../helpers/terminal.ts";
import { median, type Figure } from "./statistics.ts";
import { MAIN, NODE, ROOT, storedWorkspace } from "./workspace.ts";

const KEYS = 150;
const REPEAT_MS = 33;
/** Back from the lower edge of the list: so many moves do not scroll it. */
const MOVES = 8;
const IDLE_MS = 20_000;

type Typing = { readonly latency: number; readonly bytes: number };

/** Holds a key at key-repeat rate: milliseconds from a press to the bytes it causes, and how many those are. */
async function hold(key: string, terminal: TerminalSession, keys: number): Promise<Typing> {
  const latencies: number[] = [];
  const before = terminal.output().length;
  for (let count = 0; count < keys; count += 1) {
    const seen = terminal.output().length;
    const pressedAt = performance.now();
    terminal.press(key);
    await terminal.sees(() => terminal.output().length > seen);
    latencies.push(performance.now() - pressedAt);
    await rest(Math.max(0, REPEAT_MS - (performance.now() - pressedAt)));
  }
  return { latency: median(latencies), bytes: (terminal.output().length - before) / keys };
}

/** Moving over 10,000 Products at 120x36, against a bare Ink list of that size; and the bytes of a move. */
export async function typing(): Promise<readonly Figure[]> {
  const workspace = await storedWorkspace(10_000);
  const bareList = join(ROOT, "dist", "bench", "bare-list.js");
  const ratios: number[] = [];
  const moves: number[] = [];
  const scrolls: number[] = [];
  const details: string[] = [];
  for (let round = 0; round < 3; round += 1) {
    const bareTerminal = openTerminal({ file: NODE, arguments: [bareList] });
    await bareTerminal.sees("Product number 3");
    const bare = await hold("j", bareTerminal, KEYS);
    await bareTerminal.close();
    const terminal = openTerminal({ file: NODE, arguments: [MAIN, "--config", workspace.config] });
    await terminal.sees("Product number 1");
    await rest(1000);
    const moved = await hold("j", terminal, KEYS);
    const inside = await hold("k", terminal, MOVES);
    await terminal.close();
    ratios.push(moved.latency / bare.latency);
    moves.push(inside.bytes);
    scrolls.push(moved.bytes);
    details.push(`${moved.latency.toFixed(1)} ms / ${bare.latency.toFixed(1)} ms`);
  }
  await workspace.close();
  const name = "key to frame over 10,000 Products / a bare Ink list";
  return [
    { name, value: median(ratios), unit: "", most: 2, detail: details.join(", ") },
    {
      name: "bytes of a cursor move",
      value: median(moves),
      unit: " B",
      most: 600,
      detail: `120x36; ${median(scrolls).toFixed(0)} B when the list scrolls`,
    },
  ];
}

/** What an untouched console does in 20 seconds. */
export async function idle(): Promise<readonly Figure[]> {
  const workspace = await storedWorkspace(1000);
  const terminal = openTerminal({ file: NODE, arguments: [MAIN, "--config", workspace.config] });
  await terminal.sees("Product number 1");
  await rest(3000);
  const bytes = terminal.output().length;
  const cpu = await cpuMs(terminal.pid);
  await rest(IDLE_MS);
  const written = terminal.output().length - bytes;
  const spent = (await cpuMs(terminal.pid)) - cpu;
  await terminal.close();
  await workspace.close();
  return [
    { name: "bytes drawn while idle for 20 s", value: written, unit: " B", most: 0, detail: "0 frames" },
    {
      name: "CPU while idle",
      value: (spent / IDLE_MS) * 100,
      unit: " %",
      most: 0.5,
      detail: `${spent} ms in 20 s`,
    },
  ];
}

/** User and system time of a process so far; Linux counts in hundredths of a second. */
async function cpuMs(pid: number): Promise<number> {
  const text = await readFile(`/proc/${pid}/stat`, "utf8");
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) * 10;
}
