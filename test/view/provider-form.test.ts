import { describe, expect, it } from "vitest";
import { UNICODE_GLYPHS } from "../../src/view/glyphs.ts";
import { lineText } from "../../src/view/line.ts";
import { providerFormText } from "../../src/view/provider-form-lines.ts";
import { listKey } from "../../src/view/view-state.ts";
import { consoleStub, providerView } from "../helpers/console-stub.ts";
import { EU_DRAFT, NEW_DRAFT, proposeProvider, providerFormOf, read, tried } from "./provider-samples.ts";
import { dataOf, drive, EU, sampleData, type Driver } from "./sample-console.ts";
import { answer, dialogOf, effectOf, phaseOf } from "./write-samples.ts";

function onProviders(): Driver {
  const driver = drive(dataOf(EU));
  driver.press("1", "j");
  return driver;
}

function newForm(): Driver {
  const driver = onProviders();
  driver.press("a");
  expect(effectOf(driver, "read-provider").provider).toBeNull();
  read(driver, NEW_DRAFT);
  return driver;
}

function editForm(draft = EU_DRAFT): Driver {
  const driver = onProviders();
  driver.press("E");
  expect(effectOf(driver, "read-provider").provider).toBe("EU");
  read(driver, draft);
  return driver;
}

function screen(driver: Driver): string {
  const look = { glyphs: UNICODE_GLYPHS, width: 90, room: 40 };
  return providerFormText(providerFormOf(driver), look)
    .lines.map((line) => lineText(line))
    .join("\n");
}

function requestOf(driver: Driver) {
  driver.press("ctrl-s");
  const { wanted } = effectOf(driver, "propose");
  return wanted === "undo" ? undefined : wanted[0];
}

describe("the form of a new Provider", () => {
  it("asks for what was entered, the usual values left out", () => {
    const driver = newForm();
    driver.type("Production");
    driver.press("tab", "tab");
    driver.type("https://${HOST}");
    driver.press("tab", "tab");
    driver.type("${KEY}");
    driver.press("tab", "tab", "tab");
    driver.type("portal, eu");
    expect(requestOf(driver)).toEqual({
      op: "add-provider",
      provider: "Production",
      fields: {
        adapter: null,
        url: "https://${HOST}",
        organisationId: null,
        insecureSkipVerify: null,
        policyTags: ["portal", "eu"],
        baselineUrl: null,
        environment: null,
        description: null,
        enabled: null,
      },
      secret: { from: "env", name: "KEY" },
      into: null,
    });
  });

  it("goes to the first field that something is wrong with, once it is to be saved", () => {
    const driver = newForm();
    driver.type("Production");
    driver.press("ctrl-s");
    const form = providerFormOf(driver);
    expect([form.field, [...form.problems.keys()]]).toEqual(["url", ["url", "secret"]]);
    expect(screen(driver)).toContain("✖ the name of an environment variable is needed");
  });

  it("wants neither URL nor secret where the adapter needs none, and options as pairs", () => {
    const driver = newForm();
    driver.type("Offline");
    driver.press("tab", "right");
    for (let fields = 0; fields < 9; fields += 1) driver.press("tab");
    expect(providerFormOf(driver).field).toBe("description");
    driver.press("tab");
    driver.type("path=./catalog.yaml");
    expect(requestOf(driver)).toMatchObject({
      fields: { adapter: "file", options: { path: "./catalog.yaml" } },
      secret: null,
    });
  });

  it("never draws a secret, keeps it out of JSON, and does not take one for the name of a variable", () => {
    const driver = newForm();
    driver.press("tab", "tab", "tab", "tab");
    driver.type("d7ebef749e4348cb67fec3cf");
    driver.press("ctrl-s");
    expect(screen(driver)).toContain("✖ that is no name of a variable; to type the secret itself");
    expect(screen(driver)).not.toContain("d7ebef");
    driver.press("down", "down", "down", "down", "ctrl-u");
    driver.paste("s3cret/value\n");
    expect(providerFormOf(driver).content.secretFrom).toBe("typed");
    expect(screen(driver)).toContain("▸ Secret        ••••••••••••");
    driver.press("tab");
    expect(screen(driver)).not.toContain("s3cret");
    driver.press("up", "up", "up", "up", "up");
    driver.type("EU2");
    driver.press("tab", "tab");
    driver.type("https://x.example.com");
    const request = requestOf(driver);
    expect(JSON.stringify(request)).not.toContain("s3cret");
    expect(request).toMatchObject({ secret: { from: "typed", keep: "file", text: expect.any(Function) } });
  });

  it("says where a value is found, in the words of the adapter", () => {
    const driver = newForm();
    driver.press("tab", "tab", "tab", "tab", "tab");
    expect(screen(driver)).toContain("In the Dashboard: Users, your user, Organisation ID.");
    driver.press("up", "up", "up", "up", "right", "tab", "tab", "tab", "tab");
    expect(screen(driver)).not.toContain("In the Dashboard");
  });

  it("does not open over something else that was opened while the config was read", () => {
    const driver = onProviders();
    driver.press("a", "?");
    read(driver, NEW_DRAFT);
    expect(driver.view.overlay?.kind).toBe("help");
  });
});

