import type { ConsoleState } from "./console-data.ts";
import { splitGraphemes } from "./cell.ts";
import { apisListed, cursorIndex, methodsOffered } from "./form-apis.ts";
import { chosenApis, type Form, type FormContent, type TextField } from "./form.ts";
import { inputOf, inserted, typed, type TextInput } from "./text-input.ts";
import { neighbour, TURNS } from "./turns.ts";
import { clamp } from "./window.ts";
import { writableProviders } from "./writable.ts";

/** How far a page goes in the list of APIs. */
const PAGE = 10;
const PAGES: Readonly<Record<string, 1 | -1>> = { pgup: -1, pgdn: 1 };

/** The form after a key that writes, or that turns what its field chooses from. */
export function enteredKey(form: Form, key: string, data: ConsoleState): Form {
  const { field } = form;
  if (field === "submit") return form;
  if (field === "apis") return enteredInChooser(form, key, data);
  if (field === "provider" || field === "authMethod") {
    const by = TURNS[key];
    return by === undefined ? form : turned(form, by, data);
  }
  if (field === "published") {
    return TURNS[key] === undefined ? form : withContent(form, { published: !form.content.published });
  }
  const input = typed(form.content.texts[field], key, limitsOf(field));
  return input === null ? form : withInput(form, field, input);
}

/** The form after a paste, or after a line break. */
export function enteredText(form: Form, text: string): Form {
  const { field, chooser } = form;
  if (field === "submit" || field === "provider" || field === "authMethod" || field === "published")
    return form;
  if (field === "apis") {
    return { ...form, chooser: { ...chooser, filter: inserted(chooser.filter, text.replaceAll(" ", "")) } };
  }
  return withInput(form, field, inserted(form.content.texts[field], text, limitsOf(field)));
}

/** The form with a text as the editor left it. */
export function replacedText(form: Form, field: TextField, text: string): Form {
  const written = limitsOf(field).lines
    ? text.replace(/\n$/u, "")
    : text.trim().replaceAll(/\s*\n\s*/gu, " ");
  return withInput(form, field, inputOf(written));
}

/** One row down or up within the field; null at its end, or where it has no rows. */
export function movedInField(form: Form, by: 1 | -1, data: ConsoleState): Form | null {
  if (form.field === "apis") {
    const listed = apisListed(form, data);
    const next = listed[cursorIndex(form, listed) + by];
    return next === undefined ? null : { ...form, chooser: { ...form.chooser, cursor: next.id } };
  }
  if (form.field !== "description") return null;
  const input = movedLine(form.content.texts.description, by);
  return input === null ? null : withInput(form, "description", input);
}

function limitsOf(field: TextField): { readonly longest: number; readonly lines: boolean } {
  return { longest: 20_000, lines: field === "description" };
}

function withInput(form: Form, field: TextField, input: TextInput): Form {
  const problems = new Map(form.problems);
  problems.delete(field);
  return { ...withContent(form, { texts: { ...form.content.texts, [field]: input } }), problems };
}

function withContent(form: Form, change: Partial<FormContent>): Form {
  return { ...form, content: { ...form.content, ...change } };
}

function turned(form: Form, by: 1 | -1, data: ConsoleState): Form {
  const { provider, authMethod } = form.content;
  if (form.field === "provider") {
    const name = neighbour(writableProviders(data, form.kind), provider, by);
    return name === null ? form : withContent(form, { provider: name });
  }
  const method = neighbour(methodsOffered(data, provider), authMethod, by);
  return method === null ? form : withContent(form, { authMethod: method });
}

function enteredInChooser(form: Form, key: string, data: ConsoleState): Form {
  const { chooser } = form;
  const listed = apisListed(form, data);
  const at = cursorIndex(form, listed);
  if (key === "space") return toggled(form, listed[at]?.id);
  const pages = PAGES[key];
  if (pages !== undefined) {
    const next = listed[clamp(at + pages * PAGE, 0, Math.max(0, listed.length - 1))];
    return { ...form, chooser: { ...chooser, cursor: next?.id ?? null } };
  }
  const filter = typed(chooser.filter, key);
  return filter === null ? form : { ...form, chooser: { filter, cursor: null } };
}

function toggled(form: Form, id: string | undefined): Form {
  if (id === undefined) return form;
  const { provider, chosen } = form.content;
  const ids = chosenApis(form.content);
  const next = ids.includes(id) ? ids.filter((one) => one !== id) : [...ids, id];
  return {
    ...withContent(form, { chosen: { ...chosen, [provider]: next } }),
    chooser: { ...form.chooser, cursor: id },
  };
}

/** The cursor in the same column of the line below or above; null on the last or first. */
function movedLine({ text, cursor }: TextInput, by: 1 | -1): TextInput | null {
  const parts = splitGraphemes(text);
  const starts = [0, ...parts.flatMap((part, at) => (part === "\n" ? [at + 1] : []))];
  const line = starts.findLastIndex((start) => start <= cursor);
  const start = starts[line + by];
  if (start === undefined) return null;
  const end = (starts[line + by + 1] ?? parts.length + 1) - 1;
  return { text, cursor: Math.min(end, start + cursor - (starts[line] ?? 0)) };
}
