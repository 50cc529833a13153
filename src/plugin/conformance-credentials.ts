import { sameValue } from "../core/same-value.ts";
import { credentials, expectNot, letsIn, nothing, needing } from "./conformance-credential-case.ts";
import { ENDING_CASES } from "./conformance-endings.ts";
import type { Items } from "./conformance-intents.ts";
import {
  changed,
  issued,
  issueIntent,
  listed,
  nameOf,
  revokeIntent,
  type Issue,
} from "./conformance-keys.ts";
import {
  during,
  expect,
  expectNoSecret,
  never,
  read,
  rejection,
  type ConformanceCase,
  type Subject,
} from "./conformance-subject.ts";
import { appliedSteps, prepared } from "./conformance-writing.ts";
import type { Connection } from "./contract.ts";

/** The promises of an adapter that issues keys. Each works on the subject's own Product and Plan. */
export const CREDENTIAL_CASES: readonly ConformanceCase[] = [
  credentials("issues nothing while it prepares", preparesOnly),
  credentials("issues a key that lets its holder in, and says all that travels with it", issuesWorking),
  credentials("tells each request before and after, and ends with the credential", tellsSteps),
  credentials("shows an issued key once, in the last step, and nowhere else", showsOnce),
  credentials("keeps a chosen key out of everything that is shown", keepsChosen),
  credentials("refuses a chosen key that is taken", refusesTaken),
  credentials("lists what it issued, by its mark, without the key", lists),
  credentials("refuses policies that this Provider does not have", refusesForeign),
  credentials("refuses a Plan alone", refusesPlanAlone),
  needing(
    "loseAnswer",
    credentials("does not guess what became of a lost answer, and finds it", losesAnswer),
  ),
  needing("loseGateway", credentials("tells a gateway that is gone from a Provider that is", losesGateway)),
  needing("secret", credentials("keeps the Provider's secret out of credentials", keepsSecret)),
  ...ENDING_CASES,
];

async function preparesOnly(connection: Connection, items: Items): Promise<void> {
  const before = await listed(connection, items);
  const intent = issueIntent(items, "prepared");
  const { requests, ground, digest } = await prepared(connection, intent);
  expect(requests.length > 0 && ground !== "" && digest !== "", "the proposal is empty");
  expect(sameValue(await listed(connection, items), before), "something was issued");
  expect((await prepared(connection, intent)).digest === digest, "the same proposal has another digest");
}

async function issuesWorking(connection: Connection, items: Items, subject: Subject): Promise<void> {
  const intent = issueIntent(items, "works");
  const made = await issued(connection, intent);
  expect(await letsIn(subject, made), "the key does not let its holder in");
  const { credential } = made;
  const { alias, owner, mark, expiresAt, policies } = credential;
  const seen = {
    alias,
    owner,
    mark,
    policies,
    team: credential.metadata["team"],
    tier: credential.metadata["tier"],
  };
  const references = intent.policies.map(({ reference }) => reference);
  const wanted = {
    alias: intent.alias,
    owner: intent.owner,
    mark: intent.mark,
    policies: references,
    team: "blue",
    tier: "gold",
  };
  expect(sameValue(seen, wanted), `it is ${JSON.stringify(seen)}`);
  const { labels } = credential;
  expect(labels === undefined || labels["team"] === "blue", `its labels are ${JSON.stringify(labels)}`);
  expect(credential.kind === "apiKey" && credential.isActive, "it is of another kind, or not active");
  expect(expiresAt !== null, "it never expires");
}

async function tellsSteps(connection: Connection, items: Items): Promise<void> {
  const intent = issueIntent(items, "steps");
  const steps = await appliedSteps(connection, intent, await prepared(connection, intent));
  const names = steps.map(({ step }) => step);
  expect(names[0] === "sent" && names.includes("answered"), `the steps are ${names.join()}`);
  expect(names.at(-1) === "credential", `the last step is ${names.at(-1)}`);
}

async function showsOnce(connection: Connection, items: Items, subject: Subject): Promise<void> {
  const intent = issueIntent(items, "shown once");
  const proposal = await prepared(connection, intent);
  const steps = await appliedSteps(connection, intent, proposal);
  const last = steps.at(-1);
  const secret = last?.step === "credential" ? last.secret : null;
  if (last?.step !== "credential" || secret === null) throw new Error("there is no secret");
  const all = [
    proposal,
    steps.slice(0, -1),
    last.credential,
    await listed(connection, items),
    subject.said(),
  ];
  expectNot(secret.value, all, "the key was seen");
  const revoking = revokeIntent(connection, items, { credential: last.credential ?? nothing(), secret });
  const ending = await prepared(connection, revoking);
  expectNot(
    secret.value,
    [ending, await appliedSteps(connection, revoking, ending), subject.said()],
    "the key was seen at its end",
  );
}

async function keepsChosen(connection: Connection, items: Items, subject: Subject): Promise<void> {
  if (!connection.capabilities.can.chooseKeys.available) return;
  const key = "chosen-by-an-operator-4711";
  const intent: Issue = { ...issueIntent(items, "chosen"), chosen: { key } };
  const proposal = await prepared(connection, intent);
  const steps = await appliedSteps(connection, intent, proposal);
  const last = steps.at(-1);
  if (last?.step !== "credential" || last.secret === null) throw new Error("there is no secret");
  const { credential, secret } = last;
  expect(
    await letsIn(subject, { credential: credential ?? nothing(), secret }),
    "it does not let its holder in",
  );
  expectNot(
    key,
    [proposal, steps.slice(0, -1), credential, await listed(connection, items), subject.said()],
    "the chosen key was seen",
  );
}

