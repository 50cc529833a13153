import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import type { ConsoleState } from "../../src/console.ts";
import { reduce } from "../../src/view/console-state.ts";
import { detailTexts, shownDetailOf } from "../../src/view/detail.ts";
import { tabListing } from "../../src/view/listing.ts";
import { memoryOf } from "../../src/view/memory.ts";
import { UNICODE_GLYPHS } from "../../src/view/glyphs.ts";
import { hintsFor } from "../../src/view/hints.ts";
import { whyDisabled } from "../../src/view/availability.ts";
import { lineText } from "../../src/view/line.ts";
import { secretDialog, secretLines } from "../../src/view/secret-dialog.ts";
import { failedChoices, forcedRequests } from "../../src/view/write-dialog.ts";
import type { CredentialsTold } from "../../src/view/credential-watching.ts";
import {
  BOOK,
  credential,
  credentialFormTexts,
  credentialRequested,
  done,
  issued,
  proposeCredentials,
  SECRET,
  shopData,
} from "./credential-samples.ts";
import { drive, type Driver } from "./sample-console.ts";
import { answer, dialogOf, effectOf } from "./write-samples.ts";

function onTab(data: ConsoleState = shopData()): Driver {
  const driver = drive(data);
  driver.press("5");
  return driver;
}

function tell(driver: Driver, told: CredentialsTold): void {
  driver.view = reduce(driver.view, { type: "told", told, at: driver.now }, driver.data).view;
}

const names = (driver: Driver): readonly string[] => tabListing(driver).rows.map((row) => row.name);

describe("the list of credentials", () => {
  it("hides what is revoked until H, and leaves the problems alone with !", () => {
    const driver = onTab();
    expect(names(driver)).toEqual(["app-1", "app-2", "batch", "lost", "stranger"]);
    driver.press("H");
    expect(names(driver)).toEqual(["app-1", "app-2", "batch", "lost", "stranger", "gone"]);
    driver.press("H", "!");
    expect(names(driver)).toEqual(["app-2", "lost"]);
  });

  it("is filtered by owner, label, Product and state", () => {
    const driver = onTab();
    driver.press("/");
    driver.type("team=pay state:expiring");
    expect(names(driver)).toEqual(["app-2"]);
  });

  it("tells the standing of each in a word", () => {
    const { rows, columns, context } = tabListing(onTab());
    const state = columns.find(({ id }) => id === "state");
    expect(rows.map((row) => state?.cell(row, context).text)).toEqual([
      "active",
      "⚠ expiring",
      "retiring",
      "✖ missing",
      "foreign",
    ]);
  });
});

it("tells in the last line first what is done with credentials", () => {
  const driver = onTab();
  const hints = hintsFor({ ...driver, glyphs: UNICODE_GLYPHS }).map(({ key, text }) => `${key} ${text}`);
  expect(hints.slice(0, 6)).toEqual(["? more", "s sync", "c issue", "R rotate", "ctrl-d revoke", "M move"]);
  expect(hints).toContain("C certificates");
  expect(hints).not.toContain("a add");
});

it("tells of one that retires when its grace ends, to the minute", () => {
  const { rows, columns, context } = tabListing(onTab());
  const expires = columns.find(({ id }) => id === "expires");
  const batch = rows.find(({ name }) => name === "batch");
  expect(batch === undefined ? null : expires?.cell(batch, context)).toEqual({
    text: "2026-08-22 12:00",
    brief: "08-22 12:00",
  });
});

it("tells of a due one that only its key ends why, as long as it is due", () => {
  const detailWith = (status: "revoking" | "revoked"): string => {
    const stuck = credential("app-1", { status, endRefused: "It keeps hashes." });
    const books = new Map([["EU", { ...BOOK, credentials: [stuck] }]]);
    const driver = onTab({ ...shopData(), books });
    driver.press("H");
    driver.tick(200);
    return detailTexts(shownDetailOf(driver, 90)).join("\n");
  };
  expect(detailWith("revoking")).toContain("Only its key ends it there: It keeps hashes. Revoke it to give");
  expect(detailWith("revoked")).toContain("revoked");
  expect(detailWith("revoked")).not.toContain("Only its key");
});

