import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import type { ConsoleState } from "../../src/console.ts";
import { memoryOf } from "../../src/view/memory.ts";
import { asksForName } from "../../src/view/write-dialog.ts";
import {
  BOOK,
  credential,
  credentialFormTexts,
  credentialRequested,
  proposeCredentials,
  shopData,
  tokenShopData,
} from "./credential-samples.ts";
import { drive, type Driver } from "./sample-console.ts";
import { dialogOf } from "./write-samples.ts";

function onTab(data: ConsoleState = shopData()): Driver {
  const driver = drive(data);
  driver.press("5");
  return driver;
}

/** The data with one credential that stands for the others. */
function dataOf(part: Parameters<typeof credential>[1], without: Readonly<Record<string, string>> = {}) {
  const book = { ...BOOK, credentials: [credential("app-1", part)] };
  return { ...shopData(without), books: new Map([["EU", book]]) };
}

const PASSWORD = "correct horse battery";

/** The form of a new user of Reports, on its name. */
function ofUser(): Driver {
  const driver = onTab();
  driver.press("c", "down", "down", "down", "space", "tab", "tab", "space", "tab", "tab", "tab", "tab");
  return driver;
}

describe("a user and password", () => {
  it("are chosen in the form, the password masked", () => {
    const driver = ofUser();
    driver.type("reporter");
    driver.press("tab");
    driver.type(PASSWORD);
    expect(credentialFormTexts(driver)).toContain(`▸ Password      ${"•".repeat(PASSWORD.length)}`);
    driver.press("tab");
    expect(credentialFormTexts(driver)).not.toContain("horse");
    driver.press("ctrl-s");
    expect(credentialRequested(driver)).toMatchObject({
      op: "issue",
      chosen: { username: "reporter", password: PASSWORD },
    });
  });

  it("are made up where nothing is written", () => {
    const driver = ofUser();
    expect(credentialFormTexts(driver)).toMatch(/User name +.*made up.*\n.*Password +made up/u);
    driver.press("ctrl-s");
    expect(credentialRequested(driver)).toMatchObject({ op: "issue", chosen: {} });
  });

  it("take a pasted password without the line end behind it", () => {
    const driver = ofUser();
    driver.press("tab");
    driver.paste(`${PASSWORD}\n`);
    driver.press("ctrl-s");
    expect(credentialRequested(driver)).toMatchObject({ chosen: { password: PASSWORD } });
  });

  it("are chosen anew for the one that takes their place", () => {
    const driver = onTab(dataOf({ kind: "basic" }));
    driver.press("R", "tab");
    driver.type("reporter-2");
    driver.press("tab");
    driver.type(PASSWORD);
    driver.press("ctrl-s");
    expect(credentialRequested(driver)).toMatchObject({
      op: "rotate",
      chosen: { username: "reporter-2", password: PASSWORD },
    });
  });

  it("leave no password in what is remembered", () => {
    const driver = ofUser();
    driver.press("tab");
    driver.type(PASSWORD);
    expect(inspect(memoryOf(driver.view), { depth: 20 })).not.toContain("horse");
    driver.press("esc", "right", "enter");
    expect(driver.view.overlay).toBeNull();
    expect(inspect(driver.view, { depth: 20 })).not.toContain("horse");
  });
});

describe("what consumers do not see", () => {
  function ofDrafts(): Driver {
    const driver = drive(shopData());
    driver.press("/");
    driver.type("Drafts");
    driver.press("enter", "c", "space", "ctrl-s");
    return driver;
  }

  it("is refused in words of the console", () => {
    const text = credentialFormTexts(ofDrafts());
    expect(text).toContain('Product "Drafts" is not published');
    expect(text.replaceAll(/\s+/gu, " ")).toContain('Publish it in its list, or say yes at "All the same".');
    expect(text).not.toContain("--");
  });

  it("is issued for where that is said", () => {
    const driver = ofDrafts();
    driver.press("tab", "tab", "tab");
    expect(credentialFormTexts(driver)).toContain("▸ All the same  ▸ no");
    driver.press("right", "ctrl-s");
    expect(credentialRequested(driver)).toMatchObject({ op: "issue", products: ["p5"], force: true });
  });

  it("has no such field while everything chosen is published", () => {
    const driver = onTab();
    driver.press("c", "space");
    expect(credentialFormTexts(driver)).not.toContain("All the same");
  });
});

describe("one that only its key finds", () => {
  const data = () => dataOf({}, { revokeCredentials: "enable_delete_key_by_hash is off." });

  it("is rotated without grace unless something else is written, which is refused with the reason", () => {
    const driver = onTab(data());
    driver.press("R");
    expect(credentialFormTexts(driver)).toContain("▸ Old one lasts none");
    driver.type("24h");
    driver.press("ctrl-s");
    expect(credentialFormTexts(driver)).toContain("✖ paste the key itself");
    driver.paste("the-old-key\n");
    driver.press("ctrl-s");
    const text = credentialFormTexts(driver).replaceAll(/\s+/gu, " ");
    expect(text).toContain("could not be revoked at the end of its time: enable_delete_key_by_hash is off.");
    driver.press("ctrl-u");
    driver.type("none");
    driver.press("ctrl-s");
    expect(credentialRequested(driver)).toMatchObject({ op: "rotate", graceMs: null, secret: "the-old-key" });
  });
});

it("sends one whose secret was lost to its rotation, without a command line", () => {
  const driver = onTab(dataOf({ isSecretLost: true }));
  driver.press("c", "space", "tab", "tab", "space", "tab", "tab");
  driver.type("app-1");
  driver.press("ctrl-s");
  const text = credentialFormTexts(driver).replaceAll(/\s+/gu, " ");
  expect(text).toContain("its secret was lost with the answer. Rotate that one");
  expect(text).not.toContain("portico credentials");
});

describe("what is not issued", () => {
  it("asks for no Plan or owner, but for other Products", () => {
    const driver = onTab(tokenShopData());
    driver.press("c");
    driver.type("open");
    driver.press("space", "ctrl-s");
    const text = credentialFormTexts(driver);
    expect(text).toContain("✖ choose other Products");
    expect(text).not.toMatch(/Plan|Owner/u);
  });

  it("is explained for a token by its Product and Plan alone, and asks for no name in production", () => {
    const driver = onTab(tokenShopData());
    driver.press("c");
    driver.type("cards");
    driver.press("space", "tab", "tab", "space");
    expect(credentialFormTexts(driver)).toContain("Explain…");
    expect(credentialFormTexts(driver)).not.toContain("Owner");
    driver.press("ctrl-s");
    proposeCredentials(driver, { draft: null, production: true, affects: ["The claim pol names p6."] });
    expect([dialogOf(driver).title, asksForName(dialogOf(driver))]).toEqual([
      "What a token needs at EU",
      false,
    ]);
    driver.press("enter");
    expect(driver.view.overlay?.kind).toBe("form");
  });
});
