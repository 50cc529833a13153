import { describe, expect, it } from "vitest";
import type { ConsoleState } from "../../src/console.ts";
import { dueAt, reduce } from "../../src/view/console-state.ts";
import { markedRows, providerListing, rowUnderCursor, scopeOf, tabListing } from "../../src/view/listing.ts";
import { DETAIL_REST } from "../../src/view/settle.ts";
import { textMatches } from "../../src/view/text-pane.ts";
import { product } from "../helpers/catalog-items.ts";
import { catalog, consoleStub, providerView } from "../helpers/console-stub.ts";
import {
  dataOf,
  downView,
  drive,
  EU,
  event,
  sampleData,
  STAGING,
  upView,
  type Driver,
} from "./sample-console.ts";

function names({ view, data, now }: Driver): readonly string[] {
  return tabListing({ view, data, now }).rows.map((row) => row.name);
}

function selected({ view, data, now }: Driver): string | null {
  return rowUnderCursor(tabListing({ view, data, now }))?.name ?? null;
}

function isGhost({ view, data, now }: Driver): boolean {
  const { ghost, index } = tabListing({ view, data, now });
  return ghost >= 0 && ghost === index;
}

function marked({ view, data, now }: Driver): readonly string[] {
  const { state, rows } = tabListing({ view, data, now });
  return rows.filter((row) => state.marks.has(row.id)).map((row) => row.name);
}

/** A list of one Provider with these Products, by id and name. */
function products(...items: readonly (readonly [string, string])[]): ConsoleState {
  return dataOf(catalog("EU", { products: items.map(([id, name]) => product(id, name)) }));
}

const ABC = products(["a", "Alpha"], ["b", "Beta"], ["c", "Gamma"]);

describe("the first moment", () => {
  it("lists the Products of every Provider, sorted by name, hidden ones left out", () => {
    const driver = drive(sampleData());
    expect(names(driver)).toEqual(["Customer accounts", "Order desk", "Payments", "Payments", "Zebra"]);
    expect(selected(driver)).toBe("Customer accounts");
    expect(driver.view.detail?.row.name).toBe("Customer accounts");
  });

  it("has a cursor nowhere while there is nothing", () => {
    const driver = drive(dataOf(catalog("EU")));
    expect(selected(driver)).toBeNull();
    driver.press("j", "G", "enter", "y", "w", "space", "v");
    expect(selected(driver)).toBeNull();
  });
});

