import type { ErrorCode } from "yaml";

type Words = { readonly message: string; readonly hint: string };

const INDENTATION = "Indent with spaces, the same number for everything at the same level.";
const UNCLOSED = "Close every quote, [ and { on the way to this place.";

/** The parser's codes in the operator's words. Its own messages may quote the text, which may hold a secret. */
const WORDS: Readonly<Partial<Record<ErrorCode, Words>>> = {
  ALIAS_PROPS: { message: "an alias can have neither an anchor nor a tag", hint: "Write *name alone." },
  BAD_ALIAS: { message: "this alias is malformed", hint: "Write *name, where &name stands further up." },
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
  DUPLICATE_KEY: { message: "this key is there twice", hint: "Keep one of the two." },
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

/** What a syntax error means and how to mend it. */
export function syntaxProblem(code: ErrorCode): Words {
  return WORDS[code] ?? OTHER;
}
