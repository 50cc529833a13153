import type { CredentialRequest } from "../core/credential-change.ts";
import type { ChosenParts } from "../core/credential-intent.ts";
import { credentialProblems } from "../core/credential-rules.ts";
import { emptyBook } from "../core/credential.ts";
import { readPeriod, type Read } from "../core/limit-words.ts";
import { exactSeconds } from "../core/period.ts";
import type { ConsoleState } from "./console-data.ts";
import { fixInConsole } from "./credential-fix-text.ts";
import {
  chosenPlan,
  chosenProducts,
  credentialFields,
  kindOf,
  whyNotIssued,
  type CredentialField,
  type CredentialForm,
  type CredentialText,
} from "./credential-form.ts";
import { missingAbility, needsKeyToEnd } from "./credential-watch.ts";
import { readTextPairs } from "./form-pairs.ts";
import { providerOf } from "./writable.ts";

/** What a form asks for; null while something in it cannot be read, which `problems` tell by field. */
export type CredentialReading = {
  readonly request: CredentialRequest | null;
  readonly problems: ReadonlyMap<CredentialField, string>;
};

/** Reads what was entered; the rules that it would break are told at their fields. */
export function readCredentialForm(form: CredentialForm, data: ConsoleState): CredentialReading {
  const problems = new Map<CredentialField, string>(missing(form, data));
  if (problems.size > 0) return { request: null, problems };
  const { request, problems: unread } = requestOf(form, data);
  for (const [field, problem] of unread) problems.set(field, problem);
  for (const [field, problem] of broken(form, request, data)) problems.set(field, problem);
  return { problems, request: problems.size > 0 ? null : request };
}

function textOf({ texts }: CredentialForm, field: CredentialText): string {
  return texts[field].text.trim();
}

function asked(request: CredentialRequest): CredentialReading {
  return { request, problems: new Map() };
}

function unreadable(field: CredentialField, problem: string): CredentialReading {
  return { request: null, problems: new Map([[field, problem]]) };
}

function requestOf(form: CredentialForm, data: ConsoleState): CredentialReading {
  const { op, provider, target } = form;
  const id = target?.id ?? "";
  const secret = textOf(form, "secret");
  const given = secret === "" ? {} : { secret };
  switch (op) {
    case "issue":
      return issueOf(form, data);
    case "rotate":
      return rotationOf(form, data);
    case "move":
      return asked({ op, provider, id, plan: chosenPlan(form) ?? "", ...given });
    case "revoke":
      return asked({ op, provider, id, force: false, ...given });
    case "addCertificate":
      return asked({ op, provider, pem: form.texts.pem.text.trim() });
  }
}

function rotationOf(form: CredentialForm, data: ConsoleState): CredentialReading {
  const { provider, target } = form;
  const grace = readGrace(textOf(form, "grace"));
  if (!grace.ok) return unreadable("grace", grace.problem);
  const view = providerOf(data, provider);
  if (grace.value !== null && target !== null && needsKeyToEnd(view, target.kind)) {
    const why = missingAbility(view, "revokeCredentials") ?? "";
    return unreadable("grace", `the old one could not be revoked at the end of its time: ${why} Write none.`);
  }
  const secret = textOf(form, "secret");
  const given = secret === "" ? {} : { secret };
  const chosen = chosenParts(form, data);
  return asked({ op: "rotate", provider, id: target?.id ?? "", graceMs: grace.value, chosen, ...given });
}

function issueOf(form: CredentialForm, data: ConsoleState): CredentialReading {
  const labels = readTextPairs(textOf(form, "labels"));
  if (!labels.ok) return unreadable("labels", labels.problem);
  const orNull = (field: CredentialText): string | null => textOf(form, field) || null;
  return asked({
    op: "issue",
    provider: form.provider,
    products: chosenProducts(form),
    plan: chosenPlan(form) ?? "",
    kind: form.chosenKind === null ? null : kindOf(form, data),
    owner: orNull("owner"),
    alias: orNull("alias"),
    labels: labels.value,
    chosen: chosenParts(form, data),
    force: credentialFields(form, data).includes("force") && form.isForced,
  });
}

