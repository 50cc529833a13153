import { authText, type Api } from "../core/api.ts";
import { plainText } from "../core/plain-text.ts";
import { clip, fit } from "./cell.ts";
import { chooserLines } from "./chooser-lines.ts";
import type { ConsoleState } from "./console-data.ts";
import { apiChoice, apiName, apisListed, cursorIndex, methodsOffered } from "./form-apis.ts";
import {
  fieldBlock,
  optionsLine,
  submitBlock,
  valueWidth,
  windowedForm,
  type FieldLook,
  type FormText,
} from "./form-frame.ts";
import { chosenApis, fieldsOf, isProviderField, type Form, type FormField, type TextField } from "./form.ts";
import type { Glyphs } from "./glyphs.ts";
import { inputLines, inputWindow } from "./input-window.ts";
import { line, span, wrapText, type Line } from "./line.ts";
import { whyNotWritable, writableProviders, writeAbility } from "./writable.ts";

/** What a form is drawn from, beside itself. */
export type FormLook = {
  readonly data: ConsoleState;
  readonly glyphs: Glyphs;
  /** Columns and lines to write in. */
  readonly width: number;
  readonly room: number;
  /** The description as it will be read. */
  readonly preview: readonly Line[];
};

const PREVIEW_LINES = 6;
const DESCRIPTION_LINES = 6;

const LABELS: Readonly<Record<Exclude<FormField, "submit">, string>> = {
  provider: "Provider",
  authMethod: "Auth method",
  apis: "APIs",
  name: "Name",
  rate: "Rate",
  quota: "Quota",
  keyLifetime: "Keys expire",
  tags: "Tags",
  displayName: "Display name",
  description: "Description",
  labels: "Labels",
  published: "Published",
  metadata: "Metadata",
};

const EXAMPLES: Readonly<Partial<Record<FormField, string>>> = {
  name: "what it is called at the Provider",
  rate: "500/1m, or unlimited",
  quota: "100000/30d, or unlimited",
  keyLifetime: "90d, or never",
  tags: "portal, eu",
  displayName: "what consumers read; else the name",
  description: "Markdown; ctrl-e opens $EDITOR",
  labels: "team=pay, tier=gold",
  metadata: "for credentials: key=value, key=value",
};

/** `New Plan at EU`, `Edit Product "Payments" at EU`. */
export function formTitle({ kind, target, content }: Form): string {
  const noun = kind === "product" ? "Product" : "Plan";
  const place = content.provider === "" ? "" : ` at ${plainText(content.provider)}`;
  return target === null ? `New ${noun}${place}` : `Edit ${noun} "${plainText(target.item.name)}"${place}`;
}

/** The form's fields in as many lines as there is room for, the field that has the focus among them. */
export function formText(form: Form, look: FormLook): FormText {
  const blocks = fieldsOf(form).map((field) => ({ field, lines: blockLines(form, field, look) }));
  return windowedForm(form, blocks, { ...look, head: noticeLines(form, look) });
}

/** Why the fields of the Provider cannot be written now; null when they can. */
export function lockReason({ kind, target, content }: Form, data: ConsoleState): string | null {
  if (content.provider === "") return null;
  const why = whyNotWritable(data, content.provider, writeAbility(kind));
  if (why !== null || target === null) return why;
  return target.item.state === "hidden" ? "it is hidden: its policy is not at the Provider any more" : null;
}

function noticeLines(form: Form, { data, width, glyphs }: FormLook): readonly Line[] {
  const why = lockReason(form, data);
  if (why === null) return [];
  const what = form.target === null ? "" : " Display name, description and labels can be changed.";
  const text = `${glyphs.warn} ${plainText(why).replace(/\.$/u, "")}. What you enter is kept.${what}`;
  return [...wrapText(text, width - 2).map((part) => line(" ", span(part, "warn"))), line()];
}

