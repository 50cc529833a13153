import { secretsIn, type CredentialRequest } from "./credential-change.ts";
import type { Credential } from "./credential.ts";
import type { Catalog, ItemKind } from "./catalog.ts";
import { itemWord } from "./change-command.ts";
import { excerpt } from "./plain-text.ts";
import { shellWord } from "./shell-word.ts";

/** How long before its end a credential is pointed out, in ms: 7 days. */
export const EXPIRING_MS = 7 * 86_400_000;

/** Where a credential stands for people: its status, or `expired`, `expiring` (within 7 days) or `foreign` while active. */
export type Standing = Credential["status"] | "expired" | "expiring" | "foreign";

export function standingOf({ status, origin, expiresAt }: Credential, nowMs: number): Standing {
  const left = expiresAt === null ? Number.POSITIVE_INFINITY : Date.parse(expiresAt) - nowMs;
  if (status !== "active" && status !== "inactive") return status;
  if (left <= 0) return "expired";
  if (status === "inactive") return "inactive";
  if (left <= EXPIRING_MS) return "expiring";
  return origin === "foreign" ? "foreign" : "active";
}

/** What people call a credential: its alias, its owner, or its id. */
export function credentialName({ alias, owner, id }: Pick<Credential, "alias" | "owner" | "id">): string {
  return alias !== null && alias !== "" ? alias : owner !== null && owner !== "" ? owner : id;
}

const DONE = {
  issue: "Issued",
  rotate: "Rotated",
  revoke: "Revoked",
  move: "Moved",
  addCertificate: "Added",
  removeCertificate: "Removed",
} as const;
const VERBS = {
  issue: "Issue",
  rotate: "Rotate",
  revoke: "Revoke",
  move: "Move",
  addCertificate: "Add",
  removeCertificate: "Remove",
} as const;

/** `Issue credential "app-7" at Production EU`. */
export function credentialTitle(request: CredentialRequest, name: string): string {
  return `${VERBS[request.op]} ${subject(request, name)} at ${excerpt(request.provider)}`;
}

/** `Issued credential "app-7"`. */
export function credentialSummary(request: CredentialRequest, name: string): string {
  return `${DONE[request.op]} ${subject(request, name)}`;
}

/** `Nothing issued for "app-7"`: where somebody else makes what consumers use, and it was only explained. */
export function explainedSummary(name: string): string {
  return `Nothing issued for "${excerpt(name)}"`;
}

/** The id of a certificate, of an organisation and a fingerprint, is longer than what people name things. */
const LONGEST_ID = 120;

function subject({ op }: CredentialRequest, name: string): string {
  const isCertificate = op === "addCertificate" || op === "removeCertificate";
  return isCertificate ? `certificate "${excerpt(name, LONGEST_ID)}"` : `credential "${excerpt(name)}"`;
}

/** The `portico …` command that does the same, quoted for a POSIX shell; secrets are not part of it. */
export function credentialCommand(request: CredentialRequest, catalog: Catalog): string {
  const at = `-p ${shellWord(request.provider)}`;
  switch (request.op) {
    case "issue":
      return issueCommand(request, catalog, at);
    case "rotate": {
      const grace = request.graceMs === null ? [] : [`--grace ${graceWord(request.graceMs)}`];
      const { username = null, certificateId = null } = request.chosen;
      const chosen = [...optional("username", username), ...optional("certificate-id", certificateId)];
      const flags = [...grace, ...chosen, ...keyFlag(request)];
      return [`portico credentials rotate ${shellWord(request.id)} ${at}`, ...flags].join(" ");
    }
    case "revoke": {
      const flags = [...(request.force ? ["--force"] : []), ...keyFlag(request)];
      return [`portico credentials revoke ${shellWord(request.id)} ${at}`, ...flags].join(" ");
    }
    case "move": {
      const plan = `--plan ${word(catalog, "plan", request.plan)}`;
      return [`portico credentials move ${shellWord(request.id)} ${at}`, plan, ...keyFlag(request)].join(" ");
    }
    case "addCertificate":
      return `portico certificates add FILE ${at}`;
    case "removeCertificate":
      return `portico certificates remove ${shellWord(request.certificateId)} ${at}`;
  }
}

function issueCommand(
  request: Extract<CredentialRequest, { op: "issue" }>,
  catalog: Catalog,
  at: string,
): string {
  const { products, plan, kind, owner, alias, labels, chosen, force } = request;
  const flags = [
    ...products.map((id) => `--product ${word(catalog, "product", id)}`),
    `--plan ${word(catalog, "plan", plan)}`,
    ...optional("kind", kind ?? (chosen.password === undefined ? null : "basic")),
    ...optional("owner", owner),
    ...optional("alias", alias),
    ...optional("username", chosen.username ?? null),
    ...optional("certificate-id", chosen.certificateId ?? null),
    ...optional("redirect-uri", chosen.redirectUri ?? null),
    ...Object.entries(labels).map(([key, value]) => `--label ${shellWord(`${key}=${value}`)}`),
    ...keyFlag(request),
    ...(force ? ["--force"] : []),
  ];
  return ["portico credentials issue", at, ...flags].join(" ");
}

/** A secret is no part of a command: it comes on stdin. */
function keyFlag(request: CredentialRequest): readonly string[] {
  return secretsIn(request).length === 0 ? [] : ["--key-stdin"];
}

function optional(flag: string, value: string | null): readonly string[] {
  return value === null ? [] : [`--${flag}=${shellWord(value)}`];
}

function word(catalog: Catalog, kind: ItemKind, policyId: string): string {
  return shellWord(itemWord(catalog, kind, policyId));
}

/** `24h`, `7d`, `90s`: as `--grace` takes it. */
function graceWord(ms: number): string {
  const units = [
    ["d", 86_400_000],
    ["h", 3_600_000],
    ["m", 60_000],
  ] as const;
  const unit = units.find(([, length]) => ms % length === 0 && ms >= length);
  return unit === undefined ? `${Math.round(ms / 1000)}s` : `${ms / unit[1]}${unit[0]}`;
}