describe("the form of an edit", () => {
  it("asks only for what differs, and tells what it began with", () => {
    const driver = editForm();
    for (let fields = 0; fields < 8; fields += 1) driver.press("tab");
    expect(providerFormOf(driver).field).toBe("environment");
    driver.press("ctrl-u");
    expect(requestOf(driver)).toEqual({
      op: "edit-provider",
      provider: "EU",
      set: { environment: null },
      secret: null,
      seen: EU_DRAFT.fields,
    });
    expect(dialogOf(driver)).toMatchObject({ title: 'Edit Provider "EU"', form: { kind: "provider" } });
  });

  it("offers to move a secret that is written out into a file", () => {
    const driver = editForm();
    driver.press("tab", "tab", "tab");
    expect(screen(driver)).toContain("Now written out in the YAML");
    driver.press("right");
    expect(requestOf(driver)).toMatchObject({ set: {}, secret: { from: "moved" } });
  });

  it("says that nothing has been changed, and asks before it throws edits away", () => {
    const driver = editForm();
    driver.press("ctrl-s");
    expect(driver.view.toast?.text).toBe("nothing has been changed");
    driver.type("x");
    driver.press("esc");
    expect(screen(driver)).toContain("What you entered would be lost.");
    driver.press("esc");
    expect(providerFormOf(driver).content.texts.name.text).toBe("EUx");
    driver.press("esc", "right", "enter");
    expect(driver.view.overlay).toBeNull();
  });

  it("takes options out that are not there any more", () => {
    const driver = editForm();
    for (let fields = 0; fields < 10; fields += 1) driver.press("tab");
    driver.press("ctrl-u");
    driver.type("retries=3");
    expect(requestOf(driver)).toMatchObject({ set: { options: { retries: "3", timeout: null } } });
  });
});

describe("trying the connection", () => {
  const FOUND = { id: "selection", outcome: "ok", seen: "12 Products and 8 Plans", advice: null } as const;

  it("asks for what the form says, and shows what was found until something is changed", () => {
    const driver = editForm();
    driver.press("ctrl-t");
    expect(effectOf(driver, "test-provider").request).toMatchObject({
      op: "edit-provider",
      set: {},
      secret: null,
    });
    expect(screen(driver)).toContain("connecting");
    const who = { id: "user", outcome: "ok", seen: "ann@example.com is active", advice: null } as const;
    const middle = { id: "permission-apis", outcome: "ok", seen: "APIs: Write", advice: null } as const;
    const warning = {
      id: "permission",
      outcome: "warn",
      seen: "Keys: Write",
      advice: "more than needed",
    } as const;
    tried(driver, { step: "done", test: { ok: true, steps: [who, middle, warning, FOUND] } });
    const shown = screen(driver);
    expect(shown).toContain("✔ 12 Products and 8 Plans");
    expect(shown).toContain("⚠ Keys: Write\n     more than needed");
    expect(shown).toContain("✔ ann@example.com is active");
    expect(shown).not.toContain("APIs: Write");
    driver.press("up", "space");
    expect(screen(driver)).not.toContain("12 Products");
  });

  it("that fails shows what to mend, not all that is unknown because of it", () => {
    const driver = editForm();
    driver.press("ctrl-t");
    const failed = { id: "port", outcome: "fail", seen: "refused", advice: "Is it running?" } as const;
    const after = { id: "tls", outcome: "unknown", seen: "because port failed", advice: null } as const;
    tried(driver, { step: "done", test: { ok: false, steps: [failed, after] } });
    expect(screen(driver)).toContain("✖ refused\n     Is it running?");
    expect(screen(driver)).not.toContain("because port failed");
  });

  it("is given up with the form, and an answer that comes late is for nobody", () => {
    const driver = editForm();
    driver.press("ctrl-t", "esc");
    const { run } = effectOf(driver, "test-provider");
    expect(effectOf(driver, "abandon").run).toBe(run);
    tried(driver, { step: "done", test: { ok: true, steps: [FOUND] } });
    expect(driver.view.overlay).toBeNull();
  });

  it("is for Providers alone", () => {
    const driver = drive(dataOf(EU));
    driver.press("E", "ctrl-t");
    expect(driver.view.toast?.text).toContain("only a Provider is connected to");
  });
});

