import type { WriteIntent, WriteProposal } from "../../src/plugin/index.ts";
import { draftWrite, requestDigest, type Draft, type Writer } from "./draft.ts";
import { digestOf } from "./ground.ts";

/** The proposal of a write, built on what is there now; see `Connection.prepare`. Only GETs. */
export async function prepareWrite(
  writer: Writer,
  intent: WriteIntent,
  signal: AbortSignal,
): Promise<WriteProposal> {
  return proposalOf(await draftWrite(writer, intent, signal));
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
