import { credentialSummary, credentialTitle } from "../core/credential-text.ts";
import type { CredentialRequest } from "../core/credential-change.ts";
import type { AppEvent } from "../core/events.ts";

type About = { readonly request: CredentialRequest; readonly name: string };
type Told = Pick<AppEvent, "at" | "command" | "hint"> & { readonly outcome: "ok" | "warn" | "fail" };

/** A write of credentials as a line of the history; never with a secret. `name` is what people call the credential. */
export function credentialEvent({ request, name }: About, { at, command, hint, outcome }: Told): AppEvent {
  const summary =
    outcome === "fail" ? `${credentialTitle(request, name)} failed` : credentialSummary(request, name);
  const { provider } = request;
  return { at, kind: "write", provider, outcome, summary, hint, command, changes: [] };
}
