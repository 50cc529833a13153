import { describe, expect, it } from "vitest";
import { formText } from "../../src/view/form-lines.ts";
import { readForm } from "../../src/view/form-request.ts";
import { apisListed } from "../../src/view/form-apis.ts";
import { chosenApis, fieldsOf } from "../../src/view/form.ts";
import { UNICODE_GLYPHS } from "../../src/view/glyphs.ts";
import { line, lineText } from "../../src/view/line.ts";
import { whyDisabled } from "../../src/view/availability.ts";
import { api, HIDDEN, plan, product } from "../helpers/catalog-items.ts";
import { catalog, providerView, upStatus } from "../helpers/console-stub.ts";
import { dataOf, downView, drive, EU, sampleData, STAGING, upView, type Driver } from "./sample-console.ts";
import { effectOf, formOf } from "./write-samples.ts";

const SHOP = catalog("EU", {
  products: [
    product("p1", "Payments", {
      apis: [{ id: "a1", name: "Pay", versions: [] }],
      authMethods: ["apiKey"],
      tags: ["portal"],
    }),
  ],
  plans: [plan("l1", "Gold", { rate: { count: 500, per: { every: 1, unit: "minute" } } })],
  apis: [
    api("a1", "Pay"),
    api("a2", "Pay gold", { authMethods: ["apiKey", "mtls"], listenPath: "/gold/" }),
    api("a3", "Pay gold", { listenPath: "/other/" }),
    api("a4", "Accounts", { authMethods: ["jwt"] }),
  ],
});

/** What the form that is open asks for. */
function asked(driver: Driver) {
  driver.press("ctrl-s");
  return effectOf(driver, "propose").wanted;
}

/** The text of the field that has the focus, replaced. */
function rewrite(driver: Driver, text: string): void {
  driver.press("ctrl-u");
  driver.type(text);
}

describe("a new Product", () => {
  it("is asked for with its auth method, APIs by id, name and Portico's own fields", () => {
    const driver = drive(dataOf(SHOP));
    driver.press("a", "right", "tab", "space", "down", "space", "tab");
    driver.type("Payments 2");
    driver.press("tab");
    driver.type("Pay");
    driver.press("tab");
    driver.paste("# Pay\n\nby card");
    driver.press("tab");
    driver.type("team=pay");
    driver.press("tab", "right", "tab");
    driver.type("tier=1");
    expect(asked(driver)).toEqual([
      {
        op: "create",
        kind: "product",
        provider: "EU",
        name: "Payments 2",
        authMethod: "apiKey",
        apis: ["a1", "a2"],
        metadata: { tier: "1" },
        portal: {
          displayName: "Pay",
          description: "# Pay\n\nby card",
          labels: { team: "pay" },
          published: true,
        },
      },
    ]);
  });

  it("offers the auth methods that the APIs have, and the APIs that have the method", () => {
    const driver = drive(dataOf(SHOP));
    driver.press("a", "right", "right");
    expect(formOf(driver).content.authMethod).toBe("jwt");
    driver.press("right", "right");
    expect(formOf(driver).content.authMethod).toBe("apiKey");
    expect(apisListed(formOf(driver), driver.data).map(({ id }) => id)).toEqual(["a1", "a2", "a3"]);
  });

  it("keeps the APIs chosen through a filter, by id where two have one name (1.17.0: the wrong one, or none)", () => {
    const driver = drive(dataOf(SHOP));
    driver.press("a", "right", "tab", "space");
    driver.type("/gold");
    expect(apisListed(formOf(driver), driver.data).map(({ id }) => id)).toEqual(["a2"]);
    driver.press("ctrl-u");
    driver.type("paygold");
    expect(apisListed(formOf(driver), driver.data).map(({ id }) => id)).toEqual(["a2", "a3"]);
    driver.press("down", "space", "ctrl-u");
    expect(chosenApis(formOf(driver).content)).toEqual(["a1", "a3"]);
  });

  it("wants its Provider chosen first where all are listed, from those that can", () => {
    const us = { ...SHOP, provider: "US" };
    const data = dataOf(SHOP, us, { ...SHOP, provider: "AP" });
    const cannot = { writeProducts: { available: false, reason: "policies may only be read" } } as const;
    const providers = data.providers.map((view) =>
      view.definition.name === "AP" ? { ...view, abilities: cannot } : view,
    );
    const driver = drive({ ...data, providers });
    driver.press("a");
    expect(formOf(driver)).toMatchObject({ field: "provider", content: { provider: "" } });
    driver.press("left");
    expect(formOf(driver).content.provider).toBe("US");
    driver.press("right");
    expect(formOf(driver).content.provider).toBe("EU");
  });

  it("lists Providers in one order, whichever is chosen, and says how while none is", () => {
    const driver = drive(dataOf(SHOP, { ...SHOP, provider: "US" }));
    const first = () => {
      const look = { data: driver.data, glyphs: UNICODE_GLYPHS, width: 90, room: 20, preview: [] };
      return lineText(formText(formOf(driver), look).lines[0] ?? line());
    };
    driver.press("a");
    expect(first()).toContain("  EU   US  ← → choose");
    driver.press("right");
    expect(first()).toContain("▸ EU   US");
    driver.press("right");
    expect(first()).toContain("  EU ▸ US");
  });

  it("keeps what was chosen at one Provider while another one is looked at", () => {
    const driver = drive(dataOf(SHOP, { ...SHOP, provider: "US" }));
    driver.press("a", "right", "tab", "right", "tab", "space", "shift-tab", "shift-tab", "right");
    expect(chosenApis(formOf(driver).content)).toEqual([]);
    driver.press("left");
    expect(chosenApis(formOf(driver).content)).toEqual(["a1"]);
  });
});

