import { clientTokenSchema, type ClientToken } from "../core/credential.ts";
import type { CredentialIntent } from "../core/credential-intent.ts";
import { expectNot, nothing } from "./conformance-credential-case.ts";
import { changed, issueIntent, listed, targetOf, type Issue, type Issued } from "./conformance-keys.ts";
import { connected, expect, never, read, type ConformanceCase, type Subject } from "./conformance-subject.ts";
import { appliedSteps, prepared } from "./conformance-writing.ts";
import type { Connection } from "./contract.ts";

type Items = Parameters<typeof listed>[1];
type Work = (connection: Connection, made: Client, subject: Subject) => Promise<void>;

/** A client that a case works on, and all that was seen while it was made, but for the last step's secret. */
type Client = Issued & { readonly intent: Issue; readonly items: Items; readonly seen: readonly unknown[] };

/** The promises of an adapter that issues OAuth clients. They take away what they issue. */
export const CLIENT_CASES: readonly ConformanceCase[] = [
  clients("issues an OAuth client with an id and a secret, and shows the secret once", showsOnce),
  clients("lists an OAuth client by its mark, without its secret", lists),
  clients("revokes an OAuth client once, and has nothing to do the second time", revokesTwice),
  { ...clients("reads the tokens of an OAuth client", readsTokens), claim: "readTokens" },
];

function clients(name: string, work: Work): ConformanceCase {
  return {
    name,
    needs: ["oauth"],
    claim: "issueOAuthClients",
    run: (subject) =>
      connected(subject, async (connection) => {
        if (!connection.capabilities.can.issueOAuthClients.available) return;
        const made = await issuedClient(connection, await oauthItems(connection, subject));
        try {
          await work(connection, made, subject);
        } finally {
          await changed(connection, ending(connection, made));
        }
      }),
  };
}

async function oauthItems(connection: Connection, { oauth }: Subject): Promise<Items> {
  const { apis, policies } = await read(connection);
  const product = policies.find(({ id }) => id === oauth?.product);
  const plan = policies.find(({ id }) => id === oauth?.plan);
  const api = apis.find(({ id }) => id === product?.apis[0]?.id);
  if (product === undefined || plan === undefined || api === undefined)
    throw new Error("the Provider should hold a Product of an OAuth API and a Plan for it");
  return { product, plan, api };
}

async function issuedClient(connection: Connection, items: Items): Promise<Client> {
  const chosen = { redirectUri: "https://app.example.org/back" };
  const made = { ...issueIntent(items, "client"), kind: "oauth2", expiresAt: null, chosen } as const;
  const intent: Issue = { ...made, apis: items.product.apis.map(({ id }) => id) };
  const proposal = await prepared(connection, intent);
  expect(proposal.requests.length > 0, "the proposal is empty");
  const steps = await appliedSteps(connection, intent, proposal);
  const last = steps.at(-1);
  if (last?.step !== "credential") throw new Error(`the last step is ${last?.step}, not a credential`);
  const { credential, secret } = last;
  if (credential === null || secret === null) throw new Error("issuing ended without its secret");
  return { credential, secret, intent, items, seen: [proposal, steps.slice(0, -1), credential] };
}

function ending({ capabilities }: Connection, { credential, secret, intent }: Client): CredentialIntent {
  const common = { op: "revoke", target: targetOf(credential), apis: intent.apis } as const;
  return capabilities.can.revokeCredentials.available ? common : { ...common, secret: secret.value };
}

async function showsOnce(connection: Connection, made: Client, subject: Subject): Promise<void> {
  const { credential, secret, items, seen } = made;
  expect(secret.identifier !== null && secret.identifier !== "", "nothing says what the client is called");
  expect(secret.value !== "" && secret.value !== secret.identifier, "the secret is no secret");
  expect(credential.kind === "oauth2" && credential.isActive, "it is of another kind, or not active");
  expectNot(secret.value, [seen, await listed(connection, items), subject.said()], "the secret was seen");
}

async function lists(connection: Connection, { credential, intent, items }: Client): Promise<void> {
  const found = (await listed(connection, items))?.filter(({ mark }) => mark === intent.mark);
  if (found === undefined) return;
  expect(found.length === 1, `${found.length} have the mark`);
  const [one = nothing()] = found;
  expect(one.kind === "oauth2", `it is listed as ${one.kind}`);
  expect(one.handle === credential.handle, `it was called ${credential.handle}, and is ${one.handle}`);
}

async function revokesTwice(connection: Connection, made: Client): Promise<void> {
  const first = await changed(connection, ending(connection, made));
  expect(first.requests > 0 && first.credential === null, "revoking it left something");
  const second = await changed(connection, ending(connection, made));
  expect(second.requests === 0, `revoking it again wanted ${second.requests} requests`);
  const left = (await listed(connection, made.items))?.some(({ mark }) => mark === made.intent.mark);
  expect(left !== true, "it is still listed");
}

async function readsTokens(connection: Connection, { credential, intent }: Client): Promise<void> {
  if (!connection.capabilities.can.readTokens.available) return;
  const told = await connection.tokens?.(targetOf(credential), intent.apis, never);
  expect(told === null || told?.every(isToken) === true, "its tokens have another shape");
}

function isToken(one: ClientToken): boolean {
  return clientTokenSchema.safeParse(one).success;
}
