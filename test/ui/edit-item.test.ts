import { expect, it } from "vitest";
import { itemEditor } from "../../src/ui/edit-item.ts";
import type { ItemRow } from "../../src/view/chosen-items.ts";
import { rowsOf } from "../../src/view/rows.ts";
import { consoleStub } from "../helpers/console-stub.ts";
import { dataOf, EU } from "../view/sample-console.ts";

/** An editor over a console: each call of `$EDITOR` is one of the edits, in order. */
function editing(...edits: readonly ((text: string) => string)[]) {
  const opened: string[] = [];
  const events: unknown[] = [];
  const toasts: string[] = [];
  const stub = consoleStub({ catalogs: [EU] });
  const console = {
    ...stub,
    editText: async (text: string) => {
      opened.push(text);
      return edits[opened.length - 1]?.(text) ?? text;
    },
  };
  const machine = {
    moment: () => {
      throw new Error("not looked at");
    },
    subscribe: () => () => undefined,
    happen: (event: unknown) => void events.push(event),
    complete: () => undefined,
    press: () => undefined,
    close: () => undefined,
  };
  const stage = {
    write: () => undefined,
    lend: (work: () => Promise<void>) => work(),
    exit: () => undefined,
    suspend: async () => undefined,
  };
  const ports = {
    console,
    machine: () => machine,
    stage: () => stage,
    multiplexer: null,
    onFault: () => undefined,
  };
  const edit = itemEditor(ports, (text) => toasts.push(text));
  return { opened, events, toasts, edit: () => edit({ type: "edit-item", row: payments() }) };
}

function payments(): ItemRow {
  const row = rowsOf(dataOf(EU), "EU", "products").find(({ name }) => name === "Payments");
  if (row?.kind !== "product") throw new Error("no Product");
  return row;
}

const renamed = (text: string): string => text.replace("name: Payments", "name: Cards");
const broken = (text: string): string => text.replace("labels: {}", "labels: [");

it("hands on what was changed", async () => {
  const { edit, events } = editing(renamed);
  await edit();
  expect(events).toEqual([{ type: "item-edited", row: payments(), set: { name: "Cards" } }]);
});

it("says so when nothing was changed", async () => {
  const { edit, events, toasts } = editing();
  await edit();
  expect([events, toasts]).toEqual([[], ["nothing has been changed"]]);
});

it("opens again with the mistake on top, and takes what is then right", async () => {
  const { edit, events, opened } = editing(
    (text) => broken(renamed(text)),
    (text) => text.replace("labels: [", "labels: {}"),
  );
  await edit();
  expect(opened[1]).toMatch(/^# ✖ line \d+: .*\n[^✖]*name: Cards/u);
  expect(events).toMatchObject([{ set: { name: "Cards" } }]);
});

it("keeps a text that was left with its mistake for the next time", async () => {
  const { edit, events, opened, toasts } = editing(
    (text) => broken(renamed(text)),
    (text) => text,
    (text) => text.replace("labels: [", "labels: {}"),
  );
  await edit();
  expect(toasts[0]).toMatch(/^kept, edit again to go on: line \d+: /u);
  await edit();
  expect(opened).toHaveLength(3);
  expect(opened[2]).toContain("name: Cards");
  expect(events).toMatchObject([{ set: { name: "Cards" } }]);
});

it("gives up on an editor that makes a mistake for ever", async () => {
  const worse = (text: string): string => `${text}\n- no`;
  const { edit, opened, toasts } = editing(...Array.from({ length: 50 }, () => worse));
  await edit();
  expect(opened).toHaveLength(20);
  expect(toasts[0]).toContain("kept");
});
