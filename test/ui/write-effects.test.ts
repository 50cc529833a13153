import { expect, it } from "vitest";
import { AppError } from "../../src/core/errors.ts";
import type { ChangeProposal } from "../../src/core/change.ts";
import { writePerformers } from "../../src/ui/write-effects.ts";
import { consoleStub, type StubOptions } from "../helpers/console-stub.ts";
import { toldMachine } from "../helpers/told-machine.ts";
import { DELETE_PAYMENTS, proposal, result } from "../view/write-samples.ts";

type Told = { readonly text: string; readonly role: string };

/** The performers over a console, with what they told the machine and the operator. */
function performing(options: StubOptions) {
  const events: unknown[] = [];
  const toasts: Told[] = [];
  const stub = consoleStub(options);
  const performers = writePerformers({ console: stub, machine: () => toldMachine(events) }, (text, role) =>
    toasts.push({ text, role }),
  );
  return { events, toasts, stub, performers };
}

const refused = new AppError("CANNOT_WRITE", "it cannot", { hint: "Ask somebody." });
const done = async () => result();

it("answers a request with its proposals, in order", async () => {
  const { events, performers } = performing({ propose: async (request) => proposal(request) });
  const second = { ...DELETE_PAYMENTS, policyId: "p2" };
  await performers.propose({ type: "propose", run: 7, wanted: [DELETE_PAYMENTS, second] });
  expect(events).toEqual([
    { type: "proposed", run: 7, proposals: [proposal(DELETE_PAYMENTS), proposal(second)] },
  ]);
});

it("answers with what keeps a change from being proposed", async () => {
  const { events, performers } = performing({ propose: () => Promise.reject(refused) });
  await performers.propose({ type: "propose", run: 1, wanted: [DELETE_PAYMENTS] });
  expect(events).toEqual([
    {
      type: "write-failed",
      run: 1,
      error: { code: "CANNOT_WRITE", message: "it cannot", hint: "Ask somebody." },
      done: [],
    },
  ]);
});

it("says nothing any more of a proposal that was given up", async () => {
  const waiting = Promise.withResolvers<ChangeProposal>();
  const { events, performers } = performing({ propose: () => waiting.promise });
  const proposed = performers.propose({ type: "propose", run: 1, wanted: [DELETE_PAYMENTS] });
  performers.abandon({ type: "abandon", run: 1 });
  waiting.reject(new AppError("CANCELLED", "given up"));
  await proposed;
  expect(events).toEqual([]);
});

it("carries out one after the other, tells how far it is, and stops at what fails", async () => {
  let calls = 0;
  const { events, performers, stub } = performing({
    carryOut: () => ((calls += 1) === 2 ? Promise.reject(refused) : done()),
  });
  const proposals = [proposal(DELETE_PAYMENTS), proposal(DELETE_PAYMENTS), proposal(DELETE_PAYMENTS)];
  await performers["carry-out"]({ type: "carry-out", run: 3, proposals });
  expect(stub.carriedOut).toHaveLength(2);
  expect(events).toMatchObject([
    { type: "write-progress", run: 3, done: 1 },
    { type: "write-failed", run: 3, done: [result()] },
  ]);
});

it("makes a change at once and tells it, a warning included", async () => {
  const { toasts, performers } = performing({
    propose: async (request) => proposal(request, { write: null }),
    carryOut: async () => result({ summary: 'Published Product "Payments"', warnings: ["It is bare."] }),
  });
  const request = { ...DELETE_PAYMENTS, op: "edit", set: { published: true } } as const;
  await performers["change-at-once"]({ type: "change-at-once", wanted: [request] });
  expect(toasts).toEqual([{ text: 'Published Product "Payments" · It is bare.', role: "warn" }]);
});

it("lets a fault through: it is nothing that an operator could have caused", async () => {
  const { performers } = performing({ propose: () => Promise.reject(new TypeError("broken")) });
  const given = performers.propose({ type: "propose", run: 1, wanted: [DELETE_PAYMENTS] });
  await expect(given).rejects.toThrow("broken");
});

it("gives what one key changes one batch, to be undone together, and a single change none", async () => {
  const { performers, stub } = performing({ propose: async (request) => proposal(request), carryOut: done });
  const wanted = [DELETE_PAYMENTS, { ...DELETE_PAYMENTS, policyId: "p2" }];
  await performers["change-at-once"]({ type: "change-at-once", wanted });
  await performers["carry-out"]({ type: "carry-out", run: 1, proposals: wanted.map((one) => proposal(one)) });
  await performers["change-at-once"]({ type: "change-at-once", wanted: [DELETE_PAYMENTS] });
  const [first, second, third, fourth, single] = stub.carriedOut.map(({ batch }) => batch);
  expect(first).toBeTypeOf("string");
  expect([second, fourth]).toEqual([first, third]);
  expect(third).not.toBe(first);
  expect(single).toBeUndefined();
});
