import type { ConsoleState, ProviderView } from "../console.ts";

/** What the console shows, as it comes through the door: types only, nothing of it is called from here. */
export type { ConsoleState, ProviderView };
