import * as z from "zod";
import { EVENT_KINDS } from "./event-kinds.ts";

const changeSchema = z.lazy(() =>
  z.object({
    kind: z.enum(["product", "plan"]),
    type: z.enum(["created", "updated", "hidden", "restored", "deleted"]),
    policyId: z.string(),
    /** As it is afterwards. */
    name: z.string(),
    /** What it was called before it was renamed. */
    formerName: z.string().optional(),
    /** Names of the fields that an update changed. */
    fields: z.array(z.string()).readonly().optional(),
  }),
);
export type ChangeLine = Readonly<z.infer<typeof changeSchema>>;

/**
 * Something that happened, as one line of the activity pane and of the history: `summary` says what, `hint` what to
 * do about it, `command` is the command line that does the same.
 */
export const appEventSchema = z.lazy(() =>
  z.object({
    at: z.iso.datetime(),
    kind: z.enum(EVENT_KINDS),
    provider: z.string().nullable(),
    /** What the Provider was called before, in the event of its renaming. */
    formerProvider: z.string().optional(),
    outcome: z.enum(["ok", "warn", "fail", "info"]),
    summary: z.string(),
    hint: z.string().nullable(),
    command: z.string().nullable(),
    changes: z.array(changeSchema).readonly(),
  }),
);
export type AppEvent = Readonly<z.infer<typeof appEventSchema>>;
