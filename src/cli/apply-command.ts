import type { ConsoleState } from "../console.ts";
import type { ChangeRequest } from "../core/change.ts";
import { AppError, ERROR_CODES, isAppError } from "../core/errors.ts";
import { excerpt, plainText } from "../core/plain-text.ts";
import { problemsError, readEntries, type Problem } from "./apply-documents.ts";
import { describedItem, type DescribedItem } from "./apply-item.ts";
import { requestFor, type Asked } from "./apply-request.ts";
import type { ApplyIntent } from "./change-intent.ts";
import { plannedFor, type NextChange, type Planned } from "./carry-out.ts";
import { readInput, sourceName } from "./read-input.ts";
import type { Session } from "./session.ts";

/**
 * What applying a file comes to, item by item in its order; writes nothing. Throws RULE_BROKEN with every problem of
 * the file and its line, or what keeps a Provider from being reached.
 */
export async function plannedByFile(intent: ApplyIntent, session: Session): Promise<readonly Planned[]> {
  const { io } = session;
  const file = sourceName(intent.file);
  const text = await readInput(intent.file, io);
  if (text.trim() === "") {
    throw new AppError("USAGE", `${excerpt(file)} is empty.`, { hint: "It should hold Products or Plans." });
  }
  const { items, problems } = describedItems(text);
  if (items.length + problems.length === 0) io.stderr(`Nothing to apply: ${excerpt(file)} has no items.\n`);
  const asked = askedFor(items, intent, io.console.state());
  const wrong = [...problems, ...asked.problems];
  const planned = await proposeAll(asked.requests, session).catch((error: unknown) => {
    // The file can be mended while its Provider is down.
    throw wrong.length > 0 ? problemsError(file, wrong) : error;
  });
  const all = [...wrong, ...planned.problems];
  if (all.length > 0) throw problemsError(file, all);
  return planned.planned;
}

function describedItems(text: string): {
  readonly items: readonly DescribedItem[];
  readonly problems: readonly Problem[];
} {
  const { entries, problems } = readEntries(text);
  const items: DescribedItem[] = [];
  const wrong = [...problems];
  for (const entry of entries) {
    const described = describedItem(entry);
    if ("kind" in described) items.push(described);
    else wrong.push(...described);
  }
  return { items, problems: wrong };
}

type AskedAt = { readonly asked: Asked; readonly line: number };

function askedFor(
  items: readonly DescribedItem[],
  { provider }: ApplyIntent,
  state: ConsoleState,
): { readonly requests: readonly AskedAt[]; readonly problems: readonly Problem[] } {
  const requests: AskedAt[] = [];
  const problems: Problem[] = [];
  const lines = new Map<string, number>();
  for (const item of items) {
    const line = item.lineOf(null);
    const asked = attempt(() => requestFor({ ...item, provider: item.provider ?? provider }, state));
    if (isAppError(asked)) {
      problems.push({ line, message: messageOf(asked) });
      continue;
    }
    const first = asked.keys.map((key) => lines.get(key)).find((at) => at !== undefined);
    if (first === undefined) requests.push({ asked, line });
    else problems.push({ line, message: `the same item or name as in line ${first}; describe it once.` });
    for (const key of asked.keys) lines.set(key, first ?? line);
  }
  return { requests, problems };
}

async function proposeAll(
  requests: readonly AskedAt[],
  { io, ...session }: Session,
): Promise<{ readonly planned: readonly Planned[]; readonly problems: readonly Problem[] }> {
  const planned: Planned[] = [];
  const problems: Problem[] = [];
  for (const { asked, line } of requests) {
    if ("unchanged" in asked) {
      planned.push({ unchanged: asked.unchanged });
      continue;
    }
    const proposal = await io.console.propose(asked.request, io.signal).catch(appErrorOnly);
    if (isAppError(proposal)) {
      // What keeps the Provider from answering keeps it from answering for the rest of the file, too.
      if (ERROR_CODES[proposal.code].exit !== 3 && proposal.code !== "NAME_TAKEN") throw proposal;
      problems.push({ line, message: messageOf(proposal) });
      continue;
    }
    const one = plannedFor(proposal, { io, ...session });
    planned.push("proposal" in one ? { ...one, ...nextOf(asked.request, asked.tags) } : one);
  }
  return { planned, problems };
}

/** A new policy gets the tags of its Provider; the file may want others. */
function nextOf(request: ChangeRequest, tags: readonly string[] | null): { readonly next?: NextChange } {
  if (tags === null) return {};
  const { kind, provider } = request;
  const note = `Once it is created, its tags become ${tags.length === 0 ? "none" : tags.join(", ")}.`;
  return {
    next: { note, request: ({ policyId }) => ({ op: "edit", kind, provider, policyId, set: { tags } }) },
  };
}

function messageOf({ message, hint }: AppError): string {
  return [message, ...(hint === null ? [] : [hint])]
    .flatMap((text) => text.split("\n"))
    .map(plainText)
    .join(" ");
}

function attempt<T>(run: () => T): T | AppError {
  try {
    return run();
  } catch (error) {
    return appErrorOnly(error);
  }
}

function appErrorOnly(error: unknown): AppError {
  if (isAppError(error)) return error;
  throw error;
}