describe("rule 1: the cursor follows the object", () => {
  it("stays on its object when rows come, go and are sorted around it", () => {
    const driver = drive(ABC);
    driver.press("j");
    expect(selected(driver)).toBe("Beta");
    driver.become(products(["z", "Aaa"], ["y", "Abc"], ["b", "Beta"], ["c", "Gamma"]));
    expect(selected(driver)).toBe("Beta");
    driver.become(products(["b", "Zulu"], ["c", "Gamma"]));
    expect(names(driver)).toEqual(["Gamma", "Zulu"]);
    expect(selected(driver)).toBe("Zulu");
    driver.press("O");
    expect(names(driver)).toEqual(["Zulu", "Gamma"]);
    expect(selected(driver)).toBe("Zulu");
  });

  it("keeps its line on the screen when rows come above", () => {
    const many = Array.from({ length: 60 }, (_, at) => [`n${at}`, `Name ${at}`] as const);
    const driver = drive(products(...many));
    driver.press(...Array.from({ length: 30 }, () => "j"));
    const before = tabListing(driver).state.cursor?.offset;
    driver.become(products(["x1", "Aaa"], ["x2", "Abb"], ...many));
    expect(selected(driver)).toBe("Name 30");
    expect(tabListing(driver).state.cursor?.offset).toBe(before);
  });

  it("leaves a ghost of an object that has vanished, until the cursor leaves", () => {
    const driver = drive(ABC);
    driver.press("j");
    driver.become(products(["a", "Alpha"], ["c", "Gamma"]));
    expect(selected(driver)).toBe("Beta");
    expect(isGhost(driver)).toBe(true);
    expect(tabListing(driver).count).toBe(3);
    driver.press("j");
    expect(selected(driver)).toBe("Gamma");
    expect(isGhost(driver)).toBe(false);
    driver.press("k");
    expect(selected(driver)).toBe("Alpha");
    expect(tabListing(driver).count).toBe(2);
  });

  it("finds an object again that comes back while its ghost is there", () => {
    const driver = drive(ABC);
    driver.press("j");
    driver.become(products(["a", "Alpha"]));
    driver.become(ABC);
    expect(selected(driver)).toBe("Beta");
    expect(isGhost(driver)).toBe(false);
  });

  it("refuses to mark a ghost, and says why", () => {
    const driver = drive(ABC);
    driver.press("j");
    driver.become(products(["a", "Alpha"]));
    driver.press("space");
    expect(marked(driver)).toEqual([]);
    expect(driver.view.toast?.text).toBe("Mark the row: it has vanished");
  });

  it("leaves a ghost where a sync hides the object under the cursor", () => {
    const driver = drive(dataOf(EU));
    driver.press("j", "j");
    expect(selected(driver)).toBe("Payments");
    const hidden = { ...EU, products: EU.products.map((item) => ({ ...item, state: "hidden" as const })) };
    driver.become(dataOf(hidden));
    expect(selected(driver)).toBe("Payments");
    expect(isGhost(driver)).toBe(true);
  });

  it("keeps a place for each Provider and each tab", () => {
    const driver = drive(sampleData());
    driver.press("j", "3", "j", "2");
    expect(selected(driver)).toBe("Order desk");
    driver.press("3");
    expect(selected(driver)).toBe("Gold");
    driver.press("1", "j", "enter", "2");
    expect(scopeOf(driver.view)).toBe("EU");
    expect(selected(driver)).toBe("Customer accounts");
  });

  it("keeps the cursor on a Provider that leaves the config, as a ghost", () => {
    const driver = drive(sampleData());
    driver.press("1", "j", "j");
    expect(scopeOf(driver.view)).toBe("Staging");
    driver.become(dataOf(EU));
    expect(scopeOf(driver.view)).toBe("Staging");
    expect(names(driver)).toEqual([]);
    driver.press("k");
    expect(scopeOf(driver.view)).toBe("EU");
  });
});

describe("moving", () => {
  it("stops at both ends, and moves by pages", () => {
    const many = Array.from({ length: 60 }, (_, at) => [`n${at}`, `Name ${at}`] as const);
    const driver = drive(products(...many));
    driver.press("k");
    expect(selected(driver)).toBe("Name 0");
    driver.press("G");
    expect(selected(driver)).toBe("Name 59");
    driver.press("j", "home", "ctrl-f");
    expect(selected(driver)).toBe("Name 12");
    driver.press("pgdn", "ctrl-b", "down", "up", "g");
    expect(selected(driver)).toBe("Name 0");
  });

  it("goes to panes and tabs by number, by Tab and by arrows", () => {
    const driver = drive(sampleData());
    driver.press("1");
    expect(driver.view.focus).toBe("providers");
    driver.press("6");
    expect([driver.view.focus, driver.view.tab]).toEqual(["list", "skipped"]);
    driver.press("l");
    expect(driver.view.tab).toBe("products");
    driver.press("left", "h");
    expect(driver.view.tab).toBe("credentials");
    driver.press("tab");
    expect(driver.view.focus).toBe("detail");
    driver.press("tab", "tab");
    expect(driver.view.focus).toBe("providers");
    driver.press("shift-tab");
    expect(driver.view.focus).toBe("activity");
    driver.press("5");
    expect([driver.view.focus, driver.view.tab]).toEqual(["list", "credentials"]);
  });
});