describe("a new Plan", () => {
  it("is asked for with limits as the command line writes them", () => {
    const driver = drive(dataOf(SHOP));
    driver.press("3", "a");
    driver.type("Silver");
    for (const text of ["500/1m", "100000/30d", "90d"]) {
      driver.press("tab");
      rewrite(driver, text);
    }
    expect(asked(driver)).toMatchObject([
      {
        op: "create",
        kind: "plan",
        name: "Silver",
        rate: { count: 500, per: { every: 1, unit: "minute" } },
        quota: { count: 100_000, per: { every: 30, unit: "day" } },
        keyLifetime: { every: 90, unit: "day" },
      },
    ]);
  });

  it("replaces a limit by what is typed, and keeps it where nothing is", () => {
    const driver = drive(dataOf(SHOP));
    driver.press("3", "a");
    driver.type("Silver");
    driver.press("tab");
    driver.type("50/1m");
    driver.press("tab", "tab");
    driver.paste("90d");
    expect(asked(driver)).toMatchObject([
      {
        rate: { count: 50, per: { every: 1, unit: "minute" } },
        quota: null,
        keyLifetime: { every: 90, unit: "day" },
      },
    ]);
  });

  it("tells every problem when it is to be shown, and goes to the first", () => {
    const driver = drive(dataOf(SHOP));
    driver.press("3", "a");
    driver.type("Gold");
    driver.press("tab");
    rewrite(driver, "fast");
    driver.press("tab", "tab");
    rewrite(driver, "soon");
    driver.press("ctrl-s");
    const { field, problems } = formOf(driver);
    expect(field).toBe("rate");
    expect([...problems.keys()]).toEqual(["rate", "keyLifetime"]);
    expect(driver.effects).toEqual([]);
  });

  it("tells a problem when the field is left, and takes it back while it is corrected", () => {
    const driver = drive(dataOf(SHOP));
    driver.press("3", "a");
    driver.type("Gold");
    expect(formOf(driver).problems.size).toBe(0);
    driver.press("tab");
    expect(formOf(driver).problems.get("name")).toMatch(/the name is taken at EU/u);
    driver.press("shift-tab", "x");
    expect(formOf(driver).problems.has("name")).toBe(false);
  });
});