function blockLines(form: Form, field: FormField, look: FormLook): readonly Line[] {
  const focused = form.field === field && form.asking === null;
  if (field === "submit")
    return submitBlock({ label: form.target === null ? "Create" : "Save", focused }, look);
  const problem = form.left.has(field) ? form.problems.get(field) : undefined;
  const value = valueLines(form, field, { ...look, focused });
  return fieldBlock({ label: LABELS[field], focused, problem, value }, look);
}

function valueLines(
  form: Form,
  field: Exclude<FormField, "submit">,
  look: FieldLook<FormLook>,
): readonly Line[] {
  const { data } = look;
  const { provider, authMethod } = form.content;
  if (field === "provider") return [optionsLine(writableProviders(data, form.kind), provider, look)];
  if (field === "authMethod") return [optionsLine(methodsOffered(data, provider), authMethod, look)];
  if (field === "published") return [optionsLine(["no", "yes"], form.content.published ? "yes" : "no", look)];
  return field === "apis" ? apiLines(form, look) : textLines(form, field, look);
}

function textLines(form: Form, field: TextField, look: FieldLook<FormLook>): readonly Line[] {
  const input = form.content.texts[field];
  const width = valueWidth(look);
  const { glyphs, focused } = look;
  const locked = isProviderField(field) && lockReason(form, look.data) !== null;
  if (input.text === "") {
    const example = span(EXAMPLES[field] ?? "", "dim");
    return [focused ? line(...inputWindow(input, 2, glyphs), " ", example) : line(example)];
  }
  if (field === "description") {
    const lines = focused
      ? inputLines(input, { width, most: DESCRIPTION_LINES }, glyphs)
      : [line(clip(plainText(input.text.split("\n")[0] ?? ""), width, glyphs.ellipsis))];
    return [...lines, ...previewLines(look)];
  }
  if (focused) return [line(...inputWindow(input, width, glyphs))];
  return [line(span(clip(plainText(input.text), width, glyphs.ellipsis), locked ? "dim" : null))];
}

function previewLines({ preview, glyphs, focused }: FieldLook<FormLook>): readonly Line[] {
  if (!focused || preview.length === 0) return [];
  const rule = span(`${glyphs.border.vertical} `, "dim");
  const shown = preview.slice(0, PREVIEW_LINES).map((one) => line(rule, ...one.spans));
  return [line(span("as it is read:", "dim")), ...shown];
}

function apiLines(form: Form, look: FieldLook<FormLook>): readonly Line[] {
  const { data, glyphs, focused } = look;
  const chosen = chosenApis(form.content);
  const width = valueWidth(look);
  if (!focused) {
    const names = chosen.slice(0, 5).map((id) => plainText(apiName(data, form.content.provider, id)));
    const text = chosen.length === 0 ? glyphs.none : `${chosen.length}: ${names.join(", ")}`;
    return [line(clip(text, width, glyphs.ellipsis))];
  }
  const listed = apisListed(form, data);
  const most = Math.max(3, Math.min(10, look.room - 10));
  return chooserLines(
    {
      filter: form.chooser.filter,
      items: listed,
      cursor: cursorIndex(form, listed),
      noun: "API",
      chosen: chosen.length,
      none: noApisText(form),
      isChosen: (api) => apiChoice(form, api).chosen,
      text: (api, room) => apiCells(api, room, glyphs.ellipsis),
      role: (api) => (apiChoice(form, api).fits ? null : "warn"),
    },
    look,
    most,
  );
}

/** Name and path tell two APIs of one name apart, the id does in any case. */
function apiCells(api: Api, width: number, ellipsis: string): string {
  const cells = [
    [plainText(api.name), 0.32],
    [plainText(api.listenPath ?? ""), 0.26],
    [authText(api.authMethods), 0.2],
  ] as const;
  const fitted = cells.map(([text, share]) => fit(text, Math.floor(width * share) - 1, { ellipsis }));
  return [...fitted, plainText(api.id)].join(" ");
}

function noApisText({ content, chooser }: Form): string {
  if (content.authMethod === null) return "choose an auth method first";
  return chooser.filter.text === "" ? `no API has ${content.authMethod}` : "no API matches";
}