describe("Enter, Esc and q", () => {
  it("opens the detail in place of the list on a small screen, and comes back", () => {
    const driver = drive(sampleData(), { columns: 80, rows: 24 });
    driver.press("enter");
    expect([driver.view.focus, driver.view.detailOpen]).toEqual(["detail", true]);
    driver.press("esc");
    expect([driver.view.focus, driver.view.detailOpen]).toEqual(["list", false]);
  });

  it("opens what is wrong with a Provider where no detail stands beside it, then its list", () => {
    const driver = drive(sampleData(), { columns: 80, rows: 24 });
    const place = () => [driver.view.focus, driver.view.detail?.row.name];
    driver.press("1", "j", "j", "enter");
    expect(place()).toEqual(["detail", "Staging"]);
    driver.press("esc");
    expect(place()).toEqual(["providers", "Staging"]);
    driver.press("enter", "enter");
    expect([driver.view.focus, scopeOf(driver.view)]).toEqual(["list", "Staging"]);
    driver.press("1", "k", "enter");
    expect([driver.view.focus, scopeOf(driver.view)]).toEqual(["list", "EU"]);
  });

  it("goes to the list of a Provider at once where its detail is on the screen", () => {
    const driver = drive(sampleData());
    driver.press("1", "j", "j", "enter");
    expect([driver.view.focus, scopeOf(driver.view)]).toEqual(["list", "Staging"]);
  });

  it("has the detail of every Provider between the Providers and the list of a small screen", () => {
    const driver = drive(sampleData(), { columns: 80, rows: 24 });
    driver.press("1", "j");
    const places = ["tab", "tab", "tab", "tab", "shift-tab", "shift-tab"].map((key) => {
      driver.press(key);
      return driver.view.focus === "detail" ? driver.view.detail?.row.name : driver.view.focus;
    });
    expect(places).toEqual(["EU", "list", "providers", "EU", "providers", "list"]);
  });

  it("steps back from prompt to filter to marks to detail, and never quits", () => {
    const driver = drive(sampleData());
    driver.press("space", "/");
    driver.type("pay");
    driver.press("enter", "enter", "/");
    driver.type("zz");
    const steps = [() => driver.view.prompt, () => driver.view.texts.detail.search];
    driver.press("esc");
    expect(steps.map((step) => step())).toEqual([null, ""]);
    const state = () => tabListing(driver).state;
    expect([state().filter, state().marks.size, driver.view.focus]).toEqual(["pay", 1, "detail"]);
    driver.press("esc");
    expect([state().filter, state().marks.size, driver.view.focus]).toEqual(["", 1, "detail"]);
    driver.press("esc");
    expect([state().filter, state().marks.size, driver.view.focus]).toEqual(["", 0, "detail"]);
    driver.press("esc");
    expect(driver.view.focus).toBe("list");
    driver.press("esc", "esc", "esc");
    expect(driver.effects.filter(({ type }) => type === "quit")).toEqual([]);
  });

  it("closes a detail that hides the list before it clears the filter of that list", () => {
    const driver = drive(sampleData(), { columns: 80, rows: 24 });
    driver.press("/");
    driver.type("pay");
    driver.press("enter", "enter", "esc");
    expect([driver.view.focus, tabListing(driver).state.filter]).toEqual(["list", "pay"]);
  });

  it("goes back with q, and quits at the top", () => {
    const driver = drive(sampleData());
    driver.press("enter", "f", "Y", "q");
    expect([driver.view.overlay, driver.view.zoomed]).toEqual([null, true]);
    driver.press("q");
    expect([driver.view.zoomed, driver.view.focus]).toEqual([false, "detail"]);
    driver.press("q");
    expect([driver.view.focus, driver.effects]).toEqual(["list", []]);
    driver.press("q");
    expect(driver.effects.map(({ type }) => type)).toEqual(["save-memory", "quit"]);
  });

  it("cancels what runs with ctrl-c, and quits with the second one", () => {
    const progress = { phase: "reading", what: null, received: 1, total: 2 } as const;
    const driver = drive(sampleData({ providers: [providerView("EU", { progress })] }));
    driver.press("ctrl-c");
    expect(driver.effects).toEqual([{ type: "cancel" }]);
    driver.press("ctrl-c");
    expect(driver.effects.at(-1)).toEqual({ type: "quit" });
  });

  it("forgets the first ctrl-c after a while", () => {
    const driver = drive(sampleData());
    driver.press("ctrl-c");
    driver.tick(5000);
    driver.press("ctrl-c");
    expect(driver.effects).toEqual([]);
    expect(driver.view.toast?.text).toBe("ctrl-c again quits");
  });
});

