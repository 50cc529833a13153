import { isDeepStrictEqual } from "node:util";
import { AppError } from "../../src/plugin/index.ts";
import type { ListAnswer } from "./client.ts";

const MOST_PAGES = 10_000;
const MOST_READINGS = 5;

/** A list that comes in pages: `page` is from 1 on; `what` names its items, `when` says when to try again. */
export type PagedList = {
  readonly what: string;
  readonly when: string;
  readonly read: (page: number) => Promise<ListAnswer>;
};

/** All items, page by page, until two readings in a row agree. Throws SERVER_ERROR when five do not. */
export async function readPages(list: PagedList): Promise<readonly unknown[]> {
  let before: readonly unknown[] | null = null;
  for (let reading = 0; reading < MOST_READINGS; reading += 1) {
    const items = await readEveryPage(list);
    if (before !== null && isDeepStrictEqual(before, items)) return items;
    before = items;
  }
  throw new AppError(
    "SERVER_ERROR",
    `The ${list.what} changed all the time while they were read page by page (${MOST_READINGS} readings, no two alike).`,
    { hint: list.when },
  );
}

/** All items, page by page, once: they may have changed meanwhile. Throws for everything that is no such list. */
export async function readEveryPage({
  read,
  what,
}: Pick<PagedList, "read" | "what">): Promise<readonly unknown[]> {
  const items: unknown[] = [];
  for (let page = 1; page <= MOST_PAGES; page += 1) {
    const answer = await read(page);
    items.push(...answer.items);
    const isLast = answer.pages !== null && answer.pages > 0 && page >= answer.pages;
    if (answer.items.length === 0 || isLast) return items;
  }
  throw new AppError("SERVER_ERROR", `The Dashboard answered more than ${MOST_PAGES} pages of ${what}.`, {
    hint: "It seems to repeat pages. Look at the Dashboard's log.",
  });
}
