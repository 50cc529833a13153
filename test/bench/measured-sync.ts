import { monitorEventLoopDelay } from "node:perf_hooks";
import type { Surroundings } from "../../src/app.ts";

/** Synchronizes with a config (`CONFIG`) and says how long that took and what the event loop's longest block was. */
const [config = ""] = process.argv.slice(2);

const bundle: typeof import("../../src/app.ts") = await import(
  new URL("../../dist/bench/app.js", import.meta.url).href
);
const surroundings: Surroundings = {
  cwd: process.cwd(),
  env: process.env,
  home: "/nonexistent",
  platform: process.platform,
  pid: process.pid,
  now: () => new Date(),
  random: Math.random,
  log: () => undefined,
};
const app = await bundle.createApp(surroundings, config);
const RESOLUTION_MS = 1;
const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
const startedAt = performance.now();
delay.enable();
const report = await app.console.sync(null);
delay.disable();
const ms = performance.now() - startedAt;
await app.close();
if (!report.ok) throw new Error(JSON.stringify(report.providers.map((provider) => provider.error)));
process.stdout.write(JSON.stringify({ ms, longestBlockMs: delay.max / 1e6 - RESOLUTION_MS }));
