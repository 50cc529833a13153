import { authText } from "../core/api.ts";
import { counted } from "../core/counted.ts";
import { expiryOf } from "../core/credential-draft.ts";
import { credentialProblems } from "../core/credential-rules.ts";
import { credentialName } from "../core/credential-text.ts";
import { emptyBook } from "../core/credential.ts";
import { limitText } from "../core/period.ts";
import type { Plan } from "../core/plan.ts";
import { excerpt, plainText } from "../core/plain-text.ts";
import { clip, fit } from "./cell.ts";
import { certificateText } from "./certificate-text.ts";
import { chooserLines } from "./chooser-lines.ts";
import type { ConsoleState } from "./console-data.ts";
import { issuingProviders } from "./credential-checks.ts";
import { fixInConsole } from "./credential-fix-text.ts";
import {
  chosenPlan,
  chosenProducts,
  credentialFields,
  itemLabel,
  kindOf,
  noticeOf,
  kindsOffered,
  plansListed,
  productsListed,
  whyNotIssued,
  type CredentialField,
  type CredentialForm,
  type CredentialText,
} from "./credential-form.ts";
import { cursorOf, isTextOf, listedIds } from "./credential-form-input.ts";
import { CREDENTIAL_EXAMPLES, CREDENTIAL_LABELS } from "./credential-labels.ts";
import {
  fieldBlock,
  optionsLine,
  submitBlock,
  valueWidth,
  windowedForm,
  type FieldLook as LookOf,
  type FormText,
  type FrameLook,
} from "./form-frame.ts";
import { inputWindow } from "./input-window.ts";
import { line, span, wrapText, type Line } from "./line.ts";
import { maskedInput } from "./masked-input.ts";

/** What a form about credentials is drawn from, beside itself. */
export type CredentialLook = FrameLook & {
  readonly data: ConsoleState;
  /** Milliseconds since the epoch. */
  readonly now: number;
};
type FieldLook = LookOf<CredentialLook>;

const VERBS: Readonly<Record<CredentialForm["op"], string>> = {
  issue: "Issue",
  rotate: "Rotate",
  move: "Move",
  revoke: "Revoke",
  addCertificate: "Upload",
};

/** `Issue a credential at EU`, `Rotate credential "app-7" at EU`. */
export function credentialFormTitle({ op, provider, target }: CredentialForm): string {
  const place = provider === "" ? "" : ` at ${plainText(provider)}`;
  if (op === "addCertificate") return `Upload a certificate${place}`;
  const name = target === null ? "a credential" : `credential "${plainText(credentialName(target))}"`;
  return `${VERBS[op]} ${name}${place}`;
}

/** The form's fields in as many lines as there is room for, the field that has the focus among them. */
export function credentialFormText(form: CredentialForm, look: CredentialLook): FormText {
  const { width, glyphs, data } = look;
  const notice = noticeOf(form, data);
  const head =
    notice === null
      ? []
      : [
          ...wrapText(`${glyphs.warn} ${plainText(notice)}`, width - 2).map((part) =>
            line(" ", span(part, "warn")),
          ),
          line(),
        ];
  const blocks = credentialFields(form, data).map((field) => ({
    field,
    lines: blockLines(form, field, look),
  }));
  return windowedForm(form, blocks, { ...look, head });
}

function blockLines(form: CredentialForm, field: CredentialField, look: CredentialLook): readonly Line[] {
  const focused = form.field === field && form.asking === null;
  const problem = form.left.has(field) ? form.problems.get(field) : undefined;
  if (field === "submit") {
    const isTold = form.op === "issue" && kindOf(form, look.data) === "jwt";
    return submitBlock({ label: isTold ? "Explain" : VERBS[form.op], focused, problem }, look);
  }
  const value = valueLines(form, field, { ...look, focused });
  return fieldBlock({ label: CREDENTIAL_LABELS[field], focused, problem, value }, look);
}

function valueLines(
  form: CredentialForm,
  field: Exclude<CredentialField, "submit">,
  look: FieldLook,
): readonly Line[] {
  if (isTextOf(field)) return [textLine(form, field, look)];
  switch (field) {
    case "provider":
      return [optionsLine(issuingProviders(look.data), form.provider, look)];
    case "products":
      return look.focused ? listLines(form, look) : [line(productsText(form, look))];
    case "plan":
      return [
        ...(look.focused ? listLines(form, look) : [line(planText(form, look))]),
        ...expiryLines(form, look),
      ];
    case "kind":
      return kindLines(form, look);
    case "force":
      return [optionsLine(["no", "yes"], form.isForced ? "yes" : "no", look)];
    case "certificate":
      return certificateLines(form, look);
  }
}

const MASKED: ReadonlySet<CredentialText> = new Set(["password", "key", "secret"]);

function textLine(form: CredentialForm, field: CredentialText, look: FieldLook): Line {
  const { focused, glyphs } = look;
  const input = form.texts[field];
  const example = span(CREDENTIAL_EXAMPLES[field], "dim");
  const width = valueWidth(look);
  if (input.text === "")
    return focused ? line(...inputWindow(input, 2, glyphs), " ", example) : line(example);
  if (field === "pem" && input.text.includes("\n")) {
    const lines = input.text.trim().split("\n").length;
    return line(`a text of ${counted(lines, "line")}, not shown`);
  }
  const shown = MASKED.has(field) ? maskedInput(input, glyphs) : input;
  return focused
    ? line(...inputWindow(shown, width, glyphs))
    : line(clip(plainText(shown.text), width, glyphs.ellipsis));
}

