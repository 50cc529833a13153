/** The themes that can be chosen; each says how the roles look, none changes the layout. */
export const THEMES = ["dark", "light", "high-contrast"] as const;

export type Theme = (typeof THEMES)[number];

/** The theme after this one; the second one after a name that is none of them. */
export function nextTheme(theme: string): Theme {
  const at = Math.max(
    0,
    THEMES.findIndex((known) => known === theme),
  );
  return THEMES[(at + 1) % THEMES.length] ?? THEMES[0];
}
