import { plainText } from "../core/plain-text.ts";
import { stepsToMend, type CheckStep } from "../core/check.ts";
import type { ProviderTest } from "../core/provider-edit.ts";
import { clip } from "./cell.ts";
import { fieldBlock, optionsLine, submitBlock, valueWidth, windowedForm } from "./form-frame.ts";
import type { FieldLook, FormText, FrameLook } from "./form-frame.ts";
import { buttonsLine } from "./buttons.ts";
import type { Glyphs } from "./glyphs.ts";
import { inputWindow } from "./input-window.ts";
import { line, span, wrapText, type Line, type Role } from "./line.ts";
import { maskedInput } from "./masked-input.ts";
import {
  adapterChosen,
  isHiddenText,
  providerFields,
  secretChoices,
  type ProviderField,
  type ProviderForm,
  type ProviderTextField,
  type SecretFrom,
} from "./provider-form.ts";
import { isProviderText } from "./provider-form-input.ts";

const LABELS: Readonly<Record<Exclude<ProviderField, "test" | "submit">, string>> = {
  name: "Name",
  adapter: "Adapter",
  url: "URL",
  secretFrom: "Secret from",
  secret: "Secret",
  organisationId: "Organisation",
  insecureSkipVerify: "Skip verify",
  policyTags: "Policy tags",
  baselineUrl: "Baseline URL",
  environment: "Environment",
  description: "Description",
  options: "Options",
  enabled: "Enabled",
};

const EXAMPLES: Readonly<Partial<Record<ProviderField, string>>> = {
  name: "what it is called here; unique",
  url: "https://dashboard.example.com:3000",
  policyTags: "portal, eu; empty takes all",
  baselineUrl: "https://gateway.example.com",
  environment: "staging; production asks before writing",
  description: "a note of your own",
  options: "of the adapter: timeout=30s",
};

/** What a field is for, where the adapter has no words of its own. */
const HELP: Readonly<Partial<Record<ProviderField, string>>> = {
  name: "Everything that is stored of it hangs on this name; renaming it here keeps that.",
  insecureSkipVerify: "Accepts any certificate: whoever is between can read the secret.",
  baselineUrl: "Where its gateway answers: the beginning of the URLs of its APIs.",
  environment: "A label of your own. Writing to production asks for the Provider's name.",
  enabled: "A disabled one is not synchronized; what is known of it stays.",
};

const SECRET_WORDS: Readonly<Record<SecretFrom, string>> = {
  keep: "as it is",
  moved: "moved into a file",
  env: "variable",
  file: "file",
  typed: "typed, into a file",
  config: "typed, into the YAML",
};

const SECRET_EXAMPLES: Readonly<Record<SecretFrom, string>> = {
  keep: "",
  moved: "",
  env: "DASHBOARD_KEY",
  file: "/run/secrets/dashboard",
  typed: "the secret; only you will be able to read the file",
  config: "the secret; everyone who reads the YAML will have it",
};

/** `New Provider`, `Edit Provider "EU"`. */
export function providerFormTitle({ target }: ProviderForm): string {
  return target === null ? "New Provider" : `Edit Provider "${plainText(target)}"`;
}

/** The form in as many lines as there is room for, the field that has the focus among them. */
export function providerFormText(form: ProviderForm, look: FrameLook): FormText {
  const blocks = providerFields(form).map((field) => ({ field, lines: blockLines(form, field, look) }));
  return windowedForm(form, blocks, { ...look, head: [] });
}

function blockLines(form: ProviderForm, field: ProviderField, look: FrameLook): readonly Line[] {
  const focused = form.field === field && form.asking === null;
  if (field === "submit")
    return submitBlock({ label: form.target === null ? "Add" : "Save", focused }, look).slice(1);
  if (field === "test") return testBlock(form, focused, look);
  const problem = form.left.has(field) ? form.problems.get(field) : undefined;
  const value = [
    ...valueLines(form, field, { ...look, focused }),
    ...(focused ? helpLines(form, field, look) : []),
  ];
  return fieldBlock({ label: LABELS[field], focused, problem, value }, look);
}