function productsText(form: CredentialForm, { data, glyphs, width }: FieldLook): string {
  const ids = chosenProducts(form);
  const products = data.catalogs.get(form.provider)?.products ?? [];
  const names = ids.flatMap((id) => {
    const product = products.find(({ policyId }) => policyId === id);
    return product === undefined ? [id] : [plainText(itemLabel(product))];
  });
  const text = names.length === 0 ? glyphs.none : names.join(", ");
  return clip(text, valueWidth({ width }), glyphs.ellipsis);
}

function planOf(form: CredentialForm, data: ConsoleState): Plan | null {
  const id = chosenPlan(form);
  return data.catalogs.get(form.provider)?.plans.find(({ policyId }) => policyId === id) ?? null;
}

function planText(form: CredentialForm, { data, glyphs }: FieldLook): string {
  const plan = planOf(form, data);
  return plan === null ? (chosenPlan(form) ?? glyphs.none) : plainText(itemLabel(plan));
}

/** When a credential of this Plan would end. */
function expiryLines(form: CredentialForm, { data, now }: FieldLook): readonly Line[] {
  const plan = planOf(form, data);
  if (plan === null || form.op !== "issue") return [];
  const end = expiryOf(new Date(now).toISOString(), plan.keyLifetime);
  return [line(span(end === null ? "never expires" : `expires ${end.slice(0, 10)}`, "dim"))];
}

/** Only what the Products call for, and of that only what the Provider issues; what it does not says why. */
function kindLines(form: CredentialForm, look: FieldLook): readonly Line[] {
  const { data, glyphs } = look;
  const offered = kindsOffered(form, data);
  const width = valueWidth(look);
  if (offered.length === 0) {
    const why = nothingToIssue(form, data);
    const text = why ?? "follows from the Products";
    return wrapText(text, width).map((part) => line(span(part, why === null ? "dim" : "warn")));
  }
  const missing = offered.flatMap((kind) => {
    const why = whyNotIssued(data, form.provider, kind);
    return why === null
      ? []
      : wrapText(`${kind}: ${plainText(why)}`, width).map((part) => line(span(part, "dim")));
  });
  const able = offered.filter((kind) => whyNotIssued(data, form.provider, kind) === null);
  const kind = kindOf(form, data);
  const shown = able.length > 1 ? optionsLine(able, kind, look) : line(kind ?? glyphs.none);
  return [shown, ...missing];
}

/** What to do instead, where the Products chosen take no credential; null while none is chosen. */
function nothingToIssue(form: CredentialForm, data: ConsoleState): string | null {
  const { provider } = form;
  const catalog = data.catalogs.get(provider);
  const products = chosenProducts(form);
  if (catalog === undefined || products.length === 0) return null;
  const empty = { kind: null, owner: null, alias: null, labels: {}, chosen: {}, force: true } as const;
  const request = { op: "issue", provider, products, plan: "", ...empty } as const;
  const problem = credentialProblems(request, { catalog, book: emptyBook(provider) }).find(
    ({ field }) => field === "kind",
  );
  return problem === undefined ? null : `${problem.message}. ${fixInConsole(problem.fix)}`;
}

function certificateLines(form: CredentialForm, look: FieldLook): readonly Line[] {
  const { certificates, certificate } = form;
  const width = valueWidth(look);
  if (certificates === null) {
    const before = certificate === null ? "choose one" : `as before: ${excerpt(certificate, width - 11)}`;
    return [line(span(look.focused ? "asking for them" : before, "dim"))];
  }
  if (certificates.reason !== null) {
    return wrapText(plainText(certificates.reason), width).map((part) => line(span(part, "warn")));
  }
  if (certificates.certificates.length === 0) {
    return [line(span("there is none yet: upload one first", "warn"))];
  }
  const texts = new Map(certificates.certificates.map((one) => [one.id, certificateText(one, look.now)]));
  return [optionsLine([...texts.values()], texts.get(certificate ?? "") ?? null, look)];
}

function listLines(form: CredentialForm, look: FieldLook): readonly Line[] {
  const { data, room } = look;
  const most = Math.max(3, Math.min(8, room - 14));
  const ids = listedIds(form, data);
  const { filter } = form;
  const list = { filter, cursor: cursorOf(form, ids), none: noneText(form, form.field === "plan") };
  if (form.field === "plan") {
    const plan = chosenPlan(form);
    return chooserLines(
      {
        ...list,
        items: plansListed(form, data),
        noun: "Plan",
        chosen: null,
        isChosen: ({ policyId }) => policyId === plan,
        text: (one, width) => halves(itemLabel(one), limitText(one.rate), { ...look, width }),
      },
      look,
      most,
    );
  }
  const chosen = new Set(chosenProducts(form));
  return chooserLines(
    {
      ...list,
      items: productsListed(form, data),
      noun: "Product",
      chosen: chosen.size,
      isChosen: ({ policyId }) => chosen.has(policyId),
      text: (one, width) => halves(itemLabel(one), authText(one.authMethods), { ...look, width }),
    },
    look,
    most,
  );
}

/** A name and what tells more of it, each in half of the width. */
function halves(name: string, more: string, { glyphs, width }: FrameLook): string {
  const { ellipsis } = glyphs;
  const half = Math.floor(width / 2);
  return `${fit(plainText(name), half, { ellipsis })} ${fit(plainText(more), width - half - 1, { ellipsis })}`;
}

function noneText({ provider, filter }: CredentialForm, isPlan: boolean): string {
  if (provider === "") return "choose a Provider first";
  if (filter.text !== "") return "nothing matches";
  return isPlan ? "there is no other Plan" : "no Product is published yet: publish one in its list";
}
