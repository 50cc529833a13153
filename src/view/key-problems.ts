import { bindKeys } from "./keys.ts";

/** Something wrong with the keys that a config binds: the action of the config it belongs to, and the fix. */
export type KeyProblem = { readonly action: string; readonly message: string; readonly hint: string };

/** Keys that no terminal sends, and keys that two actions claim in the same place. */
export function keyProblems(keys: Readonly<Record<string, readonly string[]>>): readonly KeyProblem[] {
  const { conflicts, invalid } = bindKeys(keys);
  const unsent = invalid.map(({ action, key }) => ({
    action,
    message: `"${key}" is no key`,
    hint: "Write keys like j, G, ctrl-f, space, enter, tab, up, pgdn.",
  }));
  const claimed = conflicts.map(({ action, key, other }) => {
    const [mine, theirs] = Object.hasOwn(keys, action) ? [action, other] : [other, action];
    const hint = `Choose another key, or bind ${theirs} to something else, too.`;
    return { action: mine, message: `the key ${key} is taken by ${theirs}`, hint };
  });
  return [...unsent, ...claimed];
}
