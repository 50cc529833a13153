/** One word of a filter. `column` limits it to a column; `exact` minds the case. */
export type FilterTerm = {
  readonly text: string;
  readonly column: string | null;
  readonly exclude: boolean;
  readonly exact: boolean;
};

/** `problems` are messages on words that name a column which does not exist; they are looked for as text. */
export type Filter = { readonly terms: readonly FilterTerm[]; readonly problems: readonly string[] };

/** What a filter looks at: all text of a row, lower-cased too, and the text of one column. */
export type FilterSubject = {
  readonly text: string;
  readonly lower: string;
  readonly column: (id: string) => string;
};

const WORD = /(!?)(?:([A-Za-z][A-Za-z-]*):)?(?:"([^"]*)"?|(\S*))/gu;

/**
 * Reads a filter: words that all must occur, `!word` that must not, `col:word` for one column, quotes for spaces. A
 * word with a capital letter minds the case, others do not.
 */
export function parseFilter(text: string, columns: readonly string[]): Filter {
  const terms: FilterTerm[] = [];
  const problems: string[] = [];
  for (const match of text.matchAll(WORD)) {
    const [whole, bang = "", name, quoted, bare = ""] = match;
    const exclude = bang === "!";
    const column = columns.find((id) => id === name?.toLowerCase()) ?? null;
    if (name !== undefined && column === null) {
      problems.push(`no column "${name}" here: ${columns.join(", ")}`);
    }
    const value = column === null && name !== undefined ? whole.slice(bang.length) : (quoted ?? bare);
    if (value !== "") terms.push({ text: value, column, exclude, exact: value !== value.toLowerCase() });
  }
  return { terms, problems };
}

/** True when the subject has every word, and none of the excluded. */
export function matches(filter: Filter, subject: FilterSubject): boolean {
  return filter.terms.every((term) => occurs(term, subject) !== term.exclude);
}

function occurs(term: FilterTerm, subject: FilterSubject): boolean {
  if (term.column === null) return (term.exact ? subject.text : subject.lower).includes(term.text);
  const text = subject.column(term.column);
  return (term.exact ? text : text.toLowerCase()).includes(term.text);
}
