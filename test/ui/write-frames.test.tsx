import { describe, expect, it } from "vitest";
import type { ConsoleState } from "../../src/console.ts";
import { textWidth } from "../../src/view/cell.ts";
import { api } from "../helpers/catalog-items.ts";
import { frameOf, styledFrame } from "../helpers/frame.tsx";
import { upStatus } from "../helpers/console-stub.ts";
import { dataOf, downView, drive, EU, sampleData, STAGING, type Driver } from "../view/sample-console.ts";
import { toasted } from "../../src/view/view-state.ts";
import { EU_DRAFT, NEW_DRAFT, proposeProvider, read, tried } from "../view/provider-samples.ts";
import { answer, effectOf, itemRequests, proposal, propose, result } from "../view/write-samples.ts";

const SIZES = [
  { columns: 60, rows: 16 },
  { columns: 80, rows: 24 },
  { columns: 120, rows: 36 },
] as const;

const MANY = {
  ...EU,
  apis: Array.from({ length: 40 }, (_, index) =>
    api(`a${index}`, index % 7 === 0 ? "Twin" : `API ${index}`, {
      authMethods: index % 2 === 0 ? ["apiKey"] : ["jwt", "mtls"],
    }),
  ),
};

const TEXT = "# Payments\n\nTakes **card** payments:\n\n- one `POST`\n- two\u001B[31m";

const openDelete = (driver: Driver, part: Parameters<typeof propose>[1] = {}): void => {
  driver.press("ctrl-d");
  propose(driver, part);
};

/** The screens of making, changing and deleting: the data, and what leads there. */
const SCREENS: readonly (readonly [string, ConsoleState, (driver: Driver) => void])[] = [
  ["a new Product", dataOf(MANY), (driver) => driver.press("a")],
  [
    "the APIs of a new Product",
    dataOf(MANY),
    (driver) => driver.press("a", "right", "right", "tab", "down", "space", "down", "space"),
  ],
  [
    "the problems of a new Plan",
    dataOf(EU),
    (driver) => {
      driver.press("3", "a");
      driver.type("Gold");
      driver.press("tab", "ctrl-u");
      driver.type("5x");
      driver.press("ctrl-s");
    },
  ],
  [
    "a description",
    dataOf(EU),
    (driver) => {
      driver.press("E", "tab", "tab", "tab", "tab");
      driver.paste(TEXT);
    },
  ],
  [
    "an edit that Esc would lose",
    dataOf(EU),
    (driver) => {
      driver.press("E", "x", "esc");
    },
  ],
  [
    "an edit at a Provider that is down",
    sampleData({ providers: [downView(EU), downView(STAGING)] }),
    (driver) => {
      driver.press("E");
    },
  ],
  ["a change being prepared", sampleData(), (driver) => driver.press("ctrl-d")],
  ["a deletion", sampleData(), (driver) => openDelete(driver)],
  [
    "a deletion in production",
    sampleData(),
    (driver) => {
      openDelete(driver, { production: true });
      driver.type("E");
    },
  ],
  [
    "three deletions",
    dataOf(EU),
    (driver) => {
      driver.press("*");
      openDelete(driver);
      driver.press("down");
    },
  ],
  [
    "a change being carried out",
    dataOf(EU),
    (driver) => {
      driver.press("*");
      openDelete(driver);
      driver.press("right", "enter");
      const { run } = effectOf(driver, "carry-out");
      answer(driver, { type: "write-progress", run, done: 1 });
    },
  ],
  [
    "a conflict",
    sampleData(),
    (driver) => {
      openDelete(driver);
      driver.press("right", "enter");
      const { run } = effectOf(driver, "carry-out");
      const message = 'somebody else has changed "Payments" since: name was "Payments", is "Pay"';
      const error = { code: "WRITE_CONFLICT", message, hint: "Look again." } as const;
      answer(driver, { type: "write-failed", run, error, done: [] });
    },
  ],
  [
    "an edit field by field",
    sampleData(),
    (driver) => {
      driver.press("E", "x", "ctrl-s");
      const { run, wanted } = effectOf(driver, "propose");
      if (wanted === "undo") return;
      const fields = [
        { field: "name", side: "provider", before: "Customer accounts", after: "Customer accountsx" },
        { field: "labels", side: "portal", before: {}, after: { team: "pay" } },
        { field: "apis", side: "provider", before: [{ id: "a1", name: "Pay" }], after: [] },
      ] as const;
      const title = 'Edit Product "Customer accounts" at EU';
      const proposals = itemRequests(wanted).map((request) =>
        proposal(request, { title, fields, loses: [], affects: [], warnings: ["Its last API is gone."] }),
      );
      answer(driver, { type: "proposed", run, proposals });
    },
  ],
  [
    "a new Provider",
    sampleData(),
    (driver) => {
      driver.press("1", "a");
      read(driver, NEW_DRAFT);
    },
  ],
  [
    "a Provider whose connection fails",
    sampleData(),
    (driver) => {
      driver.press("1", "j", "E");
      read(driver, EU_DRAFT);
      driver.press("ctrl-t");
      const step = {
        id: "connection",
        outcome: "fail",
        seen: "connection refused 127.0.0.1:3000",
        advice: "Is it running?",
      } as const;
      tried(driver, { step: "done", test: { ok: false, steps: [step] } });
    },
  ],
  [
    "an edit of the config",
    sampleData(),
    (driver) => {
      driver.press("1", "j", "E");
      read(driver, EU_DRAFT);
      driver.press("x", "ctrl-s");
      const affects = ["What is stored of it moves along: 3 Products and 2 Plans."];
      proposeProvider(driver, { affects, warnings: ["the environment variable X is not set."] });
    },
  ],
  [
    "what was made under the cursor",
    sampleData(),
    (driver) => {
      driver.press("ctrl-d");
      propose(driver);
      driver.press("right", "enter");
      const { run } = effectOf(driver, "carry-out");
      answer(driver, { type: "written", run, done: [result({ policyId: "p2" })] });
    },
  ],
];

