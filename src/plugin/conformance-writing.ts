import { sameValue } from "../core/same-value.ts";
import type { Policy } from "../core/policy.ts";
import type { WriteIntent, WriteProposal, WriteStep } from "../core/write.ts";
import {
  connected,
  during,
  expect,
  expectNoSecret,
  never,
  read,
  rejection,
  type ConformanceCase,
  type Subject,
} from "./conformance-subject.ts";
import { fieldEdits, planIntent, productIntent, rememberedItems, type Items } from "./conformance-intents.ts";
import type { Connection, Intent } from "./contract.ts";

/** The promises of an adapter that writes. Each works on the subject's own Product and Plan, or makes its own. */
export const WRITING_CASES: readonly ConformanceCase[] = [
  writing("writes nothing while it prepares", preparesOnly),
  writing("creates what was asked for, with every tag", creates),
  writing("tells each request before and after, and ends with the policy as it was read back", tellsSteps),
  writing("changes each field that is edited on its own", editsEachField),
  writing("keeps what it does not know, to the last digit", keepsUnknown),
  writing("has nothing to do when nothing would change", doesNothing),
  writing("refuses what was built on another state, and names the difference", refusesConflict),
  writing("refuses a proposal that does not follow from the intent", refusesTampered),
  writing("tells that a policy is gone", tellsGone),
  writing("tells that a name is taken", tellsTaken),
  writing("keeps a policy whose last API goes, and wakes it with the next", losesLastApi),
  writing("puts back what it deleted", deletesAndRestores),
  {
    ...writing("does not guess what became of a lost answer", losesAnswer),
    needs: ["writing", "loseAnswer"],
  },
  { ...writing("keeps its secret out of proposals and steps", keepsSecret), needs: ["writing", "secret"] },
];

type Work = (connection: Connection, items: Items, subject: Subject) => Promise<void>;

function writing(name: string, work: Work): ConformanceCase {
  return {
    name,
    needs: ["writing"],
    run: (subject) =>
      connected(subject, async (connection) => {
        await work(connection, rememberedItems(await read(connection), subject), subject);
      }),
  };
}

async function preparesOnly(connection: Connection, items: Items, subject: Subject): Promise<void> {
  const { product, plan } = items;
  const before = await everything(connection, items, subject);
  const intents: readonly WriteIntent[] = [
    productIntent(items, "Prepared only"),
    { op: "edit", kind: "plan", policyId: plan.id, set: { name: "Prepared, too" } },
    { op: "delete", kind: "product", policyId: product.id },
  ];
  for (const intent of intents) {
    const { requests, ground, digest } = await prepared(connection, intent);
    expect(requests.length > 0 && ground !== "" && digest !== "", `the proposal of ${intent.op} is empty`);
  }
  expect((await everything(connection, items, subject)) === before, "something was written");
}

async function everything(
  connection: Connection,
  { product, plan }: Items,
  subject: Subject,
): Promise<string> {
  const { policies } = await read(connection);
  const kept = [await subject.writing?.kept(product.id), await subject.writing?.kept(plan.id)];
  return JSON.stringify([policies.map(({ id, name }) => [id, name]), kept]);
}

async function creates(connection: Connection, items: Items): Promise<void> {
  for (const intent of [productIntent(items, "Created product"), planIntent(items, "Created plan")]) {
    const made = await carriedOut(connection, intent);
    const found = (await read(connection)).policies.find(({ id }) => id === made?.id);
    expect(found !== undefined, `the new ${intent.kind} is not in the next reading`);
    for (const policy of [made, found]) {
      expect(policy?.name === intent.name, `the new ${intent.kind} is named ${policy?.name}`);
      expect(sameValue(policy?.tags, intent.tags), `its tags are ${policy?.tags.join()}`);
      expect(policy?.controls.access === (intent.kind === "product"), "it controls something else");
      expect(policy?.state === "active", `it is ${policy?.state}`);
    }
  }
}

async function tellsSteps(connection: Connection, items: Items): Promise<void> {
  const intent = productIntent(items, "Step by step");
  const steps = await appliedSteps(connection, intent, await prepared(connection, intent));
  const last = steps.at(-1);
  const answered = steps.findLast((step) => step.step === "answered");
  expect(steps[0]?.step === "sent", `the first step is ${steps[0]?.step}`);
  expect(last?.step === "written", `the last step is ${last?.step}`);
  const id = last?.step === "written" ? last.policy?.id : null;
  expect(answered?.step === "answered" && answered.policyId === id, "the answer does not name the policy");
}

