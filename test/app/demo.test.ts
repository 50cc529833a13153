import { expect, test } from "vitest";
import { createApp } from "../../src/app.ts";
import { startDemo } from "../../src/app/demo.ts";

test("every step of a check of the demo's Providers is fine, the gateway's address included", async () => {
  const demo = await startDemo(process.execPath);
  const app = await createApp(
    {
      cwd: "/",
      env: { PATH: process.env["PATH"] },
      home: "/",
      platform: process.platform,
      pid: process.pid,
      now: () => new Date(),
      random: Math.random,
      log: () => {},
    },
    demo.config,
  );
  try {
    await app.console.sync(null);
    const checks = await app.console.check(null);
    expect(checks).toHaveLength(2);
    for (const { steps } of checks) expect(steps.filter(({ outcome }) => outcome !== "ok")).toEqual([]);
  } finally {
    await app.close();
    await demo.close();
  }
});
