/**
 * What can happen: a synchronization, a check of a Provider, a write to one (or of portal-side fields), a reading of the
 * config, something with a plugin, or with the store.
 */
export const EVENT_KINDS = ["sync", "check", "write", "config", "plugin", "store"] as const;
export type EventKind = (typeof EVENT_KINDS)[number];