async function editsEachField(connection: Connection, items: Items): Promise<void> {
  for (const { kind, field, set } of fieldEdits(items)) {
    const policyId = items[kind].id;
    const written = await carriedOut(connection, { op: "edit", kind, policyId, set: { [field]: set } });
    const found = (await read(connection)).policies.find(({ id }) => id === policyId);
    for (const policy of [written, found]) {
      const is: unknown = policy?.[field];
      expect(sameValue(is, set), `${field} of the ${kind} is ${JSON.stringify(is)}`);
    }
  }
}

async function keepsUnknown(connection: Connection, items: Items, subject: Subject): Promise<void> {
  for (const [kind, { id }] of [["product", items.product] as const, ["plan", items.plan] as const]) {
    const before = await subject.writing?.kept(id);
    await carriedOut(connection, { op: "edit", kind, policyId: id, set: { name: `Other ${kind}` } });
    const after = await subject.writing?.kept(id);
    expect(before === after, `the record of the ${kind} was ${before}, and is ${after}`);
  }
}

async function doesNothing(connection: Connection, { plan }: Items): Promise<void> {
  const { id, name, tags, rate } = plan;
  const intent: WriteIntent = { op: "edit", kind: "plan", policyId: id, set: { name, tags, rate } };
  const { requests, fields } = await prepared(connection, intent);
  expect(requests.length === 0 && fields.length === 0, "there is a request, though nothing changes");
}

async function refusesConflict(connection: Connection, { product }: Items, subject: Subject): Promise<void> {
  const intent: WriteIntent = {
    op: "edit",
    kind: "product",
    policyId: product.id,
    set: { tags: [...product.tags, "more"] },
  };
  const proposal = await prepared(connection, intent);
  await subject.writing?.rename(product.id, "Renamed elsewhere");
  const error = await rejection(appliedSteps(connection, intent, proposal));
  expect(error.code === "WRITE_CONFLICT", `the error is ${error.code}, not WRITE_CONFLICT`);
  for (const part of ["name", product.name, "Renamed elsewhere"])
    expect(error.message.includes(part), `"${error.message}" does not say ${part}`);
  const found = (await read(connection)).policies.find(({ id }) => id === product.id);
  expect(sameValue(found?.tags, product.tags), "it was written all the same");
}

async function refusesTampered(connection: Connection, items: Items): Promise<void> {
  const { product } = items;
  const edit = (name: string): WriteIntent => ({
    op: "edit",
    kind: "product",
    policyId: product.id,
    set: { name },
  });
  const proposal = await prepared(connection, edit("As shown"));
  const attempts = [
    () => appliedSteps(connection, edit("Something else"), proposal),
    () => appliedSteps(connection, edit("As shown"), { ...proposal, digest: "0".repeat(64) }),
    () => appliedSteps(connection, edit("As shown"), { ...proposal, ground: "0".repeat(64) }),
  ];
  for (const attempt of attempts) {
    const { code } = await rejection(attempt());
    expect(code === "WRITE_CONFLICT", `the error is ${code}, not WRITE_CONFLICT`);
  }
  const found = (await read(connection)).policies.find(({ id }) => id === product.id);
  expect(found?.name === product.name, "it was written all the same");
}

async function tellsGone(connection: Connection, { plan }: Items): Promise<void> {
  const { id: policyId } = plan;
  const edit: WriteIntent = { op: "edit", kind: "plan", policyId, set: { name: "Too late" } };
  const proposal = await prepared(connection, edit);
  await carriedOut(connection, { op: "delete", kind: "plan", policyId });
  const errors = [
    await rejection(prepared(connection, edit)),
    await rejection(prepared(connection, { op: "delete", kind: "plan", policyId })),
    await rejection(appliedSteps(connection, edit, proposal)),
  ];
  for (const { code } of errors) expect(code === "NOT_FOUND", `the error is ${code}, not NOT_FOUND`);
}

async function tellsTaken(connection: Connection, items: Items): Promise<void> {
  const { product, plan } = items;
  const intents = [
    planIntent(items, product.name),
    { op: "edit", kind: "product", policyId: product.id, set: { name: plan.name } } as const,
  ];
  for (const intent of intents) {
    const { code } = await rejection(carriedOut(connection, intent));
    expect(code === "NAME_TAKEN", `the error is ${code}, not NAME_TAKEN`);
  }
}

