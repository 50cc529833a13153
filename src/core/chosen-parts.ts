import type { CredentialProblem } from "./credential-rules.ts";
import type { ChosenParts } from "./credential-intent.ts";
import type { CredentialKind } from "./credential-kinds.ts";

type Part = keyof ChosenParts;

/** What may be chosen of each kind, instead of having it made. */
const CHOOSABLE: Readonly<Record<CredentialKind, readonly Part[]>> = {
  apiKey: ["key"],
  basic: ["username", "password"],
  hmac: ["key"],
  mtls: ["certificateId"],
  oauth2: ["redirectUri"],
  jwt: [],
};

const PARTS = ["key", "username", "password", "certificateId", "redirectUri"] as const;
const WORDS: Readonly<Record<Part, string>> = {
  key: "key",
  username: "user name",
  password: "password",
  certificateId: "certificate",
  redirectUri: "redirect address",
};

/** What was chosen that this kind has no place for: it would be dropped, and something else made. Values are not told. */
export function chosenProblems(kind: CredentialKind, chosen: ChosenParts): readonly CredentialProblem[] {
  const fits = CHOOSABLE[kind];
  const strays = PARTS.filter((part) => chosen[part] !== undefined && !fits.includes(part));
  const may = fits.map((part) => `a ${WORDS[part]}`).join(" and ");
  const fix = `Leave it out: of ${kind}, ${may === "" ? "nothing" : may} may be chosen.`;
  return strays.map((part) => ({
    field: part === "certificateId" ? "certificate" : part,
    message: `a ${WORDS[part]} was given, and a credential of the kind ${kind} takes none`,
    fix,
  }));
}
