import type { Api } from "../core/api.ts";
import type { WriteIntent, WriteStep } from "../core/write.ts";
import { planIntent, productIntent, unitsToWrite } from "./conformance-intents.ts";
import { createIssued, type Issued } from "./conformance-issued.ts";
import { connected, never, read, type Consumers, type Subject, type Writing } from "./conformance-subject.ts";
import type { Connection, Snapshot } from "./contract.ts";

const PATIENCE_MS = 10_000;
const AGAIN_MS = 200;

/** What was made and has to go again; `unsure` are names of policies of which no answer says whether they were made. */
type Made = { readonly policies: Set<string>; readonly unsure: Set<string>; readonly keys: Issued };

/**
 * A subject at a Provider that belongs to somebody: the cases of writing work on a Product and a Plan that are made for
 * each of them, and everything that was made or issued is deleted afterwards. What was there before is read, never
 * written. A gateway gets 10 s to hear of a key.
 */
export async function withGuests<Result>(
  subject: Subject,
  work: (subject: Subject) => Promise<Result>,
): Promise<Result> {
  return connected(subject, async (plain) => {
    // Somebody else may make policies meanwhile: only what was made here is deleted.
    const made: Made = { policies: new Set(), unsure: new Set(), keys: createIssued() };
    const before = await read(plain);
    const connection = remembering(plain, made);
    try {
      const { api, ...guests } = await makeGuests(subject, connection, before);
      const open: Subject["open"] = async (signal) => remembering(await subject.open(signal), made);
      const consumers = subject.consumers && patient(subject.consumers, api, made.keys);
      const writing = writingThrough(connection);
      return await work({ ...subject, open, guests, writing, ...(consumers && { consumers }) });
    } finally {
      try {
        await made.keys.revokeAll(connection);
      } finally {
        await removeMade(connection, made, before);
      }
    }
  });
}

/** Asks until the answer is what it should be by what was issued and revoked, at most for so long. */
function patient(consumers: Consumers, api: Api, issued: Issued): Consumers {
  return {
    async letsIn(secret) {
      const deadline = performance.now() + PATIENCE_MS;
      for (;;) {
        const isIn = await consumers.letsIn(secret, api);
        if (isIn === issued.isLive(secret.value) || performance.now() > deadline) return isIn;
        await new Promise<void>((resolve) => {
          setTimeout(resolve, AGAIN_MS);
        });
      }
    },
  };
}

/** The connection; what it creates and issues is added to `made`. */
function remembering(connection: Connection, made: Made): Connection {
  if (connection.apply === undefined) return connection;
  return {
    ...connection,
    async *apply(intent, proposal, signal) {
      made.keys.begin(intent);
      const name = intent.op === "create" || intent.op === "restore" ? intent.name : null;
      if (name !== null) made.unsure.add(name);
      for await (const step of connection.apply?.(intent, proposal, signal) ?? []) {
        const id = writtenId(step);
        if (name !== null && id !== null) made.policies.add(id);
        made.keys.note(intent, step);
        yield step;
      }
      if (name !== null) made.unsure.delete(name);
    },
  };
}

function writtenId(step: WriteStep): string | null {
  if (step.step === "answered") return step.policyId;
  return step.step === "written" ? (step.policy?.id ?? null) : null;
}

async function makeGuests(
  subject: Subject,
  connection: Connection,
  { apis }: Snapshot,
): Promise<NonNullable<Subject["guests"]> & { readonly api: Api }> {
  // Keys are issued for it.
  const api = apis.find(({ authMethods }) => authMethods.join() === "apiKey") ?? apis[0];
  if (api === undefined) throw new Error("the Provider should hold an API");
  const stamp = (guests += 1);
  const product = await carryOut(connection, productIntent({ api }, `Portico trial product ${stamp}`));
  const units = unitsToWrite(subject.plugin.claims.units);
  const plan = await carryOut(connection, planIntent(units, `Portico trial plan ${stamp}`));
  if (product === null || plan === null) throw new Error("creating a policy ended without it");
  return { product, plan, api };
}

let guests = 0;

/** What can be seen of a policy from outside is what the adapter reads of it. */
function writingThrough(connection: Connection): Writing {
  return {
    async kept(policyId) {
      const policy = (await read(connection)).policies.find(({ id }) => id === policyId);
      if (policy === undefined) return null;
      const { id: _, name: __, raw: ___, ...rest } = policy;
      return JSON.stringify(rest);
    },
    async rename(policyId, name) {
      const { policies } = await read(connection);
      const isProduct = policies.find(({ id }) => id === policyId)?.controls.access === true;
      await carryOut(connection, {
        op: "edit",
        kind: isProduct ? "product" : "plan",
        policyId,
        set: { name },
      });
    },
  };
}

async function removeMade(connection: Connection, made: Made, before: Snapshot): Promise<void> {
  const known = new Set(before.policies.map(({ id }) => id));
  for (const { id, name, controls } of (await read(connection)).policies) {
    if (!made.policies.has(id) && !(made.unsure.has(name) && !known.has(id))) continue;
    await carryOut(connection, { op: "delete", kind: controls.access ? "product" : "plan", policyId: id });
  }
}

/** The id of what was written; null after a deletion. */
async function carryOut(connection: Connection, intent: WriteIntent): Promise<string | null> {
  if (connection.prepare === undefined || connection.apply === undefined) throw new Error("it cannot write");
  const proposal = await connection.prepare(intent, never);
  let id: string | null = null;
  for await (const step of connection.apply(intent, proposal, never))
    if (step.step === "written") id = step.policy?.id ?? null;
  return id;
}
