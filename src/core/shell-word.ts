const HARMLESS = /^[\w@%+=:,./][\w@%+=:,./-]*$/u;

/** A value as it is typed in a POSIX shell: quoted where it needs to be. */
export function shellWord(value: string): string {
  return HARMLESS.test(value) ? value : `'${value.replaceAll("'", String.raw`'\''`)}'`;
}
