import type { Act } from "./act.ts";
import { credentialForm, type CredentialForm } from "./credential-form.ts";
import type { WriteDialog } from "./write-dialog.ts";

/**
 * The form that asks for the key itself, once it turned out that nothing else finds the credential (`notice` says so);
 * null where that is no help.
 */
export function keyForm({ data }: Act, { wanted, form }: WriteDialog, notice: string): CredentialForm | null {
  if (form?.kind === "credential") return { ...form, notice, field: "secret" };
  if (wanted === "undo" || wanted.length !== 1) return null;
  const [request] = wanted;
  if (request?.op !== "revoke") return null;
  const { provider, id } = request;
  const target = data.books.get(provider)?.credentials.find((one) => one.id === id) ?? null;
  return target === null ? null : credentialForm({ op: "revoke", provider, target, notice }, data);
}
