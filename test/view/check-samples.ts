import { passed, unknownAfter, warning, type CheckRun, type CheckStep } from "../../src/core/check.ts";

function runOf(...steps: readonly CheckStep[]): CheckRun {
  return { provider: "EU", startedAt: "2026-08-21T12:00:00.000Z", running: false, steps };
}

function fails(id: string, seen: string, advice: string): CheckStep {
  return { id, outcome: "fail", seen, advice };
}

const WAY = [
  passed("url", "https://dash.example.com:3000"),
  passed("dns", "dash.example.com is 192.0.2.7"),
  passed("port", "dash.example.com:3000 accepts connections"),
] as const;

const PERMISSIONS = [
  ["apis", "APIs: Write"],
  ["certs", "Certificates: Write"],
  ["keys", "Keys: Write"],
  ["policies", "Policies: Write"],
  ["analytics", "Analytics: Read"],
  ["users", "Users: Read"],
  ["others", "nothing beyond what is needed"],
].map(([key, seen]) => passed(`permission-${key}`, String(seen)));

/** A check that found everything as it should be. */
export const HEALTHY_RUN: CheckRun = runOf(
  ...WAY,
  passed("tls", "dash.example.com, issued by Example CA, 61 days left"),
  passed("dashboard", "speaks like a Tyk Dashboard"),
  passed("secret", "the access key is accepted"),
  passed("user", "portal@example.com is active"),
  passed("organisation", "5e9d9544a1dcd60001d0ed20 (the key's own; organisationId names none)"),
  ...PERMISSIONS,
  passed("policies", "can be read: 36, in one answer and by its pages"),
  passed("selection", '36 policies, 32 with "portal": 12 Products and 8 Plans'),
  passed("gateway", "answers for key operations"),
  passed("baseline", "https://api.example.com answers"),
  passed("clock", "both clocks agree within a minute"),
  passed("sync", "last synchronized 2m ago"),
);

/** A check of every outcome, with texts that need several lines. */
export const SICK_RUN: CheckRun = runOf(
  ...WAY,
  warning("tls", {
    seen: "insecureSkipVerify hides that its certificate has expired (CERT_HAS_EXPIRED): dash.example.com, issued by Example CA, expired 9 days ago, and this is production",
    advice:
      "Make the issuer known with NODE_EXTRA_CA_CERTS=issuer.pem, or have the certificate replaced; then take insecureSkipVerify out.",
    practice: "insecure-skip-verify",
  }),
  passed("dashboard", "speaks like a Tyk Dashboard"),
  fails(
    "secret",
    "The Dashboard does not accept the secret: GET /api/users was answered 401 Unauthorized.",
    "The secret is the API access key of a Dashboard user (Users, the user's profile); it may have been reset.",
  ),
  ...["user", "organisation", ...PERMISSIONS.map(({ id }) => id), "policies", "selection", "gateway"].map(
    (id) => unknownAfter(id, "secret"),
  ),
  fails(
    "baseline",
    "GET https://api.example.com/ failed: api.example.com:443 refused the connection (ECONNREFUSED).",
    "Consumers call this address. Check the port in baselineUrl, and that the server is running and lets this machine in.",
  ),
  passed("clock", "both clocks agree within a minute"),
  warning("sync", {
    seen: "last synchronized 3h ago: not synchronized for more than 3 intervals",
    advice: "Synchronize it: portico sync EU",
    practice: "not-synchronized",
  }),
  warning("practice:no-description", {
    seen: "no description: nobody can tell what this Provider is for",
    advice: "Set description: what it serves, and who is responsible.",
    practice: "no-description",
  }),
);