function valueLines(
  form: ProviderForm,
  field: Exclude<ProviderField, "test" | "submit">,
  look: FieldLook,
): readonly Line[] {
  const { content, draft } = form;
  if (isProviderText(form, field)) return [textLine(form, field, look)];
  switch (field) {
    case "adapter":
      return [
        optionsLine(
          draft.adapters.map(({ adapter }) => adapter),
          content.adapter,
          look,
        ),
      ];
    case "secretFrom": {
      const words = secretChoices(form).map((choice) => SECRET_WORDS[choice]);
      return [optionsLine(words, SECRET_WORDS[content.secretFrom], look)];
    }
    case "insecureSkipVerify":
      return [optionsLine(["no", "yes"], content.insecureSkipVerify ? "yes" : "no", look)];
    case "enabled":
      return [optionsLine(["yes", "no"], content.enabled ? "yes" : "no", look)];
  }
}

function textLine(form: ProviderForm, field: ProviderTextField, look: FieldLook): Line {
  const { glyphs, focused } = look;
  const width = valueWidth(look);
  const written = form.content.texts[field];
  const input = isHiddenText(form, field) ? maskedInput(written, glyphs) : written;
  if (input.text === "") {
    const example = span(
      field === "secret" ? SECRET_EXAMPLES[form.content.secretFrom] : (EXAMPLES[field] ?? ""),
      "dim",
    );
    return focused ? line(...inputWindow(input, 2, glyphs), " ", example) : line(example);
  }
  if (focused) return line(...inputWindow(input, width, glyphs));
  return line(span(clip(plainText(input.text), width, glyphs.ellipsis)));
}

function helpLines(form: ProviderForm, field: ProviderField, look: FrameLook): readonly Line[] {
  const text = helpText(form, field);
  if (text === null) return [];
  return wrapText(plainText(text), valueWidth(look)).map((part) => line(span(part, "dim")));
}

function helpText(form: ProviderForm, field: ProviderField): string | null {
  const help = adapterChosen(form)?.help ?? {};
  if (field === "secretFrom") return keptSecret(form);
  if (field === "url" || field === "secret" || field === "organisationId" || field === "policyTags") {
    return help[field] ?? null;
  }
  return HELP[field] ?? null;
}

/** Where the secret comes from now. */
function keptSecret({ draft }: ProviderForm): string | null {
  const { from, word } = draft.secret;
  switch (from) {
    case "none":
      return null;
    case "env":
      return `Now from the environment variable ${word}.`;
    case "file":
      return `Now from the file ${word}.`;
    case "command":
      return "Now from a command, as the YAML says.";
    case "literal":
      return "Now written out in the YAML, where whoever reads that has it: move it into a file, or name a variable.";
  }
}

const TEST_ROLES: Readonly<Record<CheckStep["outcome"], Role>> = {
  ok: "ok",
  warn: "warn",
  fail: "error",
  unknown: "dim",
};

function testBlock({ test }: ProviderForm, focused: boolean, look: FrameLook): readonly Line[] {
  const { glyphs } = look;
  const button = buttonsLine([{ label: "Test connection", focused }], glyphs);
  return [line(), button, ...(test === null ? [] : foundLines(test, look))];
}

function foundLines(test: NonNullable<ProviderForm["test"]>, look: FrameLook): readonly Line[] {
  const { glyphs } = look;
  if (test.step === "running") return [line("   ", span(`connecting ${glyphs.ellipsis}`, "dim"))];
  if (test.step === "failed") {
    const { message, hint } = test.error;
    return stepLines({ id: "", outcome: "fail", seen: message, advice: hint }, look);
  }
  return shownSteps(test.test).flatMap((one) => stepLines(one, look));
}

/** What tells an operator that it is the right one: who it is, and what it holds. */
const TELLING: ReadonlySet<string> = new Set(["connection", "user", "organisation", "selection"]);

/** Of the other steps only those that something is wrong with. */
function shownSteps({ steps }: ProviderTest): readonly CheckStep[] {
  return stepsToMend(steps).filter(({ id, outcome }) => outcome !== "ok" || TELLING.has(id));
}

function signOf(outcome: CheckStep["outcome"], glyphs: Glyphs): string {
  return { ok: glyphs.ok, warn: glyphs.warn, fail: glyphs.error, unknown: glyphs.unknown }[outcome];
}

function stepLines({ outcome, seen, advice }: CheckStep, look: FrameLook): readonly Line[] {
  const width = look.width - 5;
  const lines = wrapText(plainText(`${signOf(outcome, look.glyphs)} ${seen}`), width);
  const more = advice === null ? [] : wrapText(plainText(advice), width - 2);
  return [
    ...lines.map((part) => line("   ", span(part, TEST_ROLES[outcome]))),
    ...more.map((part) => line("     ", part)),
  ];
}
