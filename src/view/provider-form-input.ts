import {
  isNameBegun,
  secretChoices,
  type ProviderContent,
  type ProviderField,
  type ProviderForm,
  type ProviderTextField,
} from "./provider-form.ts";
import { EMPTY_INPUT, inserted, typed, type TextInput } from "./text-input.ts";
import { neighbour, TURNS } from "./turns.ts";

const LIMITS = { longest: 4_000, lines: false };

/** The form after a key that writes, or that turns what its field chooses from. */
export function enteredProviderKey(form: ProviderForm, key: string): ProviderForm {
  const by = TURNS[key];
  const { content, draft, field } = form;
  if (isProviderText(form, field)) {
    const input = typed(content.texts[field], key, LIMITS);
    return input === null ? form : withText(form, field, input);
  }
  if (by === undefined) return form;
  switch (field) {
    case "adapter": {
      const names = draft.adapters.map(({ adapter }) => adapter);
      return changed(form, { adapter: neighbour(names, content.adapter, by) ?? content.adapter });
    }
    case "secretFrom": {
      const secretFrom = neighbour(secretChoices(form), content.secretFrom, by) ?? content.secretFrom;
      // What was a path or a variable is no secret, and the other way round.
      return changed(form, { secretFrom, texts: { ...content.texts, secret: EMPTY_INPUT } });
    }
    case "insecureSkipVerify":
      return changed(form, { insecureSkipVerify: !content.insecureSkipVerify });
    case "enabled":
      return changed(form, { enabled: !content.enabled });
    case "test":
    case "submit":
      return form;
  }
}

/** The form after a paste. What is pasted for a variable and is no name of one is taken for the secret itself. */
export function pastedProviderText(form: ProviderForm, text: string): ProviderForm {
  const { field, content } = form;
  if (!isProviderText(form, field)) return form;
  if (field !== "secret") return withText(form, field, inserted(content.texts[field], text, LIMITS));
  // A copied secret often has a line end behind it.
  const secret = text.trim();
  const isSecret = content.secretFrom === "env" && content.texts.secret.text === "" && !isNameBegun(secret);
  const place = isSecret ? changed(form, { secretFrom: "typed" }) : form;
  return withText(place, field, inserted(content.texts[field], secret, LIMITS));
}

/** Whether the field is written. */
export function isProviderText({ content }: ProviderForm, field: ProviderField): field is ProviderTextField {
  return Object.hasOwn(content.texts, field);
}

function withText(form: ProviderForm, field: ProviderTextField, input: TextInput): ProviderForm {
  const problems = new Map(form.problems);
  problems.delete(field);
  return { ...changed(form, { texts: { ...form.content.texts, [field]: input } }), problems };
}

/** What was found for other settings says nothing about these. */
function changed(form: ProviderForm, change: Partial<ProviderContent>): ProviderForm {
  return { ...form, content: { ...form.content, ...change }, test: null };
}
