import { findItem } from "../core/find-item.ts";
import { promotion } from "../core/promotion.ts";
import { promotionGround } from "../core/promotion-ground.ts";
import { plannedFor, type Planned } from "./carry-out.ts";
import type { PromoteIntent } from "./change-intent.ts";
import { namedItem } from "./named-item.ts";
import type { Session } from "./session.ts";
import { storedSide } from "./stored-side.ts";

/**
 * What bringing items to another Provider comes to, one after the other; writes nothing. Throws what keeps one of them
 * from being found, matched or proposed: then none is brought.
 */
export async function plannedPromotions(
  intent: PromoteIntent,
  session: Session,
): Promise<readonly Planned[]> {
  const { io } = session;
  const state = io.console.state();
  const { kind, from, to, options } = intent;
  const ground = promotionGround(storedSide(state, from), storedSide(state, to));
  const ids = intent.names.map((name) => namedItem(state, { kind, name, provider: from }).item.policyId);
  const wanted = [...new Set(ids)].flatMap((id) => findItem(ground.from.catalog, kind, id) ?? []);
  const promotions = wanted.map((found) => ({ found, result: promotion(found, ground, options) }));
  const planned: Planned[] = [];
  for (const { found, result } of promotions) {
    const { name } = found.item;
    if (result.outcome === "unchanged") {
      planned.push({
        unchanged: { provider: to, kind, name, policyId: result.policyId },
        notes: result.notes,
      });
    } else planned.push(plannedFor(await io.console.propose(result.request, io.signal), session));
  }
  return planned;
}
