import { authText } from "../core/api.ts";
import { counted } from "../core/counted.ts";
import { expiryOf } from "../core/credential-draft.ts";
import { credentialProblems } from "../core/credential-rules.ts";
import { credentialName } from "../core/credential-text.ts";
import { emptyBook } from "../core/credential.ts";
import { limitText } from "../core/period.ts";
import type { Plan } from "../core/plan.ts";
import { plainText } from "../core/plain-text.ts";
import { buttonsLine } from "./buttons.ts";
import { clip, fit, textWidth } from "./cell.ts";
import type { ConsoleState } from "./console-data.ts";
import { certificateText } from "./certificate-text.ts";
import {
  chosenPlan,
  chosenProducts,
  credentialFields,
  itemLabel,
  kindOf,
  kindsOffered,
  plansListed,
  productsListed,
  whyNotIssued,
  type CredentialField,
  type CredentialForm,
  type CredentialText,
} from "./credential-form.ts";
import { cursorOf, isTextOf, listedIds } from "./credential-form-input.ts";
import { fieldsInWindow, problemLines, questionLines, type FormText } from "./form-window.ts";
import { isAscii, type Glyphs } from "./glyphs.ts";
import { inputWindow } from "./input-window.ts";
import { line, span, wrapText, type Line } from "./line.ts";
import { windowOf } from "./window.ts";

/** What a form about credentials is drawn from, beside itself. */
export type CredentialLook = {
  readonly data: ConsoleState;
  readonly glyphs: Glyphs;
  /** Columns and lines to write in. */
  readonly width: number;
  readonly room: number;
  /** Milliseconds since the epoch. */
  readonly now: number;
};

const LABEL_WIDTH = 17;

const LABELS: Readonly<Record<Exclude<CredentialField, "submit">, string>> = {
  provider: "Provider",
  products: "Products",
  kind: "Kind",
  plan: "Plan",
  owner: "Owner",
  alias: "Alias",
  labels: "Labels",
  username: "User name",
  key: "Key",
  certificate: "Certificate",
  redirect: "Redirect URI",
  grace: "Old one lasts",
  secret: "The key",
  pem: "Certificate",
};

const EXAMPLES: Readonly<Record<CredentialText, string>> = {
  owner: "who uses it: a name, or an e-mail address",
  alias: "what it is called at the Provider",
  labels: "team=pay, tier=gold",
  username: "made up when left empty",
  key: "made up when left empty",
  redirect: "https://app.example.com/callback",
  grace: "24h, 7d, or none",
  secret: "paste it; it is never shown",
  pem: "paste the PEM, or write the path of its file",
};

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
  const head =
    form.notice === null
      ? []
      : [
          ...wrapText(`${glyphs.warn} ${plainText(form.notice)}`, width - 2).map((part) =>
            line(" ", span(part, "warn")),
          ),
          line(),
        ];
  const blocks = credentialFields(form, data).map((field) => ({
    isFocused: field === form.field,
    lines: blockLines(form, field, look),
  }));
  return fieldsInWindow(blocks, { head, foot: questionLines(form.asking, glyphs), room: look.room });
}

function blockLines(form: CredentialForm, field: CredentialField, look: CredentialLook): readonly Line[] {
  const { glyphs } = look;
  const focused = form.field === field && form.asking === null;
  const problem = form.left.has(field) ? form.problems.get(field) : undefined;
  const told = problemLines(problem, { glyphs, indent: LABEL_WIDTH, width: valueWidth(look) });
  if (field === "submit") {
    return [
      line(),
      ...told,
      buttonsLine([{ label: `${VERBS[form.op]}${glyphs.ellipsis}`, focused }], glyphs),
    ];
  }
  const [first = line(), ...rest] = valueLines(form, field, { ...look, focused });
  const sign = focused ? `${glyphs.cursor} ` : "  ";
  const label = span(` ${sign}${fit(LABELS[field], LABEL_WIDTH - 3)}`, focused ? "focus" : "dim");
  const indent = " ".repeat(LABEL_WIDTH);
  return [line(label, ...first.spans), ...rest.map((one) => line(indent, ...one.spans)), ...told];
}

type FieldLook = CredentialLook & { readonly focused: boolean };

function valueWidth({ width }: CredentialLook): number {
  return Math.max(10, width - LABEL_WIDTH - 1);
}

function valueLines(
  form: CredentialForm,
  field: Exclude<CredentialField, "submit">,
  look: FieldLook,
): readonly Line[] {
  if (isTextOf(field)) return [textLine(form, field, look)];
  switch (field) {
    case "provider":
      return [choiceLine(form.provider === "" ? null : form.provider, look)];
    case "products":
      return look.focused ? listLines(form, look) : [line(productsText(form, look))];
    case "plan":
      return [
        ...(look.focused ? listLines(form, look) : [line(planText(form, look))]),
        ...expiryLines(form, look),
      ];
    case "kind":
      return kindLines(form, look);
    case "certificate":
      return certificateLines(form, look);
  }
}