async function refusesTaken(connection: Connection, items: Items, subject: Subject): Promise<void> {
  if (!connection.capabilities.can.chooseKeys.available) return;
  const first: Issue = { ...issueIntent(items, "first"), chosen: { key: "the-very-same-key-0815" } };
  const made = await issued(connection, first);
  const error = await rejection(issued(connection, { ...first, mark: "portico-second" }));
  expect(error.code === "NAME_TAKEN", `the error is ${error.code}, not NAME_TAKEN`);
  expectNot("the-very-same-key-0815", [error.message, error.hint, subject.said()], "the chosen key was seen");
  expect(await letsIn(subject, made), "the first one does not work any more");
}

async function lists(connection: Connection, items: Items): Promise<void> {
  const intent = issueIntent(items, "listed");
  const { credential, secret } = await issued(connection, intent);
  const all = await listed(connection, items);
  if (all === null) {
    const error = await rejection(listAnyway(connection));
    expect(error.hint !== null, "nothing says how to have them listed");
    return;
  }
  const found = all.filter(({ mark }) => mark === intent.mark);
  expect(found.length === 1, `${found.length} have the mark`);
  const [one] = found;
  const same = ["handle", "alias", "owner", "policies", "expiresAt", "isActive"] as const;
  for (const member of same)
    expect(sameValue(one?.[member], credential[member]), `${member} is ${JSON.stringify(one?.[member])}`);
  expect(one?.handle !== secret.value, "the handle is the key");
}

async function listAnyway(connection: Connection): Promise<unknown> {
  return connection.credentials?.({ policies: [], signal: never, onProgress: () => {} });
}

async function refusesForeign(connection: Connection, items: Items): Promise<void> {
  const { product, plan } = items;
  const before = await listed(connection, items);
  const elsewhere = { ...product, id: "0".repeat(24), reference: "0".repeat(24) };
  for (const policies of [
    [elsewhere, plan],
    [product, { ...plan, id: "f".repeat(24), reference: "f".repeat(24) }],
  ]) {
    const error = await rejection(
      issued(connection, { ...issueIntent(items, "foreign"), policies: policies.map(nameOf) }),
    );
    expect(error.code === "NOT_FOUND", `the error is ${error.code}, not NOT_FOUND`);
  }
  expect(sameValue(await listed(connection, items), before), "something was issued");
}

async function refusesPlanAlone(connection: Connection, items: Items): Promise<void> {
  const before = await listed(connection, items);
  const intent = { ...issueIntent(items, "alone"), policies: [nameOf(items.plan)] };
  const error = await rejection(issued(connection, intent));
  expect(error.code === "CANNOT_WRITE", `the error is ${error.code}, not CANNOT_WRITE`);
  expect(sameValue(await listed(connection, items), before), "something was issued");
}

async function losesAnswer(connection: Connection, items: Items, subject: Subject): Promise<void> {
  const intent = issueIntent(items, "lost");
  await during(subject, "loseAnswer", async () => {
    const error = await rejection(issued(connection, intent));
    expect(error.code === "OUTCOME_UNKNOWN", `the error is ${error.code}, not OUTCOME_UNKNOWN`);
  });
  const all = await listed(connection, items);
  if (all === null) return;
  const found = all.filter(({ mark }) => mark === intent.mark);
  expect(found.length === 1, `${found.length} have the mark`);
  if (!connection.capabilities.can.revokeCredentials.available) return;
  const target = { kind: intent.kind, mark: intent.mark, handle: null, alias: intent.alias };
  await changed(connection, { op: "revoke", target, apis: intent.apis });
  expect(
    (await listed(connection, items))?.every(({ mark }) => mark !== intent.mark) === true,
    "it is still there",
  );
}

async function losesGateway(connection: Connection, items: Items, subject: Subject): Promise<void> {
  const made = await issued(connection, issueIntent(items, "before"));
  const intents = [issueIntent(items, "during"), revokeIntent(connection, items, made)];
  const proposals = [
    await prepared(connection, intents[0] ?? nothing()),
    await prepared(connection, intents[1] ?? nothing()),
  ];
  await during(subject, "loseGateway", async () => {
    for (const [index, intent] of intents.entries()) {
      const errors = [
        await rejection(prepared(connection, intent)),
        await rejection(appliedSteps(connection, intent, proposals[index] ?? nothing())),
      ];
      for (const { code, hint } of errors) {
        expect(
          code === "GATEWAY_UNREACHABLE",
          `the error of ${intent.op} is ${code}, not GATEWAY_UNREACHABLE`,
        );
        expect(hint !== null, "nothing says what to do");
      }
    }
    expect((await read(connection)).policies.length > 0, "policies cannot be read meanwhile");
  });
  expect(await letsIn(subject, made), "the key does not work afterwards");
}

async function keepsSecret(connection: Connection, items: Items, subject: Subject): Promise<void> {
  const intent: Issue = {
    ...issueIntent(items, "secret"),
    alias: `of ${subject.secret}`,
    labels: { key: `${subject.secret}` },
  };
  const proposal = await prepared(connection, intent);
  const steps = await appliedSteps(connection, intent, proposal);
  expectNoSecret(subject, JSON.stringify([proposal, steps, await listed(connection, items), subject.said()]));
}
