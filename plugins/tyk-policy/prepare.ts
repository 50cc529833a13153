import type { WriteIntent, WriteProposal } from "../../src/plugin/index.ts";
import { draftWrite, requestDigest, type Draft } from "./draft.ts";
import { digestOf } from "./ground.ts";
import type { Registry } from "./registry.ts";

/** The proposal of a write, built on what is there now; see `Connection.prepare`. Only GETs. */
export async function prepareWrite(
  registry: Registry,
  intent: WriteIntent,
  signal: AbortSignal,
): Promise<WriteProposal> {
  return proposalOf(await draftWrite(registry, intent, { earlier: null, signal }));
}

function proposalOf(draft: Draft): WriteProposal {
  const { request, fields, affects, loses, basis, former } = draft;
  return {
    fields,
    requests: request === null ? [] : [{ body: null, ...request }],
    affects,
    loses,
    basis,
    ground: digestOf(basis),
    digest: requestDigest(draft),
    ...(former === undefined ? {} : { former }),
  };
}
