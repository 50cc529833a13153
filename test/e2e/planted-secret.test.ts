import { execFile } from "node:child_process";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, expect, it, vi } from "vitest";
import { accessPolicy, aUser } from "../../fixtures/tyk-dashboard/builders.ts";
import type { Fault } from "../../fixtures/tyk-simulator/faults.ts";
import type { Dashboard } from "../../fixtures/tyk-dashboard/server.ts";
import {
  closeConsoles,
  KEYS,
  openedDashboard,
  openWorkplace,
  PROGRAM,
  rowsWith,
  type Workplace,
} from "../helpers/console-session.ts";
import { cleanEnvironment } from "../helpers/terminal.ts";

vi.setConfig({ testTimeout: 60_000 });
afterEach(closeConsoles);

const FORMATS = ["json", "yaml", "csv", "table"];
const SOURCES = ["literal", "environment", "file", "command"] as const;
type Source = (typeof SOURCES)[number];

/** One secret per source, none like another, with characters that URLs and base64 write differently. */
function secretOf(source: Source): string {
  return `pl4nt?d/${source}+Zq9&xW==7`;
}

/** The secret as it is, and as it looks in a URL, in base64 and base64url, and inside of JSON. */
function formsOf(secret: string): readonly string[] {
  const base64 = Buffer.from(secret).toString("base64");
  const userInfo = Buffer.from(`:${secret}`).toString("base64").slice(4, -4);
  return [
    secret,
    encodeURIComponent(secret),
    encodeURI(secret),
    base64.replace(/.{1,2}=*$/u, ""),
    Buffer.from(secret).toString("base64url").slice(0, -2),
    userInfo,
    JSON.stringify(secret).slice(1, -1),
  ];
}

/** What of the secrets stands in a text; nothing when all is well. */
function leaksIn(place: string, text: string): readonly string[] {
  return SOURCES.flatMap((source) =>
    formsOf(secretOf(source))
      .filter((form) => text.includes(form))
      .map((form) => `${place}: ${source} as ${form}: …${around(text, form)}…`),
  );
}

function around(text: string, form: string): string {
  const at = text.indexOf(form);
  return text.slice(Math.max(0, at - 80), at + form.length + 40);
}

type Planted = { readonly place: Workplace; readonly dashboards: ReadonlyMap<Source, Dashboard> };

const ENVIRONMENT = { PLANTED: secretOf("environment") };

async function planted(): Promise<Planted> {
  const dashboards = new Map<Source, Dashboard>();
  for (const source of SOURCES) {
    const secret = secretOf(source);
    dashboards.set(
      source,
      await openedDashboard({
        users: [aUser({ access_key: secret })],
        policies: [
          accessPolicy({ name: `Payments ${source}` }),
          accessPolicy({
            name: `of ${secret}`,
            tags: [secret],
            meta_data: { [secret]: Buffer.from(secret).toString("base64") },
          }),
        ],
      }),
    );
  }
  const place = await openWorkplace();
  await writeFile(join(place.folder, "planted-file"), `${secretOf("file")}\n`, { mode: 0o600 });
  await writeFile(join(place.folder, "planted-command"), `${secretOf("command")}\n`, { mode: 0o600 });
  const written: Readonly<Record<Source, string>> = {
    literal: JSON.stringify(secretOf("literal")),
    environment: "${PLANTED}",
    file: "{ file: ./planted-file }",
    command: "{ command: [cat, ./planted-command] }",
  };
  const entries = SOURCES.flatMap((source) => [
    `  - name: From ${source}`,
    `    url: ${dashboards.get(source)?.url ?? ""}`,
    `    secret: ${written[source]}`,
    "    options: { retries: 0 }",
  ]);
  await place.write(
    ["refreshInterval: 0", "store: { path: ./store }", "providers:", ...entries, ""].join("\n"),
  );
  return { place, dashboards };
}

/** Every way in which a Dashboard could send the secret back. */
function echoes(secret: string): readonly Fault[] {
  const encoded = Buffer.from(secret).toString("base64");
  const body = JSON.stringify({ Status: "Error", Message: `key ${secret} (${encoded}) is wrong` });
  const location = `https://elsewhere.example/?key=${encodeURIComponent(secret)}`;
  return [
    { kind: "answer", status: 401, body },
    { kind: "answer", status: 403, body },
    { kind: "answer", status: 500, headers: { "x-echo": encodeURIComponent(secret) }, body },
    { kind: "answer", status: 200, body: `<html>${secret} ${encoded}</html>` },
    { kind: "answer", status: 200, body: `{"${secret}": ` },
    { kind: "otherShape", value: { [secret]: [secret, encoded] } },
    { kind: "redirect", location },
  ];
}

/** Runs a command; the text is everything that it says. */
function run(place: Workplace, args: readonly string[]): Promise<string> {
  const env = cleanEnvironment({
    HOME: join(place.folder, "home"),
    PORTICO_LOG: join(place.folder, "store", "..", "home", "log"),
    ...ENVIRONMENT,
  });
  return new Promise((resolve) => {
    execFile(process.execPath, [PROGRAM, ...args], { cwd: place.folder, env }, (_error, stdout, stderr) =>
      resolve(stdout + stderr),
    );
  });
}