describe("asking the Provider", () => {
  it("lists a book that is older than the interval once, when the tab is shown", () => {
    const data = shopData();
    const driver = drive(data);
    driver.now += 3_600_000;
    expect(driver.effects).toEqual([]);
    driver.press("5", "j", "k");
    expect(driver.effects.filter(({ type }) => type === "list-credentials")).toEqual([
      { type: "list-credentials", provider: "EU" },
    ]);
  });

  it("leaves a young book alone until s", () => {
    const driver = onTab();
    expect(driver.effects.some(({ type }) => type === "list-credentials")).toBe(false);
    driver.press("s");
    expect(driver.effects.some(({ type }) => type === "list-credentials")).toBe(true);
  });

  it("asks for the use of the rows on the screen once they have rested", () => {
    const driver = onTab();
    expect(driver.effects.some(({ type }) => type === "read-usage")).toBe(false);
    driver.tick(119);
    expect(driver.effects.some(({ type }) => type === "read-usage")).toBe(false);
    driver.tick(1);
    expect(effectOf(driver, "read-usage").ids).toEqual(["app-1", "app-2", "batch", "lost", "stranger"]);
    const asked = driver.effects.length;
    driver.tick(1000);
    expect(driver.effects).toHaveLength(asked);
  });

  it("has a column of use only where something is known", () => {
    const driver = onTab();
    const hasUsage = (): boolean => tabListing(driver).columns.some(({ id }) => id === "usage");
    expect(hasUsage()).toBe(false);
    const days = [{ day: "2026-08-21", hits: 1234, errors: 2 }];
    tell(driver, { what: "usage", provider: "EU", usage: new Map([["app-1", { days, lastAt: null }]]) });
    expect(hasUsage()).toBe(true);
  });
});

describe("issuing", () => {
  it("is filled in from the Product under the cursor, and asks for what is missing", () => {
    const driver = drive(shopData());
    driver.press("/");
    driver.type("Payments");
    driver.press("enter", "c", "ctrl-s");
    expect(credentialFormTexts(driver)).toContain("✖ choose one: space");
    driver.press("space", "tab");
    driver.type("ops@example.com");
    driver.press("tab");
    driver.type("app-9");
    driver.press("ctrl-s");
    expect(credentialRequested(driver)).toEqual({
      op: "issue",
      provider: "EU",
      products: ["p1"],
      plan: "l1",
      kind: null,
      owner: "ops@example.com",
      alias: "app-9",
      labels: {},
      chosen: {},
      force: false,
    });
  });

  it("offers published Products alone, and with one those of its auth method", () => {
    const driver = onTab();
    driver.press("c");
    expect(credentialFormTexts(driver)).toMatch(/Payments.*\n.*Orders.*\n.*Open data.*\n.*Reports/u);
    expect(credentialFormTexts(driver)).not.toContain("Drafts");
    driver.press("space");
    expect(credentialFormTexts(driver)).not.toContain("Open data");
    expect(credentialFormTexts(driver)).not.toContain("Reports");
  });

  it("says what to do instead for a keyless Product", () => {
    const driver = onTab();
    driver.press("c", "down", "down", "space");
    expect(credentialFormTexts(driver)).toMatch(/a keyless API takes requests without any\s+credential/u);
    expect(credentialFormTexts(driver)).toContain("Tell consumers so in the description");
  });

  it("says why a kind is not issued there", () => {
    const driver = onTab(shopData({ issueBasicAuth: "The gateway keeps no users." }));
    driver.press("c", "down", "down", "down", "space", "tab");
    expect(credentialFormTexts(driver)).toContain("basic: The gateway keeps no users.");
  });

  it("tells when a credential of the Plan would end", () => {
    const driver = drive(shopData());
    driver.press("3", "c");
    expect(credentialFormTexts(driver)).toContain("expires 2026-09-20");
  });

  it("is dimmed with the reason where the Provider issues nothing", () => {
    const reason = "The user has no permission.";
    const data = shopData({ issueApiKeys: reason });
    const [eu] = data.providers;
    if (eu === undefined) throw new Error("no Provider");
    const without = { available: false, reason } as const;
    const abilities = Object.fromEntries(
      [
        "issueApiKeys",
        "issueBasicAuth",
        "issueHmacKeys",
        "issueCertificateKeys",
        "issueOAuthClients",
        "explainTokens",
      ].map((one) => [one, without]),
    );
    const driver = onTab({ ...data, providers: [{ ...eu, abilities }] });
    expect(whyDisabled("credential.issue", driver)).toBe(`EU: ${reason}`);
  });
});

