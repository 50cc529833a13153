type Rows = readonly string[];

/** The rows that `make` returned when the things they depend on (compared by identity) last changed; a slot each. */
export type Remember = (slot: string, dependsOn: readonly unknown[], make: () => Rows) => Rows;

export function createRemember(): Remember {
  const slots = new Map<string, { readonly dependsOn: readonly unknown[]; readonly rows: Rows }>();
  return (slot, dependsOn, make) => {
    const known = slots.get(slot);
    if (known !== undefined && isSame(known.dependsOn, dependsOn)) return known.rows;
    const rows = make();
    slots.set(slot, { dependsOn, rows });
    return rows;
  };
}

function isSame(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((value, index) => Object.is(value, b[index]));
}
