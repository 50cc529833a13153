import type { ItemSet } from "../core/change.ts";
import { itemRowKey, type ItemRow } from "../view/chosen-items.ts";
import type { Effect } from "../view/view-state.ts";
import type { EffectPorts, Toast } from "./effects.ts";

type Outcome =
  | { readonly kind: "changed"; readonly set: ItemSet }
  | { readonly kind: "same" }
  | { readonly kind: "given-up"; readonly problem: string };

/** An editor that nobody sits at would make the same mistake for ever. */
const MOST_ROUNDS = 20;

/**
 * Edits a Product or Plan as YAML in the operator's editor. What cannot be read opens again with the problem on top;
 * saved once more as it is, the edit is given up for now, and what was written comes back the next time.
 */
export function itemEditor({ console, machine, stage }: EffectPorts, toast: Toast) {
  const drafts = new Map<string, string>();

  async function edited(row: ItemRow): Promise<Outcome> {
    const { itemYaml, readItemYaml, withProblem } = await import("./item-yaml.ts");
    const apis = console.state().catalogs.get(row.provider)?.apis ?? [];
    const opened = itemYaml(row, new Map(apis.map((api) => [api.id, api])));
    const key = itemRowKey(row);
    let text = drafts.get(key) ?? opened;
    for (let round = 1; ; round += 1) {
      const written = await console.editText(text, ".yaml");
      const read = readItemYaml(written, opened, row.kind);
      if (read.ok) {
        drafts.delete(key);
        return Object.keys(read.value).length === 0 ? { kind: "same" } : { kind: "changed", set: read.value };
      }
      const told = withProblem(written, read.problem);
      drafts.set(key, told);
      if (told === text || round === MOST_ROUNDS) return { kind: "given-up", problem: read.problem };
      text = told;
    }
  }

  return async ({ row }: Extract<Effect, { type: "edit-item" }>): Promise<void> => {
    const end: { outcome: Outcome | null } = { outcome: null };
    await stage()?.lend(async () => {
      end.outcome = await edited(row);
    });
    const { outcome } = end;
    if (outcome === null) return;
    if (outcome.kind === "same") return toast("nothing has been changed", "dim");
    if (outcome.kind === "changed") return machine().happen({ type: "item-edited", row, set: outcome.set });
    toast(`kept, edit again to go on: ${outcome.problem}`, "warn");
  };
}