/** Everything that Portico has written: its store, its home, its log. */
async function leaksOnDisk(place: Workplace): Promise<readonly string[]> {
  const found: string[] = [];
  for (const folder of [place.store, join(place.folder, "home")]) {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    for (const entry of entries) {
      if (!entry.isFile()) continue;
      const file = join(entry.parentPath, entry.name);
      found.push(...leaksIn(file, `${file}\n${await readFile(file, "utf8")}`));
    }
  }
  return found;
}

it("never lets a secret out of any command, its log or the store", async () => {
  const { place, dashboards } = await planted();
  const found: string[] = [];
  const look = async (...args: readonly string[]): Promise<void> => {
    const text = await run(place, args);
    expect(text).not.toBe("");
    found.push(...leaksIn(args.join(" "), text));
  };
  await look("sync", "-o", "json");
  const listed = ["providers", "products", "plans", "apis", "skipped"].flatMap((what) =>
    (what === "products" ? FORMATS : ["json"]).map((format) => ["get", what, "--all", "-o", format]),
  );
  const reading = [...listed, ["explain", "-o", "json"], ["check", "-o", "json"]];
  await Promise.all(reading.map((words) => look(...words)));
  for (const [index] of echoes("").entries()) {
    for (const [source, dashboard] of dashboards) {
      const fault = echoes(secretOf(source))[index];
      if (fault !== undefined) dashboard.faults.set(fault);
    }
    await look("sync", "-o", index % 2 === 0 ? "json" : "table");
    await Promise.all([
      look("get", "providers", "-o", "json"),
      look("check", "--support", join("home", `ticket-${index}.json`)),
    ]);
  }
  await Promise.all([
    ...FORMATS.map((format) => look("history", "-o", format)),
    look("diff", "From literal", "From file", "-o", "json"),
  ]);
  expect([...found, ...(await leaksOnDisk(place))]).toEqual([]);
});

it("never lets a secret onto the screen, into a copy, or into what the console keeps", async () => {
  const { place, dashboards } = await planted();
  const session = place.open({
    env: { ...ENVIRONMENT, PORTICO_LOG: join(place.folder, "home", "log") },
    columns: 160,
    rows: 50,
  });
  await session.sees(() => rowsWith(session, "✔ sync").length >= 4);
  for (const [source, dashboard] of dashboards) {
    const fault = echoes(secretOf(source))[2];
    if (fault !== undefined) dashboard.faults.set(fault);
  }
  session.press("S");
  await session.sees("all are down");
  session.press("1j");
  await session.sees(/^│ ▸ ✖ From literal/mu);
  session.press("Y");
  await session.sees("╭─ Copy");
  session.press(`jj${KEYS.enter}`);
  await session.sees("copied the JSON");
  session.press("w");
  await session.sees("╭─ Skipped or hidden");
  session.press(KEYS.esc);
  await session.loses("╭─ Skipped or hidden");
  session.press("@");
  await session.sees("╭─ Activity");
  session.press(KEYS.enter);
  await session.sees("$ portico sync");
  session.press("q");
  await session.loses("$ portico sync");
  session.press("q");
  await session.loses("╭─ Activity");
  session.press("x");
  await session.sees(/╭─ Check: From literal · \d+ failed/u);
  session.press(KEYS.esc);
  await session.loses("╭─ Check:");
  session.press("q");
  await session.exited;
  const copies = [...session.output().matchAll(/\u001B\]52;c;([\w+/=]*)\u0007/gu)].map(([, text = ""]) =>
    Buffer.from(text, "base64").toString("utf8"),
  );
  expect(copies).not.toEqual([]);
  const found = [...leaksIn("the screen", session.output()), ...leaksIn("a copy", copies.join("\n"))];
  expect([...found, ...(await leaksOnDisk(place))]).toEqual([]);
});

it("never lets a secret into a crash report", async () => {
  const { place } = await planted();
  await run(place, ["sync"]);
  await writeFile(join(place.folder, "bomb.mjs"), BOMB);
  const yaml = (await place.read())
    .replace("refreshInterval: 0", "refreshInterval: 0\nplugins: [./bomb.mjs]")
    .replace("    options: { retries: 0 }", "    adapter: bomb");
  await place.write(yaml);
  const text = await run(place, ["sync"]);
  expect(text).toContain("the bomb went off");
  expect([...leaksIn("the crash report", text), ...(await leaksOnDisk(place))]).toEqual([]);
});

/** An adapter that throws its secret where nobody can catch it. */
const BOMB = `
  import { setTimeout } from "node:timers";
  const any = { parse: (value) => value, safeParse: (value) => ({ success: true, data: value }) };
  export const plugin = {
    adapter: "bomb", apiVersion: 1, version: "1.0.0", title: "Bomb", requires: ["secret"], options: any,
    claims: { can: [], units: { rate: [], quota: [], keyLifetime: [] } },
    connect: ({ secret }) => new Promise(() => {
      setTimeout(() => {
        throw new Error("the bomb went off with " + secret + " " + Buffer.from(secret).toString("base64"));
      }, 0);
    }),
  };
`;
