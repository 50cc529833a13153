import { expect, it } from "vitest";
import type { ProviderView } from "../../src/console.ts";
import { ASCII_GLYPHS, UNICODE_GLYPHS } from "../../src/view/glyphs.ts";
import { lineText, lineWidth } from "../../src/view/line.ts";
import { providerLines, providerRowsOf } from "../../src/view/provider-rows.ts";
import { definition, providerView } from "../helpers/console-stub.ts";
import { downView, EU, NOW, sampleData, STAGING, upView } from "./sample-console.ts";

const up = upView(EU);
const progress = { phase: "reading", what: "policies", received: 50_000, total: 100_000 } as const;
const views: readonly ProviderView[] = [
  up,
  { ...up, definition: definition("Syncing"), progress },
  downView(STAGING),
  providerView("New"),
  { ...up, definition: definition("Asleep", { enabled: false }) },
  {
    ...up,
    definition: definition("Held 日本語日本語"),
    status: { ...up.status, held: { products: 1, plans: 0 } },
  },
  providerView("Broken", { loadError: { code: "PLUGIN_RESOLVE", message: "no adapter", hint: null } }),
];

function drawn(glyphs = UNICODE_GLYPHS): readonly string[] {
  const data = sampleData({ providers: views });
  const rows = providerRowsOf(data, { filter: "", problems: false });
  const lines = rows.flatMap((row) => providerLines(row, data, { now: NOW, glyphs, width: 24 }));
  expect(lines.filter((one) => lineWidth(one) > 24)).toEqual([]);
  return lines.map((one) => lineText(one).trimEnd());
}

it("tells each Provider by glyph, counts, progress, and reason and age when it is down", () => {
  expect(drawn().join("\n")).toMatchInlineSnapshot(`
    "  ALL            14 · 9
    ● EU              3 · 2
    ◐ Syncing         3 · 2
      ▓▓░░ 50 kB of policies
    ✖ Staging         2 · 1
      refused, stale 2m
    ◌ New             0 · 0
    – Asleep          3 · 2
    ⚠ Held 日本語…    3 · 2
      no policies: s decides
    ✖ Broken          0 · 0
      no adapter"
  `);
});

it("does so in ASCII too", () => {
  expect(drawn(ASCII_GLYPHS).join("\n")).not.toMatch(/[●◐✖◌▓░⚠]/u);
});

it("keeps ALL when it is filtered", () => {
  const data = sampleData({ providers: views });
  const names = (filter: string, problems = false) =>
    providerRowsOf(data, { filter, problems }).map((row) => row.name);
  expect(names("stag")).toEqual(["ALL", "Staging"]);
  expect(names("", true)).toEqual(["ALL", "Staging", "Held 日本語日本語", "Broken"]);
});
