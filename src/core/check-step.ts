import * as z from "zod";
import { PRACTICE_IDS } from "./practice-ids.ts";

/**
 * One question of a check with its answer. `seen` is what was found, `advice` what to do about it; what cannot be known
 * is `unknown`, with the reason in `seen`. `practice` is the best practice that a warning is about: `ignore` silences it.
 */
export const checkStepSchema = z.lazy(() =>
  z.object({
    id: z.string().min(1),
    outcome: z.enum(["ok", "warn", "fail", "unknown"]),
    seen: z.string(),
    advice: z.string().nullable(),
    practice: z.enum(PRACTICE_IDS).optional(),
  }),
);
export type CheckStep = Readonly<z.infer<typeof checkStepSchema>>;