describe("filtering", () => {
  it("narrows while it is being written, and returns to the object when it widens", () => {
    const driver = drive(sampleData());
    driver.press("j");
    driver.press("/");
    driver.type("pay");
    expect(names(driver)).toEqual(["Payments", "Payments"]);
    expect(selected(driver)).toBe("Payments");
    driver.press("backspace", "backspace", "backspace");
    expect(selected(driver)).toBe("Order desk");
    driver.type("zeb");
    driver.press("esc");
    expect([driver.view.prompt, names(driver).length, selected(driver)]).toEqual([null, 5, "Order desk"]);
  });

  it("keeps what it found when it is accepted, and shows no ghost for what it left out", () => {
    const driver = drive(sampleData());
    driver.press("/");
    driver.type("nothing like this");
    driver.press("enter");
    expect([names(driver), selected(driver), isGhost(driver)]).toEqual([[], null, false]);
    driver.press("esc");
    expect(names(driver)).toHaveLength(5);
    expect(selected(driver)).not.toBeNull();
  });

  it("takes letters that are keys elsewhere", () => {
    const driver = drive(sampleData());
    driver.press("/", "q", "S", "space", "?", "1");
    expect(driver.view.prompt?.input.text).toBe("qS ?1");
    expect(driver.effects).toEqual([]);
  });

  it("rule 6: gives a paste to the filter, whatever it contains", () => {
    const driver = drive(sampleData());
    driver.paste("dd\nq");
    expect(driver.view.prompt?.input.text).toBe("dd q");
    expect(driver.effects).toEqual([]);
    driver.press("esc", "?");
    driver.paste("sync");
    expect(driver.view.overlay).toMatchObject({ kind: "help", input: { text: "sync" } });
  });

  it("shows problems only, and everything again", () => {
    const driver = drive(sampleData());
    driver.press("!");
    expect(names(driver)).toEqual(["Payments", "Zebra"]);
    driver.press("!");
    expect(names(driver)).toHaveLength(5);
    driver.press("1", "!");
    expect(providerListing(driver).rows.map((row) => row.name)).toEqual(["ALL", "Staging"]);
  });

  it("lists hidden items at the end, whatever the order", () => {
    const driver = drive(dataOf(EU));
    driver.press("H");
    expect(names(driver)).toEqual(["Customer accounts", "Order desk", "Payments", "Legacy billing"]);
    driver.press("O");
    expect(names(driver)).toEqual(["Payments", "Order desk", "Customer accounts", "Legacy billing"]);
    driver.press("G");
    expect(selected(driver)).toBe("Legacy billing");
    driver.press("H");
    expect([selected(driver), isGhost(driver)]).toEqual(["Customer accounts", false]);
  });

  it("searches in text, forwards and back", () => {
    const events = Array.from({ length: 40 }, (_, at) => ({
      at: "2026-08-21T12:00:00.000Z",
      kind: "sync" as const,
      provider: "EU",
      outcome: "ok" as const,
      summary: at % 10 === 0 ? `match ${at}` : "other",
      hint: null,
      command: null,
      changes: [],
    }));
    const driver = drive(sampleData({ events }));
    driver.press("shift-tab", "shift-tab", "/");
    driver.type("match");
    driver.press("enter");
    const tops = ["n", "n", "N"].map((key) => {
      driver.press(key);
      return driver.view.texts.activity.top;
    });
    expect(tops).toEqual([19, 29, 19]);
    driver.press("esc");
    expect(driver.view.texts.activity.search).toBe("");
  });

  it("goes through the matches in text one by one, though the last page does not scroll, and round again", () => {
    const driver = drive(sampleData());
    driver.press("enter", "/");
    driver.type("p");
    driver.press("enter");
    const { match } = driver.view.texts.detail;
    const found = textMatches(driver, "detail");
    expect([match, found.length]).toEqual([found[0], 3]);
    const matches = ["n", "n", "n", "N"].map((key) => {
      driver.press(key);
      return driver.view.texts.detail.match;
    });
    expect(matches).toEqual([found[1], found[2], found[0], found[2]]);
    driver.press("g");
    expect(driver.view.texts.detail.match).toBeNull();
  });

  it("finds an event by the time that is shown", () => {
    const driver = drive(sampleData({ events: [event({ at: "2026-08-21T12:00:00.000Z" })] }));
    driver.view = { ...driver.view, offsetMinutes: 330 };
    driver.press("shift-tab", "shift-tab", "/");
    driver.type("17:30");
    expect(textMatches(driver, "activity")).toEqual([0]);
  });
});

