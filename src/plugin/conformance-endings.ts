import { sameValue } from "../core/same-value.ts";
import { credentials, expectNot, letsIn, nothing } from "./conformance-credential-case.ts";
import { planIntent, type Items } from "./conformance-intents.ts";
import {
  changed,
  issued,
  issueIntent,
  nameOf,
  revokeIntent,
  targetOf,
  type Issued,
} from "./conformance-keys.ts";
import { expect, rejection, type ConformanceCase, type Subject } from "./conformance-subject.ts";
import { appliedSteps, carriedOut, prepared } from "./conformance-writing.ts";
import type { Connection } from "./contract.ts";

/** What becomes of issued keys: they are replaced, revoked, moved. */
export const ENDING_CASES: readonly ConformanceCase[] = [
  credentials("lets the old key work beside the new one until it is revoked, then not", rotates),
  credentials("revokes a key once, and has nothing to do the second time", revokesTwice),
  credentials("touches only the one credential that is meant", touchesOne),
  credentials("revokes with the key in hand, and takes no other key for it", revokesByKey),
  credentials("moves a key to another Plan and keeps all else", moves),
  credentials("refuses to move what was changed meanwhile, and names the difference", refusesMoved),
  credentials("tells that a credential to move is gone", tellsGone),
];

async function rotates(connection: Connection, items: Items, subject: Subject): Promise<void> {
  const old = await issued(connection, issueIntent(items, "old"));
  const fresh = await issued(connection, { ...issueIntent(items, "new"), alias: old.credential.alias });
  expect(fresh.secret.value !== old.secret.value, "the new key is the old one");
  expect(await letsIn(subject, old), "the old key does not work in its time of grace");
  expect(await letsIn(subject, fresh), "the new key does not work");
  await changed(connection, revokeIntent(connection, items, old));
  expect(!(await letsIn(subject, old)), "the old key still works");
  expect(await letsIn(subject, fresh), "the new key went with the old one");
}

async function revokesTwice(connection: Connection, items: Items, subject: Subject): Promise<void> {
  const made = await issued(connection, issueIntent(items, "revoked"));
  const intent = revokeIntent(connection, items, made);
  const first = await changed(connection, intent);
  expect(first.requests > 0 && first.credential === null, "it was not revoked");
  expect(!(await letsIn(subject, made)), "the key still works");
  const second = await changed(connection, intent);
  expect(second.requests === 0 && second.credential === null, "there was something to do the second time");
}

async function touchesOne(connection: Connection, items: Items, subject: Subject): Promise<void> {
  const intent = issueIntent(items, "twin a");
  const twins = [
    await issued(connection, intent),
    await issued(connection, { ...intent, mark: "portico-twin b" }),
    await issued(connection, { ...intent, mark: "portico-twin c" }),
  ];
  const [first = nothing(), second = nothing(), third = nothing()] = twins;
  await changed(connection, revokeIntent(connection, items, second));
  expect(await letsIn(subject, first), "the one before does not work any more");
  expect(!(await letsIn(subject, second)), "the one that was meant still works");
  expect(await letsIn(subject, third), "the one after does not work any more");
}

async function revokesByKey(connection: Connection, items: Items, subject: Subject): Promise<void> {
  const meant = await issued(connection, issueIntent(items, "by key"));
  const other = await issued(connection, issueIntent(items, "other"));
  const intent = { op: "revoke", target: targetOf(meant.credential), apis: [items.api.id] } as const;
  const error = await rejection(changed(connection, { ...intent, secret: other.secret.value }));
  expect(error.code === "CANNOT_WRITE", `the error is ${error.code}, not CANNOT_WRITE`);
  expect(await letsIn(subject, other), "another credential was revoked");
  await changed(connection, { ...intent, secret: meant.secret.value });
  expect(!(await letsIn(subject, meant)), "the key still works");
  expectNot(meant.secret.value, [error.message, error.hint, subject.said()], "the key was seen");
}

/** Where keys are hashed, a move may need the key itself. */
async function moveIntent(connection: Connection, items: Items, { credential, secret }: Issued) {
  const plan = await carriedOut(connection, planIntent(items, `Plan of ${credential.mark}`));
  const policies = [items.product, plan ?? nothing()].map(nameOf);
  const common = { op: "move", target: targetOf(credential), apis: [items.api.id], policies } as const;
  const travels = { labels: { team: "blue" }, metadata: { tier: "gold" }, former: FORMER } as const;
  const intent = { ...common, ...travels };
  const isFound = connection.capabilities.can.moveCredentials.available;
  return isFound ? intent : { ...intent, secret: secret.value };
}

/** What the Plan of the key that is moved gave it. */
const FORMER = { tier: "gold", support: "24/7" } as const;

async function moves(connection: Connection, items: Items, subject: Subject): Promise<void> {
  const made = await issued(connection, { ...issueIntent(items, "moved"), metadata: FORMER });
  const intent = await moveIntent(connection, items, made);
  const { credential } = await changed(connection, intent);
  const references = intent.policies.map(({ reference }) => reference);
  expect(sameValue(credential?.policies, references), `its policies are ${credential?.policies.join()}`);
  for (const member of ["mark", "alias", "owner", "expiresAt", "handle"] as const)
    expect(credential?.[member] === made.credential[member], `${member} is ${credential?.[member]}`);
  const { team, tier, support } = credential?.metadata ?? {};
  expect(
    sameValue({ team, tier, support }, { team: "blue", tier: "gold", support: undefined }),
    `its metadata are ${JSON.stringify(credential?.metadata)}`,
  );
  expect(await letsIn(subject, made), "the key does not work any more");
  expect((await changed(connection, intent)).requests === 0, "there was something to do the second time");
}

async function refusesMoved(connection: Connection, items: Items): Promise<void> {
  const made = await issued(connection, issueIntent(items, "moving"));
  const intent = await moveIntent(connection, items, made);
  const proposal = await prepared(connection, intent);
  const other = await carriedOut(connection, planIntent(items, "Moved there by somebody else"));
  await changed(connection, { ...intent, policies: [items.product, other ?? nothing()].map(nameOf) });
  const error = await rejection(appliedSteps(connection, intent, proposal));
  expect(error.code === "WRITE_CONFLICT", `the error is ${error.code}, not WRITE_CONFLICT`);
  expect(error.message.includes("polic"), `"${error.message}" does not name the difference`);
}

async function tellsGone(connection: Connection, items: Items): Promise<void> {
  const made = await issued(connection, issueIntent(items, "gone"));
  const intent = await moveIntent(connection, items, made);
  await changed(connection, revokeIntent(connection, items, made));
  const error = await rejection(prepared(connection, intent));
  const codes = "secret" in intent ? ["NOT_FOUND", "CANNOT_WRITE"] : ["NOT_FOUND"];
  expect(codes.includes(error.code), `the error is ${error.code}, not NOT_FOUND`);
}
