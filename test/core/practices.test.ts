import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { failedBy, heeding, passed, unknownAfter, warning, type CheckStep } from "../../src/core/check.ts";
import { IGNORABLE, PRACTICE_IDS, type PracticeId } from "../../src/core/practice-ids.ts";
import { measuredAfter, practicesOf, type PracticeGround } from "../../src/core/practices.ts";
import { UNKNOWN_STATUS } from "../../src/core/provider.ts";
import { skipped } from "../helpers/catalog-items.ts";
import { catalog, definition } from "../helpers/console-stub.ts";

const AT = "2026-08-21T12:00:00.000Z";
const NOW = Date.parse(AT);

const SOUND: PracticeGround = {
  definition: definition("EU", {
    url: "https://dash.example.com:3000",
    policyTags: ["eu"],
    description: "For Europe",
    baselineUrl: "https://api.example.com",
  }),
  written: { exposesSecret: false, namesPort: true },
  status: { ...UNKNOWN_STATUS, state: "up", lastSuccessAt: AT },
  catalog: null,
  others: [],
  refreshIntervalMs: 600_000,
  now: NOW,
};

function having(part: Partial<PracticeGround["definition"]>): PracticeGround {
  return { ...SOUND, definition: { ...SOUND.definition, ...part } };
}

const TWIN = { ...SOUND.definition, name: "Twin" };

test("a Provider with nothing to be said of is not warned about", () => {
  expect(practicesOf(SOUND)).toEqual([]);
});

test.each<readonly [PracticeId, PracticeGround, RegExp]>([
  ["http-url", having({ url: "http://dash.example.com:3000" }), /whoever is on the way reads the secret$/u],
  ["insecure-skip-verify", having({ insecureSkipVerify: true }), /accepts any certificate$/u],
  [
    "insecure-skip-verify",
    having({ insecureSkipVerify: true, environment: "production" }),
    /and this is production/u,
  ],
  [
    "http-url",
    having({ url: "http://dash.example.com:3000", environment: " Production" }),
    /and this is production/u,
  ],
  [
    "literal-secret",
    { ...SOUND, written: { exposesSecret: true, namesPort: true } },
    /other users can read/u,
  ],
  ["overlapping-providers", { ...SOUND, others: [{ ...TWIN, policyTags: ["us", "eu"] }] }, /Twin/u],
  ["overlapping-providers", { ...SOUND, others: [{ ...TWIN, policyTags: [] }] }, /Twin/u],
  ["no-baseline-url", having({ baselineUrl: null }), /baselineUrl/u],
  ["no-description", having({ description: null }), /what this Provider is for/u],
  ["not-synchronized", { ...SOUND, now: NOW + 1_800_001 }, /more than 3 intervals/u],
  [
    "no-tags",
    {
      ...having({ policyTags: [] }),
      others: [{ ...TWIN, url: "https://dash.example.com:3000", policyTags: [] }],
    },
    /Twin reads the same one/u,
  ],
  [
    "no-tags",
    { ...having({ policyTags: [] }), catalog: catalog("EU", { skipped: [skipped("s1", "Everything")] }) },
    /1 of its policies is neither Product nor Plan/u,
  ],
])("%s is told with what to do", (id, ground, seen) => {
  const found = practicesOf(ground).find(({ practice }) => practice === id);
  expect(found).toMatchObject({ id: `practice:${id}`, outcome: "warn", seen: expect.stringMatching(seen) });
  expect(found?.advice).toMatch(/\w+/u);
});

test("what is right is not warned about", () => {
  const elsewhere = { ...TWIN, organisationId: "other" };
  expect(practicesOf({ ...SOUND, others: [{ ...TWIN, policyTags: ["us"] }, elsewhere] })).toEqual([]);
  expect(practicesOf(having({ policyTags: [] }))).toEqual([]);
  expect(practicesOf({ ...SOUND, refreshIntervalMs: 0, now: NOW + 9e9 })).toEqual([]);
  expect(practicesOf({ ...having({ enabled: false }), now: NOW + 9e9 })).toEqual([]);
});

test.each(PRACTICE_IDS)("%s is silenced by its id", (practice) => {
  const step = warning("x", { seen: "bad", advice: "mend it", practice });
  expect(heeding(step, [practice])).toEqual(passed("x", `bad (ignored: ${practice})`));
  expect(
    heeding(
      step,
      PRACTICE_IDS.filter((id) => id !== practice),
    ),
  ).toEqual(step);
});

test("every id is in the README and in the commented config", () => {
  for (const id of IGNORABLE) expect(readFileSync("README.md", "utf8")).toContain(`| \`${id}\``);
});

const admin = warning("permission-others", { seen: "an admin", advice: "x", practice: "admin-user" });
const expiring = warning("tls", { seen: "9 days", advice: "x", practice: "certificate-expiring" });
const LATER = "2026-08-22T12:00:00.000Z";

function measured(before: readonly CheckStep[], steps: readonly CheckStep[], url = "https://a"): unknown {
  const stored = before.map((step) => ({ at: AT, url: "https://a", step }));
  return measuredAfter(stored, steps, { url, at: LATER }).map(({ at, step }) => [step.practice, at]);
}

test("what only a check can see is kept, with when it was seen", () => {
  const config = warning("baseline", { seen: "none", advice: "x", practice: "no-baseline-url" });
  expect(measured([], [expiring, admin, config])).toEqual([
    ["certificate-expiring", LATER],
    ["admin-user", LATER],
  ]);
  expect(measured([expiring, admin], [expiring, passed("permission-others", "fine")])).toEqual([
    ["certificate-expiring", LATER],
  ]);
});

test("what a check could not look at stays as it was seen before, at the same address", () => {
  const broken = [failedBy("port", { message: "refused", hint: null }), unknownAfter("tls", "port")];
  expect(measured([expiring, admin], broken)).toEqual([
    ["certificate-expiring", AT],
    ["admin-user", AT],
  ]);
  expect(measured([expiring, admin], broken, "https://b")).toEqual([]);
});