describe("sorting", () => {
  it("chooses a column, sorts by it, and reverses", () => {
    const driver = drive(sampleData());
    driver.press(">");
    expect(tabListing(driver).state.picked).toBe("provider");
    driver.press("o");
    expect(tabListing(driver).state.sort).toEqual({ column: "provider", descending: false });
    expect(names(driver)).toEqual(["Customer accounts", "Order desk", "Payments", "Payments", "Zebra"]);
    driver.press("O");
    expect(names(driver)).toEqual(["Payments", "Zebra", "Customer accounts", "Order desk", "Payments"]);
    driver.press("<", "<");
    expect(tabListing(driver).state.picked).toBe("synced");
  });

  it("sorts numbers in names by their value", () => {
    const driver = drive(products(["a", "API 10"], ["b", "api 9"], ["c", "Äpi 1"]));
    expect(names(driver)).toEqual(["Äpi 1", "api 9", "API 10"]);
  });
});

describe("marking", () => {
  it("marks one, a range and all that match, and clears", () => {
    const driver = drive(sampleData());
    driver.press("space");
    expect(marked(driver)).toEqual(["Customer accounts"]);
    driver.press("space", "j", "v", "j", "v");
    expect(marked(driver)).toEqual(["Order desk", "Payments"]);
    driver.press("*");
    expect(marked(driver)).toHaveLength(5);
    driver.press("ctrl-\\");
    expect(marked(driver)).toEqual([]);
  });

  it("leaves what stands behind a ghost out of a range that ends on it", () => {
    const driver = drive(ABC);
    driver.press("v", "j");
    driver.become(products(["a", "Alpha"], ["c", "Gamma"]));
    driver.press("*", "ctrl-\\", "k", "v", "j");
    expect(marked(driver)).toEqual([]);
    driver.press("v");
    expect(marked(driver)).toEqual(["Alpha", "Gamma"]);
    const other = drive(ABC);
    other.press("v", "j");
    other.become(products(["a", "Alpha"], ["c", "Gamma"]));
    const rows = markedRows(tabListing(other)).map((row) => row.name);
    expect(rows).toEqual(["Alpha"]);
  });

  it("keeps marks on their objects when a filter hides them and data change", () => {
    const driver = drive(ABC);
    driver.press("j", "space", "/");
    driver.type("alp");
    driver.press("enter");
    driver.become(products(["0", "Aaa"], ["a", "Alpha"], ["b", "Renamed"]));
    driver.press("esc");
    expect(marked(driver)).toEqual(["Renamed"]);
  });
});

describe("syncing", () => {
  it("syncs the selected Provider, all of them on ALL, and those marked", () => {
    const driver = drive(dataOf(EU, STAGING));
    driver.press("s", "1", "j", "s", "S", "space", "j", "space", "s");
    expect(driver.effects).toEqual([
      { type: "sync", providers: null, force: false },
      { type: "sync", providers: ["EU"], force: false },
      { type: "sync", providers: null, force: false },
      { type: "sync", providers: ["EU", "Staging"], force: false },
    ]);
  });

  it("says why a disabled Provider is not synchronized", () => {
    const view = upView(EU);
    const disabled = { ...view, definition: { ...view.definition, enabled: false } };
    const driver = drive(sampleData({ providers: [disabled] }));
    driver.press("1", "j", "s");
    expect(driver.effects).toEqual([]);
    expect(driver.view.toast?.text).toBe("Sync the selected Provider: EU is disabled in the config");
  });
});

