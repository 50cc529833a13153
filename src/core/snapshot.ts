import type { Api } from "./api.ts";
import type { Policy } from "./policy.ts";

/** Everything a Provider holds, read in one piece: complete, or the reading threw. */
export type Snapshot = { readonly apis: readonly Api[]; readonly policies: readonly Policy[] };
