import { writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import {
  SAMPLE_SECRETS,
  sampleDashboard,
  type SampleName,
} from "../../fixtures/tyk-dashboard/sample-data.ts";
import { DEMO_PROVIDERS } from "../../plugins/tyk-dashboard/demo.ts";
import { closeConsoles, openedDashboard, openWorkplace, rowsWith } from "../helpers/console-session.ts";
import { framePicture } from "../helpers/frame-picture.ts";
import type { Cell } from "../helpers/screen.ts";

/** Where the README finds the picture. */
export const PICTURE = fileURLToPath(new URL("../../.github/console.svg", import.meta.url));

/** What the picture says in place of a temporary folder and of the times of the day. */
const SHOWN_PATH = "config/portico.yaml";
const SHOWN_TIME = "12:04:31";

/**
 * The console over the sample Dashboards as an SVG: a real frame of the built program on a terminal of 120x36, with the
 * path of its config and the times of its activity replaced, so that it is the same wherever it is made.
 */
export async function consolePicture(): Promise<string> {
  // Ages and countdowns count minutes of the clock: a frame that saw one begin says something else.
  for (;;) {
    const minute = minuteNow();
    const rows = await frame();
    await closeConsoles();
    if (minute === minuteNow()) return framePicture(rows, TITLE);
  }
}

const TITLE = "Portico over two Providers: Providers, Products, detail and activity";

function minuteNow(): number {
  return Math.floor(Date.now() / 60_000);
}

async function frame(): Promise<readonly (readonly Cell[])[]> {
  const [first = "", ...rest] = await Promise.all(
    DEMO_PROVIDERS.map((provider) => entryOf(provider, sampleNamed(provider.arguments))),
  );
  const head = "refreshInterval: 10m\nignore: [literal-secret]\nstore: { path: ./store }\nproviders:\n";
  const place = await openWorkplace(head + first);
  const session = place.open({ columns: 120, rows: 36 });
  await session.sees(() => rowsWith(session, "✔ sync").length === 1);
  // One Provider after the other, so that the activity has one order.
  await place.write([head + first, ...rest].join(""));
  await session.sees(() => rowsWith(session, "✔ sync").length === 2);
  await session.sees(() => rowsWith(session, "✔ config").length === 1);
  session.press("/payments");
  await session.sees("/payments  ");
  session.press("\r");
  await session.sees(/▸ Payments/u);
  session.press("\u001B");
  await session.loses("/payments");
  await session.sees(/─ Payments ─/u);
  await session.sees("└───");
  return session.screen.cells().map((row) => timeReplaced(pathReplaced(row, place.config)));
}

async function entryOf(provider: (typeof DEMO_PROVIDERS)[number], sample: SampleName): Promise<string> {
  const { url } = await openedDashboard(sampleDashboard(sample));
  const { name, policyTags, environment, description } = provider;
  return [
    `  - name: ${name}`,
    `    url: ${url}`,
    `    secret: ${SAMPLE_SECRETS[sample]}`,
    `    policyTags: [${policyTags.join(", ")}]`,
    "    baselineUrl: https://api.example.com",
    `    environment: ${environment}`,
    `    description: ${description}`,
    "",
  ].join("\n");
}

function sampleNamed(words: readonly string[]): SampleName {
  return words.includes("partners") ? "partners" : "production";
}

/** The row with another path, and as many blanks more before its right end as the path is shorter. */
function pathReplaced(row: readonly Cell[], path: string): readonly Cell[] {
  const text = textOf(row);
  const at = text.indexOf(path);
  const [template] = row;
  if (at < 0 || template === undefined) return row;
  const end = text.lastIndexOf("  ") + 1;
  const plain = (characters: string): readonly Cell[] =>
    characters.split("").map((character) => ({ ...template, text: character }));
  return [
    ...row.slice(0, at),
    ...plain(SHOWN_PATH),
    ...row.slice(at + path.length, end),
    ...plain(" ".repeat(path.length - SHOWN_PATH.length)),
    ...row.slice(end),
  ];
}

function timeReplaced(row: readonly Cell[]): readonly Cell[] {
  const found = /^ \d\d:\d\d:\d\d /u.test(textOf(row));
  if (!found) return row;
  return row.map((cell, at) => ({ ...cell, text: SHOWN_TIME[at - 1] ?? cell.text }));
}

/** Only for rows of narrow cells up to where it is looked at: one character per cell. */
function textOf(row: readonly Cell[]): string {
  return row.map((cell) => cell.text).join("");
}

if (import.meta.main) await writeFile(PICTURE, await consolePicture());