async function losesLastApi(connection: Connection, { product }: Items): Promise<void> {
  const edit = (apis: Policy["apis"]): WriteIntent => ({
    op: "edit",
    kind: "product",
    policyId: product.id,
    set: { apis },
  });
  const asleep = await carriedOut(connection, edit([]));
  expect(asleep?.id === product.id && asleep.apis.length === 0, "the policy did not stay, without its API");
  expect(asleep?.state !== "active", "a policy without APIs is active");
  const awake = await carriedOut(connection, edit(product.apis));
  expect(awake?.id === product.id && awake.state === "active", `it is ${awake?.state} with its API back`);
  expect(awake?.apis[0]?.id === product.apis[0]?.id, "the API did not come back");
}

async function deletesAndRestores(
  connection: Connection,
  { product }: Items,
  subject: Subject,
): Promise<void> {
  const before = await subject.writing?.kept(product.id);
  const intent: WriteIntent = { op: "delete", kind: "product", policyId: product.id };
  const last = (await appliedSteps(connection, intent, await prepared(connection, intent))).at(-1);
  const record = last?.step === "written" ? last.removed : null;
  expect(last?.step === "written" && last.policy === null, "the deletion ends with a policy");
  expect((await subject.writing?.kept(product.id)) === null, "the policy is still there");
  if (record === null) throw new Error("the deletion gave nothing back");
  const { kind, name } = { kind: "product" as const, name: product.name };
  const restored = await carriedOut(connection, { op: "restore", kind, name, record });
  const after = restored === null ? null : await subject.writing?.kept(restored.id);
  expect(before === after, `the record was ${before}, and is ${after}`);
  expect(restored?.reference === product.reference, "credentials do not find it by the reference any more");
}

async function losesAnswer(connection: Connection, items: Items, subject: Subject): Promise<void> {
  const intent = productIntent(items, "Answer lost");
  const proposal = await prepared(connection, intent);
  const steps: string[] = [];
  await during(subject, "loseAnswer", async () => {
    const error = await rejection(
      (async () => {
        for await (const { step } of applying(connection, intent, proposal)) steps.push(step);
      })(),
    );
    expect(error.code === "OUTCOME_UNKNOWN", `the error is ${error.code}, not OUTCOME_UNKNOWN`);
  });
  expect(steps.join() === "sent", `the steps were ${steps.join()}, not that a request was sent`);
  const made = (await read(connection)).policies.filter(({ name }) => name === "Answer lost");
  expect(made.length === 1, `${made.length} policies were made`);
}

async function keepsSecret(connection: Connection, items: Items, subject: Subject): Promise<void> {
  const intents: readonly WriteIntent[] = [
    productIntent(items, `Named ${subject.secret}`),
    { op: "delete", kind: "product", policyId: items.product.id },
  ];
  for (const intent of intents) {
    const proposal = await prepared(connection, intent);
    const steps = await appliedSteps(connection, intent, proposal);
    expectNoSecret(subject, JSON.stringify([proposal, steps, subject.said()]));
  }
}

/** Its proposal. */
export async function prepared(connection: Connection, intent: Intent): Promise<WriteProposal> {
  const proposal = await connection.prepare?.(intent, never);
  if (proposal === undefined) throw new Error("it cannot prepare a write");
  return proposal;
}

/** All steps of applying it. */
export async function appliedSteps(
  connection: Connection,
  intent: Intent,
  proposal: WriteProposal,
): Promise<readonly WriteStep[]> {
  const steps: WriteStep[] = [];
  for await (const step of applying(connection, intent, proposal)) steps.push(step);
  return steps;
}

function applying(connection: Connection, intent: Intent, proposal: WriteProposal): AsyncIterable<WriteStep> {
  if (connection.apply === undefined) throw new Error("it cannot apply a write");
  return connection.apply(intent, proposal, never);
}

/** Proposes and applies it; the policy as it was read back. */
export async function carriedOut(connection: Connection, intent: WriteIntent): Promise<Policy | null> {
  const last = (await appliedSteps(connection, intent, await prepared(connection, intent))).at(-1);
  if (last?.step !== "written") throw new Error("the write ended without its result");
  return last.policy;
}
