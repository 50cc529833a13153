import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { parseArguments } from "../../src/cli/parse.ts";
import { createRequest, editRequest, itemRequest } from "../../src/cli/change-requests.ts";
import type { ConsoleState } from "../../src/console.ts";
import type { ChangeRequest, PortalFields } from "../../src/core/change.ts";
import { changeCommand } from "../../src/core/change-command.ts";
import { plan, product } from "../helpers/catalog-items.ts";
import { catalog, consoleStub, providerView } from "../helpers/console-stub.ts";

const PROVIDER = "Production EU's";
const NOTHING: PortalFields = { displayName: null, description: null, labels: {}, published: false };

const known = catalog(PROVIDER, {
  products: [product("p1", "Payments"), product("p2", "-dashed"), product("p3", " spaced ")],
  plans: [plan("l1", "Gold"), plan("l2", "Twice"), plan("l3", "Twice")],
});
const state: ConsoleState = consoleStub({ providers: [providerView(PROVIDER)], catalogs: [known] }).state();

/** What the shell makes of a command line, and Portico of that. */
async function readBack(command: string): Promise<ChangeRequest> {
  const script = `portico() { printf '%s\\0' "$@"; }; ${command}`;
  const words = execFileSync("sh", ["-c", script], { encoding: "utf8" }).split("\0").slice(0, -1);
  const parsed = parseArguments(words);
  if (!parsed.ok) throw parsed.error;
  const { intent } = parsed;
  if (intent.command === "create") return createRequest(intent, state, NO_FILES);
  if (intent.command === "edit") return editRequest(intent, state, NO_FILES);
  if (!("item" in intent)) throw new Error(`"${intent.command}" changes nothing`);
  return itemRequest(intent, state);
}

const NO_FILES = {
  openInput(): never {
    throw new Error("no file is named");
  },
};

const PRODUCT = {
  op: "create",
  kind: "product",
  provider: PROVIDER,
  name: "Pay",
  authMethod: "apiKey",
  apis: ["a1", "-a2"],
  metadata: {},
  portal: NOTHING,
} as const;
const PLAN = {
  op: "create",
  kind: "plan",
  provider: PROVIDER,
  name: "Silver",
  rate: null,
  quota: null,
  keyLifetime: null,
  metadata: {},
  portal: NOTHING,
} as const;
const edit = (kind: "product" | "plan", policyId: string, set: object): ChangeRequest => ({
  op: "edit",
  kind,
  provider: PROVIDER,
  policyId,
  set,
});

describe("the command line of a change asks for the very same change", () => {
  it.each<[string, ChangeRequest]>([
    ["a bare Product", PRODUCT],
    ["a bare Plan", PLAN],
    ["a name like a flag", { ...PRODUCT, name: "--dry-run" }],
    ["a name of quotes, dollars and emoji", { ...PLAN, name: `it's "$HOME" \`x\` 🚀 \\` }],
    [
      "everything on Portico's side",
      {
        ...PRODUCT,
        portal: {
          displayName: "-minus",
          description: "@home\n# Title\n\n'quoted' $(date)",
          labels: { team: "a,b", empty: "", "k v": "=x" },
          published: true,
        },
      },
    ],
    [
      "every limit",
      {
        ...PLAN,
        rate: { count: 500, per: { every: 90, unit: "second" } },
        quota: { count: 9, per: { every: 1, unit: "forever" } },
        keyLifetime: { every: 12, unit: "month" },
        metadata: { text: "a=b,c", number: 3, deep: { list: [1, null] }, "odd:": "x", "-k": "v" },
      },
    ],
    ["a renaming", edit("product", "p1", { name: "New 'name'" })],
    ["a name like a flag, by its id", edit("product", "p2", { displayName: "x" })],
    ["a name that is not unique, by its id", edit("plan", "l3", { name: "Once" })],
    [
      "a name with spaces around it, by its id",
      edit("product", "p3", { description: null, displayName: null }),
    ],
    [
      "every field of a Plan",
      edit("plan", "l1", {
        tags: ["a", "b"],
        rate: null,
        quota: { count: 1, per: { every: 1, unit: "day" } },
        keyLifetime: null,
        metadata: { a: { b: 1 } },
        labels: { "x.y": "1,2" },
        description: "@@twice",
        published: false,
      }),
    ],
    ["no API at all", edit("product", "p1", { apis: [] })],
    ["publishing", edit("plan", "l1", { published: true })],
    ["unpublishing", edit("plan", "l1", { published: false })],
    ["a deletion", { op: "delete", kind: "plan", provider: PROVIDER, policyId: "l1" }],
  ])("%s", async (_what, request) => {
    expect(await readBack(changeCommand(request, known))).toEqual(request);
  });
});

it("names an item by its name where that is clear", () => {
  expect(changeCommand(edit("plan", "l1", { published: true }), known)).toBe(
    `portico publish plan Gold -p 'Production EU'\\''s'`,
  );
  expect(changeCommand(edit("plan", "l2", { published: true }), known)).toContain("publish plan l2");
});
