import { cleanValue } from "../core/clean-value.ts";
import {
  writeProposalSchema,
  writeStepSchema,
  type FieldChange,
  type WriteProposal,
  type WriteRequest,
  type WriteStep,
} from "../core/write.ts";
import { checkedCertificate, checkedCredential, checkedSecret } from "./border-credentials.ts";
import { checked, checkedPolicy, dataOnly, rubbish, type Context, type Place } from "./border-checks.ts";

/**
 * A proposal as it may be shown: texts neutralised, and nothing with the secret in it. What applying compares, `ground`
 * and `digest`, stays as it is; of `basis` only the secret is taken out.
 */
export function checkedProposal(value: unknown, context: Context): WriteProposal {
  const place: Place = { ...context, place: "write proposal" };
  const { ground, digest, former } = checked(writeProposalSchema, value, place);
  for (const text of [ground, digest])
    if (place.redactor.finds(text))
      throw rubbish(place, "a digest in a write proposal holds the Provider's secret");
  const keepsFormer = former === undefined || !place.redactor.finds(former);
  const { former: _, ...proposal } = checked(writeProposalSchema, dataOnly(value, "proposal", place), place);
  return {
    ...proposal,
    ground,
    digest,
    fields: proposal.fields.map((field) => cleanField(field, place)),
    requests: proposal.requests.map((request) => cleanRequest(request, place)),
    affects: proposal.affects.map(place.clean),
    loses: [...proposal.loses, ...(keepsFormer ? [] : [SECRET_FORMER])].map(place.clean),
    ...(keepsFormer && former !== undefined ? { former } : {}),
  };
}

/** Put back without the secret, it would be something else. */
const SECRET_FORMER =
  "Long numbers and hidden characters of the values before: they hold the Provider's secret, and are not kept.";

/**
 * A step of applying; the policy in it is checked as in a reading. A removed record with the secret in it is dropped:
 * put in again without, it would be another one.
 */
export function checkedWriteStep(value: unknown, context: Context): WriteStep {
  const place: Place = { ...context, place: "write step" };
  const step = checked(writeStepSchema, value, place);
  switch (step.step) {
    case "sent":
    case "answered":
      return { ...step, request: cleanRequest(step.request, place) };
    case "written": {
      const { policy, removed } = step;
      return {
        ...step,
        policy: policy === null ? null : checkedPolicy(policy, { ...place, place: "write step.policy" }),
        removed: removed === null || place.redactor.finds(removed) ? null : removed,
      };
    }
    case "credential": {
      const { credential, secret } = step;
      const at = { ...place, place: "write step.credential" };
      return {
        ...step,
        credential: credential === null ? null : checkedCredential(credential, at),
        secret: checkedSecret(secret, { ...place, place: "write step.secret" }),
      };
    }
    case "certificate": {
      const { certificate } = step;
      const at = { ...place, place: "write step.certificate" };
      return { ...step, certificate: certificate === null ? null : checkedCertificate(certificate, at) };
    }
  }
}

function cleanField({ field, before, after }: FieldChange, place: Place): FieldChange {
  const shown = (value: unknown): unknown => cleanValue(value, place.clean);
  return { field: place.clean(field), before: shown(before), after: shown(after) };
}

/** The body goes on to people as it will be sent: only the secret is taken out, what draws it neutralises. */
function cleanRequest({ method, path, body }: WriteRequest, place: Place): WriteRequest {
  return {
    method: place.clean(method),
    path: place.clean(path),
    body: dataOnly(body, "request.body", place),
  };
}
