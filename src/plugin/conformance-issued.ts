import type { CredentialTarget } from "../core/credential.ts";
import type { CredentialIntent } from "../core/credential-intent.ts";
import type { WriteStep } from "../core/write.ts";
import { never } from "./conformance-subject.ts";
import type { Connection, Intent } from "./contract.ts";

/** What was issued through a connection and not revoked yet, so that nothing stays behind at somebody's Provider. */
export interface Issued {
  /** Before it is applied: a write whose answer is lost may have taken effect. */
  begin(intent: Intent): void;
  note(intent: Intent, step: WriteStep): void;
  /** Whether the key should let its holder in. */
  isLive(key: string): boolean;
  /** Revokes what is left; throws an Error that names what could not be revoked. */
  revokeAll(connection: Connection): Promise<void>;
}

type Left = {
  readonly target: CredentialTarget;
  readonly apis: readonly string[];
  readonly secret: string | null;
};

export function createIssued(): Issued {
  const left = new Map<string, Left>();

  return {
    begin(intent) {
      if (intent.op !== "issue") return;
      const { kind, mark, alias, apis } = intent;
      left.set(mark, { target: { kind, mark, alias, handle: null }, apis, secret: null });
    },
    note(intent, step) {
      if (step.step !== "credential") return;
      const { credential, secret } = step;
      if (intent.op === "revoke") left.delete(intent.target.mark ?? "");
      if (intent.op !== "issue" || credential === null) return;
      const { kind, mark, alias, handle } = credential;
      const target = { kind, mark, alias, handle };
      left.set(intent.mark, { target, apis: intent.apis, secret: secret?.value ?? null });
    },
    isLive: (key) => [...left.values()].some(({ secret }) => secret === key),
    async revokeAll(connection) {
      const failed: string[] = [];
      for (const [mark, one] of left) {
        try {
          await revoke(connection, one);
        } catch (error) {
          failed.push(`${mark} (${error instanceof Error ? error.message : String(error)})`);
        }
      }
      if (failed.length > 0) throw new Error(`these could not be revoked: ${failed.join("; ")}`);
    },
  };
}

async function revoke(connection: Connection, { target, apis, secret }: Left): Promise<void> {
  const isFound = connection.capabilities.can.revokeCredentials.available || secret === null;
  const intent: CredentialIntent = { op: "revoke", target, apis, ...(!isFound && { secret }) };
  const proposal = await connection.prepare?.(intent, never);
  if (proposal === undefined || proposal.requests.length === 0) return;
  for await (const _ of connection.apply?.(intent, proposal, never) ?? []);
}