describe("a held Provider", () => {
  function held(): Driver {
    const view = upView(EU);
    const waiting = { ...view, status: { ...view.status, held: { products: 3, plans: 2 } } };
    const driver = drive(sampleData({ providers: [waiting] }));
    driver.press("1", "j", "s");
    return driver;
  }

  it("asks before anything is hidden, with keeping in focus", () => {
    const driver = held();
    expect(driver.view.overlay).toMatchObject({ kind: "held", provider: "EU", choice: "keep" });
    driver.press("enter");
    expect([driver.view.overlay, driver.effects]).toEqual([null, []]);
  });

  it("syncs with force once hiding was chosen", () => {
    const driver = held();
    driver.press("right", "enter");
    expect(driver.effects).toEqual([{ type: "sync", providers: ["EU"], force: true }]);
  });

  it("rule 4: ignores a confirmation within 300 ms of opening", () => {
    const driver = held();
    const at = driver.now;
    const press = (name: string, ms: number) => {
      const step = reduce(driver.view, { type: "key", name, at: at + ms }, driver.data);
      driver.view = step.view;
      driver.effects.push(...step.effects);
    };
    press("l", 100);
    press("enter", 299);
    expect([driver.view.overlay?.kind, driver.effects]).toEqual(["held", []]);
    press("enter", 300);
    expect(driver.effects).toHaveLength(1);
  });

  it("closes by itself when the Provider is not held any more, and on Esc", () => {
    const driver = held();
    driver.become(dataOf(EU));
    expect(driver.view.overlay).toBeNull();
    const other = held();
    other.press("right", "esc");
    expect([other.view.overlay, other.effects]).toEqual([null, []]);
  });
});

describe("the detail", () => {
  it("follows the cursor after it has rested, not while a key is held", () => {
    const driver = drive(sampleData());
    driver.press("j");
    expect(driver.view.detail?.row.name).toBe("Customer accounts");
    expect(dueAt(driver.view)).toBe(driver.now + DETAIL_REST);
    driver.tick(DETAIL_REST - 1);
    expect(driver.view.detail?.row.name).toBe("Customer accounts");
    driver.tick(1);
    expect(driver.view.detail?.row.name).toBe("Order desk");
    expect(dueAt(driver.view)).toBeNull();
  });

  it("shows what is under the cursor at once when it is opened", () => {
    const driver = drive(sampleData());
    driver.press("j", "enter");
    expect(driver.view.detail?.row.name).toBe("Order desk");
  });

  it("shows new data of the same object without waiting", () => {
    const driver = drive(ABC);
    driver.become(products(["a", "Renamed"]));
    expect(driver.view.detail?.row.name).toBe("Renamed");
  });

  it("shows the Provider while the Providers have the focus", () => {
    const driver = drive(sampleData());
    driver.press("1", "j", "j");
    driver.tick(DETAIL_REST);
    expect(driver.view.detail).toMatchObject({ kind: "provider", row: { name: "Staging" } });
  });
});

describe("overlays", () => {
  it("runs an action from the help, which a word finds", () => {
    const driver = drive(sampleData());
    driver.press("?");
    driver.type("sync all");
    driver.press("enter");
    expect(driver.effects).toEqual([{ type: "sync", providers: null, force: false }]);
    expect(driver.view.overlay).toBeNull();
  });

  it("keeps the help open for an action that cannot be done, and says why", () => {
    const driver = drive(sampleData());
    driver.press("?");
    driver.type("write a commented");
    driver.press("enter");
    expect(driver.view.overlay?.kind).toBe("help");
    expect(driver.view.toast?.text).toContain("only while there is no config");
  });

  it("goes to a Provider from the palette", () => {
    const driver = drive(sampleData());
    driver.press(":");
    driver.type("stag");
    driver.press("enter");
    expect([scopeOf(driver.view), driver.view.focus, names(driver)]).toEqual([
      "Staging",
      "list",
      ["Payments", "Zebra"],
    ]);
  });

  it("explains the policy under the cursor, or all of a Provider", () => {
    const driver = drive(sampleData());
    driver.press("w");
    expect(driver.view.overlay).toEqual({ kind: "explain", provider: "EU", query: "p2" });
    driver.press("esc", "1", "w");
    expect(driver.view.toast?.text).toContain("choose a Provider first");
    driver.press("j", "w");
    expect(driver.view.overlay).toEqual({ kind: "explain", provider: "EU", query: null });
  });

  it("copies the name, then the id, and more from the menu", () => {
    const driver = drive(dataOf(EU));
    driver.press("y", "y", "y", "Y", "j", "j", "j", "enter");
    expect(driver.effects).toEqual([
      { type: "copy", what: "the name", text: "Customer accounts" },
      { type: "copy", what: "the id", text: "p2" },
      { type: "copy", what: "the name", text: "Customer accounts" },
      { type: "copy", what: "the command line", text: "portico explain EU p2" },
    ]);
  });
});