describe("the secret", () => {
  function shown(): Driver {
    const driver = onTab();
    driver.press("c", "space", "tab", "tab", "space", "ctrl-s");
    proposeCredentials(driver);
    issued(driver);
    return driver;
  }

  const texts = ({ view }: Driver): string => {
    if (view.overlay?.kind !== "secret") throw new Error(`no secret, but ${view.overlay?.kind ?? "panes"}`);
    const look = { glyphs: UNICODE_GLYPHS, width: 80, keymap: view.keymap };
    return secretLines(view.overlay.dialog, look).map(lineText).join("\n");
  };

  it("is masked until v, and copied by y", () => {
    const driver = shown();
    expect(texts(driver)).not.toContain(SECRET.value);
    expect(texts(driver)).toContain("It is shown this once");
    driver.press("v");
    expect(texts(driver)).toContain(SECRET.value);
    driver.press("v", "y");
    expect(texts(driver)).not.toContain(SECRET.value);
    expect(effectOf(driver, "copy")).toMatchObject({ text: SECRET.value, what: "the secret" });
    driver.press("esc");
    expect(driver.view.overlay).toBeNull();
  });

  it("has what goes with it copied by Y, which does not count as taken", () => {
    const driver = onTab();
    driver.press("c", "space", "tab", "tab", "space", "ctrl-s");
    proposeCredentials(driver);
    issued(driver, { ...SECRET, identifier: "client-7f3a" });
    driver.press("Y");
    expect(effectOf(driver, "copy")).toMatchObject({ text: "client-7f3a", what: "what goes with it" });
    driver.press("esc");
    expect(texts(driver)).toContain("▸ Keep it open");
  });

  it("says what can be done with it on the smallest screen, too", () => {
    const driver = onTab();
    const dialog = secretDialog(() => SECRET, { title: "", warnings: ["one", "two"], now: 0 });
    const look = { glyphs: UNICODE_GLYPHS, width: 38, keymap: driver.view.keymap };
    const lines = secretLines({ ...dialog, asking: { choice: "keep", openedAt: 0 } }, look, 5).map(lineText);
    expect(lines).toHaveLength(5);
    expect(lines[0]).toContain("secret");
    expect(lines.at(-1)).toContain("▸ Keep it open");
  });

  it("asks once before it is closed unseen", () => {
    const driver = shown();
    driver.press("esc");
    expect(texts(driver)).toContain("▸ Keep it open");
    driver.press("enter");
    expect(driver.view.overlay?.kind).toBe("secret");
    driver.press("esc", "right", "enter");
    expect(driver.view.overlay).toBeNull();
  });

  it("stands in no value that can be printed, compared or stored, and in none once closed", () => {
    const driver = shown();
    const everything = (): string =>
      [
        JSON.stringify(driver.view),
        inspect(driver.view, { depth: 20 }),
        JSON.stringify(memoryOf(driver.view)),
      ].join();
    expect(everything()).not.toContain(SECRET.value);
    driver.press("v");
    expect(everything()).not.toContain(SECRET.value);
    expect(driver.view.toast?.text ?? "").not.toContain(SECRET.value);
  });

  it("cannot be left behind while its credential is being made", () => {
    const driver = onTab();
    driver.press("c", "space", "tab", "tab", "space", "ctrl-s");
    proposeCredentials(driver);
    driver.press("right", "enter", "esc");
    expect(dialogOf(driver).phase.step).toBe("working");
    expect(driver.view.toast?.text).toContain("wait for it");
  });

  it("leaves the cursor on the new credential", () => {
    const driver = shown();
    driver.press("v", "esc");
    expect([driver.view.tab, tabListing(driver).state.cursor?.id]).toEqual(["credentials", "EU\u0000app-1"]);
  });
});

