import type { Catalog, Item } from "./catalog.ts";
import type { ChangeProposal, ChangeRequest, SidedChange } from "./change.ts";
import { changeCommand } from "./change-command.ts";
import { changeTitle, changeWarnings, deletionEffects, nameOf } from "./change-text.ts";
import { findItem } from "./find-item.ts";
import { NO_PORTAL_FIELDS, portalChanges, portalFieldsOf, portalPart } from "./portal-edit.ts";
import { isProduction, type ProviderDefinition } from "./provider.ts";

/** What a proposal is put together from; `write` is the Provider's part, null when the store alone is concerned. */
export type ProposalGround = {
  readonly catalog: Catalog;
  readonly definition: ProviderDefinition;
  readonly write: ChangeProposal["write"];
};

/** A change as it is shown and carried out. */
export function proposalOf(request: ChangeRequest, ground: ProposalGround): ChangeProposal {
  const { catalog, definition, write } = ground;
  const item =
    "policyId" in request ? (findItem(catalog, request.kind, request.policyId)?.item ?? null) : null;
  const { policyTags: tags, policyTagMatch: match } = definition;
  const { fields, ...provided } = providedBy(write);
  const effects = request.op === "delete" && item !== null ? deletionEffects(item) : [];
  return {
    request,
    title: changeTitle(request, nameOf(request, catalog)),
    ...provided,
    fields: [...fields, ...portalSideOf(request, item, write === null)],
    affects: [...provided.affects, ...effects],
    warnings: changeWarnings(request, item, { tags, match }),
    production: write !== null && isProduction(definition),
    command: changeCommand(request, catalog),
    write,
    before: item === null ? null : portalFieldsOf(item),
  };
}

type Provided = Pick<ChangeProposal, "fields" | "requests" | "affects" | "loses">;

function providedBy(write: ChangeProposal["write"]): Provided {
  if (write === null) return { fields: [], requests: [], affects: [], loses: [] };
  const { fields, requests, affects, loses } = write.proposal;
  return { fields: fields.map((field) => ({ ...field, side: "provider" })), requests, affects, loses };
}

function portalSideOf(
  request: ChangeRequest,
  item: Item | null,
  isStoreOnly: boolean,
): readonly SidedChange[] {
  const side = "portal" as const;
  switch (request.op) {
    case "edit":
      return item === null ? [] : portalChanges(portalFieldsOf(item), portalPart(request.set));
    case "delete": {
      if (item === null) return [];
      const gone = isStoreOnly ? [{ side, field: "name", before: item.name, after: null }] : [];
      return [...gone, ...portalChanges(portalFieldsOf(item), NO_PORTAL_FIELDS)];
    }
    case "adopt":
      return [];
    case "create":
      return portalChanges(NO_PORTAL_FIELDS, request.portal);
    case "restore": {
      const back = isStoreOnly ? [{ side, field: "name", before: null, after: request.name }] : [];
      return [...back, ...portalChanges(NO_PORTAL_FIELDS, request.portal)];
    }
  }
}