describe("a key that does nothing", () => {
  it("says so, with the way to those that do something, until the next key", () => {
    const driver = drive(sampleData());
    driver.press("b");
    expect(driver.view.toast).toMatchObject({ text: "no action on `b` here · ? help", role: "dim" });
    driver.press("j");
    expect(driver.view.toast).toBeNull();
    driver.press("Y", "b");
    expect(driver.view.toast?.text).toBe("no action on `b` here · Esc close");
    expect(driver.view.overlay?.kind).toBe("copy");
  });

  it("names the keys that are bound", () => {
    const data = sampleData();
    const driver = drive({ ...data, config: { ...data.config, keys: { "help.open": ["F"] } } });
    driver.press("?");
    expect(driver.view.toast?.text).toBe("no action on `?` here · F help");
  });

  it("is told for no paste, and not where text is written", () => {
    const driver = drive(sampleData());
    driver.paste("RRR");
    expect(driver.view.toast).toBeNull();
    driver.press("pgdn");
    driver.press("esc", "?", "left");
    expect(driver.view.toast).toBeNull();
  });

  it("is shown harmless, whatever a terminal sends", () => {
    const driver = drive(sampleData());
    driver.press("\u202E");
    expect(driver.view.toast?.text).toBe("no action on `\uFFFD` here · ? help");
  });
});

describe("the start screens", () => {
  it("writes a config, starts the demo or quits where there is none", () => {
    const driver = drive(consoleStub({ config: { state: "missing", file: null } }).state());
    driver.press("s", "j", "i", "d", "q");
    expect(driver.effects.map(({ type }) => type)).toEqual([
      "init-config",
      "start-demo",
      "save-memory",
      "quit",
    ]);
  });

  it("opens the config that has no Providers", () => {
    const driver = drive(consoleStub().state());
    driver.press("s", "e");
    expect(driver.effects).toEqual([{ type: "edit-config", provider: null }]);
  });
});

describe("the config", () => {
  it("is opened at the Provider under the cursor", () => {
    const driver = drive(sampleData());
    driver.press("1", "G", "e");
    expect(driver.effects).toEqual([{ type: "edit-config", provider: "Staging" }]);
  });

  it("binds keys anew when it changes", () => {
    const driver = drive(sampleData());
    driver.become({ ...driver.data, config: { ...driver.data.config, keys: { "sync.all": ["F"] } } });
    driver.press("S", "F");
    expect(driver.effects).toEqual([{ type: "sync", providers: null, force: false }]);
  });
});

describe("the rest", () => {
  it("changes theme and mouse, and remembers", () => {
    const driver = drive(sampleData());
    driver.press("t", "m");
    expect([driver.view.theme, driver.view.mouse]).toEqual(["light", true]);
    expect(driver.effects).toEqual([
      { type: "save-memory" },
      { type: "set-mouse", on: true },
      { type: "save-memory" },
    ]);
  });

  it("takes a toast away when its time is over", () => {
    const driver = drive(sampleData());
    driver.view = reduce(
      driver.view,
      { type: "toast", text: "done", role: "ok", at: driver.now },
      driver.data,
    ).view;
    driver.tick((dueAt(driver.view) ?? 0) - driver.now - 1);
    expect(driver.view.toast?.text).toBe("done");
    driver.tick(1);
    expect(driver.view.toast).toBeNull();
  });

  it("changes nothing for a tick before anything is due, nor for data that stay the same", () => {
    const driver = drive(sampleData());
    const before = driver.view;
    driver.tick(60_000);
    driver.become(driver.data);
    expect(driver.view).toBe(before);
  });

  it("costs a cursor move no new list: the rows stay the same array", () => {
    const driver = drive(dataOf(EU, STAGING));
    const before = tabListing(driver).rows;
    driver.press("j", "k", "j", "space");
    driver.become({ ...driver.data, events: [] });
    expect(tabListing(driver).rows).toBe(before);
    expect(downView(EU).status.state).toBe("down");
  });
});