function driven(...[, data, lead]: (typeof SCREENS)[number]): (size: (typeof SIZES)[number]) => Driver {
  return (size) => {
    const driver = drive(data, size);
    driver.tick(10_000);
    lead(driver);
    return driver;
  };
}

describe.each(SIZES)("$columns x $rows", (size) => {
  it.each(SCREENS)("draws %s on exactly the whole screen", async (...screen) => {
    const frame = frameOf(driven(...screen)(size));
    expect(frame).toHaveLength(size.rows);
    for (const row of frame) expect(textWidth(row)).toBeLessThanOrEqual(size.columns);
    const file = `${screen[0].replaceAll(/[ ,]+/gu, "-")}-${size.columns}x${size.rows}.txt`;
    const text = frame.map((row) => row.trimEnd()).join("\n");
    await expect(`${text}\n`).toMatchFileSnapshot(`frames/writing/${file}`);
  });
});

it.each(SCREENS)("draws %s with ASCII alone", (...screen) => {
  const frame = frameOf(driven(...screen)(SIZES[1]), { ascii: true });
  expect(frame.join("\n").replaceAll("␛", "")).toMatch(/^[\u0020-\u007E\n]*$/u);
});

it.each(SCREENS)("tells the focus of %s without colour", (...screen) => {
  const frame = styledFrame(driven(...screen)(SIZES[1]), { ascii: false, colour: false });
  expect(frame).not.toMatch(new RegExp(`${ESCAPE}\\[(3[0-7]|9[0-7])m`, "u"));
});

const ESCAPE = "\u001B";

it("says who is up while a form is open, and redraws it when the window shrinks", () => {
  const driver = drive({ ...sampleData(), providers: [{ ...downView(EU), status: upStatus(EU) }] });
  driver.press("3", "a");
  driver.type("Gold plan");
  driver.view = { ...driver.view, size: SIZES[0] };
  expect(frameOf(driver).join("\n")).toContain("Gold plan");
});

it.each(SIZES)("says all of what is too long for the last line of $columns x $rows", (size) => {
  const text =
    'Edit Plan "Gold" at EU: Production EU refused the connection (ECONNREFUSED) at 127.0.0.1:3000. ' +
    "Check the port in url, and that the server is running and lets this machine in.";
  const driver = drive(sampleData(), size);
  driver.view = toasted(driver.view, text, { role: "error", at: 0 });
  const frame = frameOf(driver);
  expect(frame).toHaveLength(size.rows);
  for (const row of frame) expect(textWidth(row)).toBeLessThanOrEqual(size.columns);
  const last = frame.slice(-4).map((row) => row.trim());
  expect(last.join(" ")).toContain(text);
});
