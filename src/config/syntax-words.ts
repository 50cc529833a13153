import type { ErrorCode } from "yaml";

type Words = { readonly message: string; readonly hint: string };

const INDENTATION = "Indent with spaces, the same number for everything at the same level.";
const UNCLOSED = "Close every quote, [ and { on the way to this place.";

/** The parser's codes in the operator's words. Its own messages may quote the text, which may hold a secret. */
const WORDS: Readonly<Partial<Record<ErrorCode, Words>>> = {
  ALIAS_PROPS: { message: "an alias can have neither an anchor nor a tag", hint: "Write *name alone." },
  BAD_ALIAS: {
    message: "this alias is malformed",
    hint: "Write *name, where &name stands further up; put a text that begins with * in quotes.",
  },
  BAD_DIRECTIVE: { message: "a line that begins with % is not understood here", hint: "Remove the line." },
  BAD_DQ_ESCAPE: {
    message: "an unknown escape after \\ in double quotes",
    hint: "Write \\\\ for a backslash, or use single quotes.",
  },
  BAD_INDENT: { message: "the indentation does not fit", hint: `${INDENTATION} ${UNCLOSED}` },
  BAD_SCALAR_START: {
    message: "a text cannot begin with this character",
    hint: "Put the value in quotes.",
  },
  BLOCK_AS_IMPLICIT_KEY: {
    message: "a mapping begins where a value was expected",
    hint: 'Put values that contain ": " in quotes, or begin the mapping on a line of its own.',
  },
  BLOCK_IN_FLOW: {
    message: "an indented block inside [ ] or { }",
    hint: "Write it in one style: all in brackets or all indented.",
  },
  KEY_OVER_1024_CHARS: { message: "the key is too long", hint: "Check for a missing : or quote." },
  MISSING_CHAR: {
    message: "something is missing here: a : , ] } or quote, or spaces before the key",
    hint: `Write "key: value". ${UNCLOSED} ${INDENTATION}`,
  },
  MULTILINE_IMPLICIT_KEY: {
    message: "a key must be on one line, followed by :",
    hint: 'Write "key: value".',
  },
  MULTIPLE_ANCHORS: { message: "a value can have one anchor only", hint: "Keep one &name." },
  MULTIPLE_DOCS: {
    message: "a second document begins here",
    hint: "Remove the --- line: a file holds one document.",
  },
  MULTIPLE_TAGS: { message: "a value can have one tag only", hint: "Keep one !tag." },
  NON_STRING_KEY: { message: "a key must be a plain text", hint: "Write a word before the colon." },
  RESOURCE_EXHAUSTION: {
    message: "nested too deeply to be read",
    hint: "Remove the surplus brackets or levels.",
  },
  TAB_AS_INDENT: { message: "a tab is used as indentation", hint: "Replace tabs by spaces." },
  TAG_RESOLVE_FAILED: { message: "this tag is not known", hint: "Remove the !tag." },
};

const OTHER: Words = { message: "this is not valid YAML", hint: `${INDENTATION} ${UNCLOSED}` };

/** Where one code stands for several mistakes, the parser's message (which quotes nothing) tells them apart. */
const BY_MESSAGE: readonly (Words & { readonly pattern: RegExp })[] = [
  {
    pattern: /^Sequence item without/u,
    message: "this belongs to no item of the list above it",
    hint: `Begin it with "- ", or indent it like the rest of its item. ${INDENTATION}`,
  },
  {
    pattern: /^Implicit map keys need/u,
    message: "a colon is missing behind this key",
    hint: 'Write "key: value".',
  },
  {
    pattern: /^Missing space after :/u,
    message: "a blank is missing behind the colon",
    hint: 'Write "key: value".',
  },
  {
    pattern: /^Missing ,/u,
    message: "a comma is missing before this",
    hint: "Write commas between the items, and close every [ and {.",
  },
  {
    pattern: /^Comments must/u,
    message: "a blank is missing before this #",
    hint: "Write a blank before a comment; put a text that holds # in quotes.",
  },
  {
    pattern: /^Block scalar header/u,
    message: "something stands behind | or >",
    hint: "Begin the text on the next line, indented.",
  },
];

/** A complaint of the parser; `codes` are of all its complaints about this place. */
export type Complaint = {
  readonly text: string;
  readonly offset: number;
  readonly message: string;
  readonly codes: readonly ErrorCode[];
};

/** What a syntax error means and how to mend it. */
export function syntaxWords(complaint: Complaint): Words {
  const { message, codes } = complaint;
  const [code] = codes;
  const known = BY_MESSAGE.find(({ pattern }) => pattern.test(message));
  if (known !== undefined) return { message: known.message, hint: known.hint };
  if (code === "UNEXPECTED_TOKEN") return unexpected(complaint);
  if (code === "BLOCK_AS_IMPLICIT_KEY") return runTogether(complaint);
  return WORDS[code ?? "IMPOSSIBLE"] ?? OTHER;
}

function unexpected({ text, offset }: Complaint): Words {
  const character = text.charAt(offset);
  if (character === "]" || character === "}") {
    return { message: `this ${character} closes nothing`, hint: "Remove it, or write what it is to close." };
  }
  if (character === ",") return { message: "a comma too many", hint: "Remove it." };
  const quote = text.slice(0, offset).trimEnd().at(-1);
  if (quote === "'" || quote === '"') {
    const hint = `Inside single quotes write '' for a quote, inside double quotes \\".`;
    return { message: "something stands behind a closing quote", hint };
  }
  return OTHER;
}

/** A key and what follows it, where the parser sees one text. */
function runTogether({ text, offset, codes }: Complaint): Words {
  const line = text.slice(text.lastIndexOf("\n", offset - 1) + 1, offset);
  if (/^\s*-[^\s-]/u.test(line)) {
    return { message: "a blank is missing behind the dash", hint: "Write - name: Production." };
  }
  if (codes.includes("MULTILINE_IMPLICIT_KEY")) {
    const message = "the next line is indented as if it belonged to this value";
    return { message, hint: INDENTATION };
  }
  return WORDS.BLOCK_AS_IMPLICIT_KEY ?? OTHER;
}