function choiceLine(text: string | null, { focused, glyphs }: FieldLook): Line {
  const shown = text === null ? glyphs.none : plainText(text);
  const { left = "<", right = ">" } = glyphs.keys;
  return focused
    ? line(span(`${left} `, "focus"), span(shown, "selection"), span(` ${right}`, "focus"))
    : line(shown);
}

const MASKED: ReadonlySet<CredentialText> = new Set(["key", "secret"]);

function textLine(form: CredentialForm, field: CredentialText, look: FieldLook): Line {
  const { focused, glyphs } = look;
  const input = form.texts[field];
  const example = span(EXAMPLES[field], "dim");
  const width = valueWidth(look);
  if (input.text === "")
    return focused ? line(...inputWindow(input, 2, glyphs), " ", example) : line(example);
  if (field === "pem" && input.text.includes("\n")) {
    const lines = input.text.trim().split("\n").length;
    return line(`a text of ${counted(lines, "line")}, not shown`);
  }
  if (MASKED.has(field)) {
    const mask = (isAscii(glyphs) ? "*" : "•").repeat(Math.min(input.text.length, width - 2));
    return focused ? line(...inputWindow({ text: mask, cursor: mask.length }, width, glyphs)) : line(mask);
  }
  return focused
    ? line(...inputWindow(input, width, glyphs))
    : line(clip(plainText(input.text), width, glyphs.ellipsis));
}

function productsText(form: CredentialForm, { data, glyphs, ...look }: FieldLook): string {
  const ids = chosenProducts(form);
  const products = data.catalogs.get(form.provider)?.products ?? [];
  const names = ids.flatMap((id) => {
    const product = products.find(({ policyId }) => policyId === id);
    return product === undefined ? [id] : [plainText(itemLabel(product))];
  });
  const text = names.length === 0 ? glyphs.none : names.join(", ");
  return clip(text, valueWidth({ data, glyphs, ...look }), glyphs.ellipsis);
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
  const shown = able.length > 1 ? choiceLine(kind, look) : line(kind ?? glyphs.none);
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
  return problem === undefined ? null : `${problem.message}. ${problem.fix}`;
}

function certificateLines(form: CredentialForm, look: FieldLook): readonly Line[] {
  const { certificates, certificate } = form;
  const width = valueWidth(look);
  if (certificates === null) return [line(span(look.focused ? "asking for them" : "choose one", "dim"))];
  if (certificates.reason !== null) {
    return wrapText(plainText(certificates.reason), width).map((part) => line(span(part, "warn")));
  }
  if (certificates.certificates.length === 0) {
    return [line(span("there is none yet: upload one first", "warn"))];
  }
  const chosen = certificates.certificates.find(({ id }) => id === certificate);
  const text = chosen === undefined ? null : certificateText(chosen, look.now);
  const note = line(
    span(`${counted(certificates.certificates.length, "certificate")} to choose from`, "dim"),
  );
  return [choiceLine(text, look), ...(look.focused ? [note] : [])];
}

function listLines(form: CredentialForm, look: FieldLook): readonly Line[] {
  const { data, glyphs, room } = look;
  const width = valueWidth(look);
  const ids = listedIds(form, data);
  const cursor = cursorOf(form, ids);
  const height = Math.min(ids.length, Math.max(3, Math.min(8, room - 14)));
  const { top, end } = windowOf({ count: ids.length, cursor, offset: Math.floor(height / 2), height });
  const isPlan = form.field === "plan";
  const chosen = new Set(isPlan ? [chosenPlan(form)] : chosenProducts(form));
  const note = `  ${counted(ids.length, isPlan ? "Plan" : "Product")} ${glyphs.dot} space chooses`;
  const filter = line(
    span("/ ", "focus"),
    ...inputWindow(form.filter, Math.max(4, width - textWidth(note) - 2), glyphs),
    span(note, "dim"),
  );
  const texts = isPlan
    ? plansListed(form, data).map((plan) => [itemLabel(plan), limitText(plan.rate)] as const)
    : productsListed(form, data).map((one) => [itemLabel(one), authText(one.authMethods)] as const);
  const rows = texts.slice(top, end).map(([name, more], at) => {
    const isCursor = top + at === cursor;
    const sign = `${chosen.has(ids[top + at] ?? "") ? glyphs.marked : " "}${isCursor ? glyphs.cursor : " "} `;
    const half = Math.floor((width - 4) / 2);
    const { ellipsis } = glyphs;
    const text = `${sign}${fit(plainText(name), half, { ellipsis })} ${fit(plainText(more), half, { ellipsis })}`;
    return line(span(fit(text, width, { ellipsis }), isCursor ? "selection" : null));
  });
  const none = ids.length > 0 ? [] : [line(span(noneText(form, isPlan), "dim"))];
  return [filter, ...rows, ...none];
}

function noneText({ provider, filter }: CredentialForm, isPlan: boolean): string {
  if (provider === "") return "choose a Provider first";
  if (filter.text !== "") return "nothing matches";
  return isPlan ? "there is no other Plan" : "no Product is published: choose one on tab 2 and press p";
}