/** What was chosen instead of having it made, of the fields that the form has. */
function chosenParts(form: CredentialForm, data: ConsoleState): ChosenParts {
  const fields = new Set(credentialFields(form, data));
  const given = (field: CredentialText): string => (fields.has(field) ? textOf(form, field) : "");
  const [key, username, redirectUri] = [given("key"), given("username"), given("redirect")];
  // Spaces may be part of a password.
  const password = given("password") === "" ? "" : form.texts.password.text;
  const certificateId = fields.has("certificate") ? (form.certificate ?? "") : "";
  const parts = { key, username, password, redirectUri, certificateId };
  return Object.fromEntries(Object.entries(parts).filter(([, text]) => text !== ""));
}

/** How long the old one works on: `24h`, `7d`; `none` (or nothing) ends it at once, as null. */
export function readGrace(text: string): Read<number | null> {
  const word = text.trim().toLowerCase();
  if (word === "" || word === "none" || word === "0") return { ok: true, value: null };
  const period = readPeriod(word);
  const seconds = period.ok ? exactSeconds(period.value) : null;
  if (seconds !== null) return { ok: true, value: seconds * 1000 };
  return { ok: false, problem: `"${text}" is no time: write 24h or 7d, or none to end the old one at once` };
}

type Problem = readonly [CredentialField, string];

/** What has to be there before anything can be asked for. */
function missing(form: CredentialForm, data: ConsoleState): readonly Problem[] {
  switch (form.op) {
    case "issue":
      return missingForIssue(form, data);
    case "move":
      return [
        ...(chosenPlan(form) === null ? [["plan", "choose one: space"] as const] : []),
        ...missingKey(form, data),
      ];
    case "revoke":
    case "rotate":
      return missingKey(form, data);
    case "addCertificate":
      return textOf(form, "pem") === "" ? [["pem", "paste the PEM, or write the path of its file"]] : [];
  }
}

/** Where there is a field for the key itself, nothing goes without. */
function missingKey(form: CredentialForm, data: ConsoleState): readonly Problem[] {
  const isMissing = credentialFields(form, data).includes("secret") && textOf(form, "secret") === "";
  return isMissing ? [["secret", "paste the key itself"]] : [];
}

function missingForIssue(form: CredentialForm, data: ConsoleState): readonly Problem[] {
  const { provider, certificate } = form;
  if (provider === "") return [["provider", "choose a Provider: ← → or space"]];
  const kind = kindOf(form, data);
  // The field itself tells why.
  const isNotIssued = kind === null || whyNotIssued(data, provider, kind) !== null;
  if (chosenProducts(form).length > 0 && isNotIssued) return [["kind", "choose other Products"]];
  const found: readonly (Problem | null)[] = [
    chosenProducts(form).length === 0 ? ["products", "choose at least one: space"] : null,
    chosenPlan(form) === null ? ["plan", "choose one: space"] : null,
    kind === "mtls" && certificate === null ? ["certificate", "choose one: ← → or space"] : null,
  ];
  return found.filter((one) => one !== null);
}

/** The rules that it would break, each at its field. */
function broken(form: CredentialForm, request: CredentialRequest | null, data: ConsoleState) {
  const catalog = data.catalogs.get(form.provider);
  if (request === null || catalog === undefined) return [];
  const book = data.books.get(form.provider) ?? emptyBook(form.provider);
  const fields = credentialFields(form, data);
  return credentialProblems(request, { catalog, book }).map(({ field, message, fix }) => {
    const place = fields.find((one) => one === field) ?? "submit";
    return [place, `${message}. ${fixInConsole(fix)}`] as const;
  });
}
