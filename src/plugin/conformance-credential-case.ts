import { rememberedItems, type Items } from "./conformance-intents.ts";
import type { Issued } from "./conformance-keys.ts";
import { connected, expect, read, type ConformanceCase, type Subject } from "./conformance-subject.ts";
import type { Connection } from "./contract.ts";

type Work = (connection: Connection, items: Items, subject: Subject) => Promise<void>;

/** A case that works on the subject's own Product and Plan. */
export function credentials(name: string, work: Work): ConformanceCase {
  return {
    name,
    needs: ["writing", "consumers"],
    run: (subject) =>
      connected(subject, async (connection) => {
        await work(connection, rememberedItems(await read(connection), subject), subject);
      }),
  };
}

/** The same case, for subjects that have this, too. */
export function needing(need: ConformanceCase["needs"][number], one: ConformanceCase): ConformanceCase {
  return { ...one, needs: [...one.needs, need] };
}

/** Whether the Provider lets the holder in. */
export function letsIn({ consumers }: Subject, { secret }: Issued): Promise<boolean> {
  if (consumers === undefined) throw new Error("the subject has no consumers");
  return consumers.letsIn(secret);
}

/** Throws when the text is in one of the places, URL-encoded or not. */
export function expectNot(text: string, places: readonly unknown[], broken: string): void {
  const all = JSON.stringify(places);
  for (const form of [text, encodeURIComponent(text)]) expect(!all.includes(form), broken);
}

/** In place of what a case cannot do without. */
export function nothing(): never {
  throw new Error("there is nothing where something should be");
}