describe("what is done with a credential", () => {
  it("is rotated with a grace as typed, or with none", () => {
    const driver = onTab();
    driver.press("R", "ctrl-s");
    expect(credentialRequested(driver)).toMatchObject({ op: "rotate", id: "app-1", graceMs: 86_400_000 });
    driver.press("esc");
    driver.type("none");
    driver.press("ctrl-s");
    expect(credentialRequested(driver)).toMatchObject({ op: "rotate", graceMs: null });
  });

  it("is rotated with the certificate that it is bound to, unless another one is chosen", () => {
    const bound = credential("app-1", { kind: "mtls", kept: { certificateId: "cert-7" } });
    const books = new Map([["EU", { ...BOOK, credentials: [bound] }]]);
    const driver = onTab({ ...shopData(), books });
    driver.press("R");
    expect(credentialFormTexts(driver)).toContain("as before: cert-7");
  });

  it("is moved to another Plan than its own", () => {
    const driver = onTab();
    driver.press("M");
    expect(credentialFormTexts(driver)).not.toContain("Gold");
    driver.press("enter", "enter");
    expect(credentialRequested(driver)).toEqual({ op: "move", provider: "EU", id: "app-1", plan: "l2" });
  });

  it("is not rotated once it retires", () => {
    const driver = onTab();
    driver.press("j", "j", "R");
    expect(driver.view.toast?.text).toContain("it is retiring");
  });

  it("is revoked with all that are marked", () => {
    const driver = onTab();
    driver.press("space", "j", "space", "ctrl-d");
    const { wanted } = effectOf(driver, "propose");
    expect(wanted).toMatchObject([
      { op: "revoke", id: "app-1", force: false },
      { op: "revoke", id: "app-2", force: false },
    ]);
  });

  it("is revoked with its key where nothing else finds it, the key masked", () => {
    const driver = onTab(shopData({ revokeCredentials: "enable_delete_key_by_hash is off." }));
    driver.press("ctrl-d");
    expect(credentialFormTexts(driver)).toContain("enable_delete_key_by_hash is off.");
    driver.paste("the-key-itself\n");
    expect(credentialFormTexts(driver)).not.toContain("the-key");
    driver.press("ctrl-s");
    expect(credentialRequested(driver)).toMatchObject({
      op: "revoke",
      id: "app-1",
      secret: "the-key-itself",
    });
  });

  it("asks for the key once the Provider has said that it needs it", () => {
    const driver = onTab();
    driver.press("ctrl-d");
    const { run } = effectOf(driver, "propose");
    const error = { code: "KEY_NEEDED", message: "EU finds it by its key alone", hint: null } as const;
    answer(driver, { type: "write-failed", run, error, done: [] });
    expect(credentialFormTexts(driver)).toContain("EU finds it by its key alone");
  });

  it("is to be taken alone where several are chosen and one needs its key", () => {
    const driver = onTab();
    driver.press("space", "j", "space", "ctrl-d");
    const { run } = effectOf(driver, "propose");
    const hint = "Give the key on standard input: portico credentials revoke app-1 --key-stdin";
    const error = { code: "KEY_NEEDED", message: "EU finds it by its key alone", hint } as const;
    answer(driver, { type: "write-failed", run, error, done: [] });
    expect(dialogOf(driver).phase).toMatchObject({
      error: { hint: expect.stringContaining("Take it alone") },
    });
  });

  it("can be marked here where the Provider cannot be reached", () => {
    const driver = onTab();
    driver.press("ctrl-d");
    const { run } = effectOf(driver, "propose");
    const error = { code: "CONNECTION_REFUSED", message: "connection refused", hint: null } as const;
    answer(driver, { type: "write-failed", run, error, done: [] });
    driver.press("right", "right", "enter");
    expect(credentialRequested(driver)).toMatchObject({ op: "revoke", id: "app-1", force: true });
  });

  it("is not marked with its key in hand, which is kept nowhere", () => {
    const driver = onTab(shopData({ revokeCredentials: "enable_delete_key_by_hash is off." }));
    driver.press("ctrl-d");
    driver.paste("another-key\n");
    driver.press("ctrl-s");
    const { run } = effectOf(driver, "propose");
    const error = { code: "CANNOT_WRITE", message: "The key is another one's.", hint: null } as const;
    answer(driver, { type: "write-failed", run, error, done: [] });
    expect(forcedRequests(dialogOf(driver))).toBeNull();
    expect(failedChoices(dialogOf(driver))).toEqual(["close"]);
  });

  it("is looked at again, not marked, where somebody else was faster", () => {
    const driver = onTab();
    driver.press("ctrl-d");
    proposeCredentials(driver, { draft: null, target: credential("app-1") });
    driver.press("right", "enter");
    const { run } = effectOf(driver, "carry-out");
    const error = { code: "WRITE_CONFLICT", message: "It was changed", hint: null } as const;
    answer(driver, { type: "write-failed", run, error, done: [] });
    expect(failedChoices(dialogOf(driver))).toEqual(["close", "again", "copy"]);
  });

  it("gives the cursor to what comes after it, once it is revoked", () => {
    const driver = onTab();
    driver.press("ctrl-d");
    proposeCredentials(driver, { draft: null, target: credential("app-1") });
    driver.press("right", "enter");
    const { run } = effectOf(driver, "carry-out");
    answer(driver, { type: "written", run, done: [done({ summary: "Revoked" })] });
    const credentials = BOOK.credentials.map((one) =>
      one.id === "app-1" ? { ...one, status: "revoked" as const } : one,
    );
    driver.become({ ...driver.data, books: new Map([["EU", { ...BOOK, credentials }]]) });
    expect(tabListing(driver).state.cursor?.id).toBe("EU\u0000app-2");
  });
});