describe("an edit", () => {
  it("asks for the changed fields alone", () => {
    const driver = drive(dataOf(SHOP));
    driver.press("E", "tab", "tab", "space");
    expect(asked(driver)).toEqual([
      { op: "edit", kind: "product", provider: "EU", policyId: "p1", set: { apis: [] } },
    ]);
  });

  it("does not take back what has changed at the Provider since it was opened", () => {
    const driver = drive(dataOf(SHOP));
    driver.press("3", "E");
    const [gold] = SHOP.plans;
    if (gold === undefined) throw new Error("no Plan");
    driver.become(dataOf({ ...SHOP, plans: [{ ...gold, name: "Platinum", keyLifetime: null }] }));
    driver.press("tab");
    rewrite(driver, "unlimited");
    expect(asked(driver)).toMatchObject([{ set: { rate: null } }]);
  });

  it("proposes nothing when nothing has been changed", () => {
    const driver = drive(dataOf(SHOP));
    driver.press("E", "x", "backspace", "ctrl-s");
    expect(driver.view.toast?.text).toBe("nothing has been changed");
    expect(driver.effects).toEqual([]);
  });

  it("empties a display name to none", () => {
    const named = { ...SHOP, products: [product("p1", "Payments", { displayName: "Pay" })] };
    const driver = drive(dataOf(named));
    driver.press("E", "tab", "tab", "tab", "ctrl-u");
    expect(asked(driver)).toMatchObject([{ set: { displayName: null } }]);
  });
});

describe("the keys of a form", () => {
  it("go through all fields with Tab, and back", () => {
    const driver = drive(dataOf(SHOP));
    driver.press("a");
    const fields = fieldsOf(formOf(driver));
    driver.press("shift-tab");
    const seen = fields.map(() => {
      const { field } = formOf(driver);
      driver.press("tab");
      return field;
    });
    expect(seen).toEqual(fields);
  });

  it("move within a description of several lines before they leave it", () => {
    const driver = drive(dataOf(SHOP));
    driver.press("E", "tab", "tab", "tab", "tab");
    driver.paste("one\ntwo");
    driver.press("up", "X");
    expect(formOf(driver).content.texts.description.text).toBe("oneX\ntwo");
    driver.press("up");
    expect(formOf(driver).field).toBe("displayName");
    driver.press("down", "down", "down");
    expect(formOf(driver).field).toBe("labels");
  });

  it("write letters that are actions elsewhere", () => {
    const driver = drive(dataOf(SHOP));
    driver.press("3", "a");
    driver.type("jkqs p?:");
    expect(formOf(driver).content.texts.name.text).toBe("jkqs p?:");
  });

  it("put a paste into the field, controls and line breaks as spaces where it has one line", () => {
    const driver = drive(dataOf(SHOP));
    driver.press("3", "a");
    driver.paste("Gold\u001B[31m\nplan");
    expect(formOf(driver).content.texts.name.text).toBe("Gold [31m plan");
  });

  it("ask before Esc throws anything away, and throw away only on a key that was meant for it", () => {
    const driver = drive(dataOf(SHOP));
    driver.press("3", "a", "x", "esc");
    expect(formOf(driver).asking?.choice).toBe("keep");
    driver.press("enter");
    expect(formOf(driver).asking).toBeNull();
    driver.press("esc", "right");
    driver.now -= 1900;
    driver.press("enter");
    expect(formOf(driver).asking?.choice).toBe("throw");
    driver.press("enter");
    expect(driver.view.overlay).toBeNull();
  });

  it("leave at once on Esc where nothing was entered", () => {
    const driver = drive(dataOf(SHOP));
    driver.press("a", "tab", "esc");
    expect(driver.view.overlay).toBeNull();
  });

  it("hand a text to the editor and take it back", () => {
    const driver = drive(dataOf(SHOP));
    driver.press("a", "ctrl-e");
    expect(driver.view.toast?.text).toBe("this field is not a text");
    driver.press("tab", "tab", "tab", "tab");
    driver.paste("old");
    driver.press("ctrl-e");
    expect(effectOf(driver, "edit-text")).toEqual({ type: "edit-text", field: "description", text: "old" });
  });
});