describe("a change of the config", () => {
  it("shows the lines, with Cancel in focus, and comes back to the form from there", () => {
    const driver = editForm();
    driver.type("x");
    driver.press("ctrl-s");
    proposeProvider(driver);
    expect(phaseOf(driver, "asking").choice).toBe("cancel");
    driver.press("enter");
    expect(providerFormOf(driver).content.texts.name.text).toBe("EUx");
  });

  it("can be insisted on when somebody else has changed the same field meanwhile", () => {
    const driver = editForm();
    driver.type("x");
    driver.press("ctrl-s");
    const { run } = effectOf(driver, "propose");
    const error = { code: "CONFIG_CHANGED", message: "name was changed meanwhile", hint: null } as const;
    answer(driver, { type: "write-failed", run, error, done: [] });
    driver.press("right", "enter");
    expect(effectOf(driver, "propose").wanted).toMatchObject([{ set: { name: "EUx" }, seen: null }]);
    proposeProvider(driver);
    expect(phaseOf(driver, "asking").choice).toBe("cancel");
    driver.press("enter");
    expect(providerFormOf(driver).content.texts.name.text).toBe("EUx");
  });

  it("leaves the lists of a renamed Provider as they were, under its new name", () => {
    const driver = drive(dataOf(EU));
    driver.press("1", "j", "2", "j", "/");
    driver.type("a");
    driver.press("enter", "space", "1", "E");
    const list = driver.view.lists[listKey("EU", "products")];
    read(driver, EU_DRAFT);
    driver.type("rope");
    driver.press("ctrl-s");
    proposeProvider(driver);
    driver.press("right", "enter");
    const { run } = effectOf(driver, "carry-out");
    const done = { provider: "EUrope", file: "/etc/portico.yaml", summary: "Renamed", warnings: [] };
    answer(driver, { type: "written", run, done: [done] });
    const renamed = { ...EU, provider: "EUrope" };
    driver.become(dataOf(renamed));
    const after = driver.view.lists[listKey("EUrope", "products")];
    expect([after?.filter, after?.marks.size]).toEqual([list?.filter, list?.marks.size]);
    expect(after?.cursor?.id).toBe(list?.cursor?.id.replace("EU", "EUrope"));
    expect(driver.view.providers.cursor?.id).toBe("EUrope");
    expect(driver.view.lists[listKey("EU", "products")]).toBeUndefined();
  });

  it("puts the cursor on a Provider that was added", () => {
    const driver = drive(consoleStub({ providers: [] }).state());
    driver.press("a");
    read(driver, {
      ...NEW_DRAFT,
      adapters: [{ adapter: "file", title: "File", requires: [], help: {} }],
      defaultAdapter: "file",
    });
    driver.type("New");
    driver.press("ctrl-s");
    proposeProvider(driver);
    driver.press("right", "enter");
    const { run } = effectOf(driver, "carry-out");
    const done = {
      provider: "New",
      file: "/etc/portico.yaml",
      summary: 'Added Provider "New"',
      warnings: [],
    };
    answer(driver, { type: "written", run, done: [done] });
    driver.become(consoleStub({ providers: [providerView("Old"), providerView("New")] }).state());
    expect([driver.view.focus, driver.view.providers.cursor?.id]).toEqual(["providers", "New"]);
  });

  it("wants the name of a production Provider before it is removed", () => {
    const driver = onProviders();
    driver.press("ctrl-d");
    expect(effectOf(driver, "propose").wanted).toEqual([{ op: "remove-provider", provider: "EU" }]);
    proposeProvider(driver, { production: true });
    driver.press("right", "enter");
    expect(driver.view.toast?.text).toContain("type EU first");
    driver.type("EU");
    driver.press("enter");
    expect(effectOf(driver, "carry-out").proposals).toHaveLength(1);
  });

  it("is not begun while the config has errors, or where no Provider is under the cursor", () => {
    const sample = sampleData();
    const driver = drive({ ...sample, config: { ...sample.config, state: "broken" } });
    driver.press("1", "a");
    expect(driver.view.toast?.text).toContain("the config has errors; e mends them");
    const onAll = drive(sampleData());
    onAll.press("1", "E");
    expect(onAll.view.toast?.text).toContain("choose a Provider first");
  });
});