describe("certificates", () => {
  const CERTIFICATE = {
    id: "cert-1",
    subject: "CN=app",
    issuer: "CN=ca",
    notBefore: null,
    notAfter: "2026-08-24T12:00:00.000Z",
    hasPrivateKey: false,
    dnsNames: [],
  };

  it("are listed, uploaded and deleted over the panes", () => {
    const driver = onTab();
    driver.press("C");
    expect(effectOf(driver, "read-certificates").provider).toBe("EU");
    tell(driver, {
      what: "certificates",
      known: { provider: "EU", certificates: [CERTIFICATE], reason: null },
    });
    driver.press("ctrl-d");
    expect(credentialRequested(driver)).toEqual({
      op: "removeCertificate",
      provider: "EU",
      certificateId: "cert-1",
    });
    driver.press("esc");
    expect(driver.view.overlay?.kind).toBe("certificates");
    driver.press("a");
    driver.type("~/app.pem");
    driver.press("ctrl-s");
    expect(credentialRequested(driver)).toEqual({ op: "addCertificate", provider: "EU", pem: "~/app.pem" });
  });

  it("are not offered where the Provider keeps none", () => {
    const driver = onTab(shopData({ manageCertificates: "The licence does not hold it." }));
    driver.press("C");
    expect(driver.view.toast?.text).toContain("The licence does not hold it.");
  });
});

describe("the tokens of a client", () => {
  const client = credential("app-1", { kind: "oauth2" });
  const data = (): ConsoleState => ({
    ...shopData(),
    books: new Map([["EU", { ...BOOK, credentials: [client, credential("app-2")] }]]),
  });
  const asked = ({ effects }: Driver) => effects.filter(({ type }) => type === "read-tokens");

  it("are asked for once its detail is shown, and told with their ends", () => {
    const driver = onTab(data());
    driver.press("j", "k");
    driver.tick(200);
    expect(asked(driver)).toEqual([{ type: "read-tokens", provider: "EU", id: "app-1" }]);
    driver.tick(1000);
    expect(asked(driver)).toHaveLength(1);
    const token = (tail: string, expiresAt: string | null) => ({ handle: tail, tail, expiresAt });
    const tokens = [token("…a1b2", "2026-08-21T18:00:00.000Z"), token("…c3d4", "2026-08-20T12:00:00.000Z")];
    tell(driver, { what: "tokens", provider: "EU", id: "app-1", known: { tokens, reason: null } });
    const text = detailTexts(shownDetailOf(driver, 90)).join("\n");
    expect(text).toContain("tokens 1 live, 1 expired   …a1b2 until 2026-08-21 18:00");
    driver.press("s");
    driver.tick(200);
    expect(asked(driver)).toHaveLength(2);
  });

  const unread = (from: ConsoleState, reason: string | null): string => {
    const driver = onTab(from);
    driver.press("j", "k");
    driver.tick(200);
    tell(driver, { what: "tokens", provider: "EU", id: "app-1", known: { tokens: null, reason } });
    return detailTexts(shownDetailOf(driver, 90)).join("\n");
  };

  it("are told not to be known, with the reason, where they cannot be read", () => {
    expect(unread(data(), "The Dashboard answered 500.")).toContain(
      "tokens not known: The Dashboard answered 500.",
    );
    expect(unread(data(), `It ${"really ".repeat(20)}cannot.`)).toMatch(/^tokens not known: It .*…$/mu);
    expect(unread(data(), null)).not.toContain("tokens");
    const { providers } = shopData({ readTokens: "It lists no tokens." });
    expect(unread({ ...data(), providers }, null)).toContain("tokens not known: It lists no tokens.");
  });

  it("are not asked for of a key", () => {
    const driver = onTab(data());
    driver.press("j");
    driver.tick(200);
    expect(asked(driver)).toEqual([]);
  });
});