describe("before anyone types anything", () => {
  const why = (driver: Driver, action: Parameters<typeof whyDisabled>[0]) => whyDisabled(action, driver);

  it("says of a Provider that is down, or lacks the right, why nothing can be made there", () => {
    const down = drive(sampleData({ providers: [downView(EU)] }));
    expect(why(down, "item.create")).toBe("EU is down: connection refused 127.0.0.1:3000");
    const reason = "its user may only read policies";
    const abilities = {
      writeProducts: { available: false, reason },
      deletePolicies: { available: false, reason },
    } as const;
    const lacking = drive({ ...dataOf(SHOP), providers: [{ ...upView(SHOP), abilities }] });
    expect(why(lacking, "item.create")).toBe(`EU: ${reason}`);
    expect(why(lacking, "item.delete")).toBe(`EU: ${reason}`);
    lacking.press("3");
    expect(why(lacking, "item.create")).toBeNull();
  });

  it("says where Products and Plans are made, and that nothing is under the cursor", () => {
    const driver = drive(dataOf(catalog("EU")));
    expect(why(driver, "item.edit")).toBe("no Product or Plan is under the cursor");
    driver.press("4");
    expect(why(driver, "item.create")).toMatch(/^only Products and Plans/u);
  });

  it("edits what is here of an item whose Provider is down", () => {
    const driver = drive(sampleData({ providers: [downView(EU), downView(STAGING)] }));
    driver.press("E", "tab", "tab", "tab");
    driver.type("Shown");
    expect(asked(driver)).toMatchObject([{ set: { displayName: "Shown" } }]);
  });

  it("says above the fields what stands in the way, as one sentence", () => {
    const view = downView(SHOP);
    const error = {
      ...view.status.error,
      code: "TIMED_OUT",
      message: "no answer in 30 s.",
      hint: null,
    } as const;
    const driver = drive({ ...dataOf(SHOP), providers: [{ ...view, status: { ...view.status, error } }] });
    driver.press("E");
    const look = { data: driver.data, glyphs: UNICODE_GLYPHS, width: 90, room: 20, preview: [] };
    const [first] = formText(formOf(driver), look).lines;
    expect(lineText(first ?? line())).toContain("no answer in 30 s. What you enter is kept.");
  });

  it("tells of a disabled Provider by its config", () => {
    const view = providerView("EU", { status: upStatus(SHOP) });
    const providers = [{ ...view, definition: { ...view.definition, enabled: false } }];
    expect(why(drive({ ...dataOf(SHOP), providers }), "item.create")).toBe("EU is disabled in the config");
  });
});

it("tells the rules that a hidden item cannot keep at the field that breaks them", () => {
  const hidden = { ...SHOP, products: [product("p1", "Payments", HIDDEN)] };
  const driver = drive(dataOf(hidden));
  driver.press("H", "E", "x");
  const { request, problems } = readForm(formOf(driver), driver.data);
  expect(request).toBeNull();
  expect(problems.get("name")).toMatch(/is hidden/u);
});

it("lists ten thousand APIs without looking at them again at a key that does not filter", () => {
  const apis = Array.from({ length: 10_000 }, (_, index) => api(`a${index}`, `API ${index}`));
  const driver = drive(dataOf({ ...SHOP, apis }));
  driver.press("a", "right", "tab");
  const before = apisListed(formOf(driver), driver.data);
  expect(before).toHaveLength(10_000);
  driver.press("down", "pgdn", "up");
  expect(apisListed(formOf(driver), driver.data)).toBe(before);
});
