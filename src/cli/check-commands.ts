import type { CommandSpec, FlagSpec } from "./command-spec.ts";

/** The flags of `check` alone. */
export const CHECK_FLAGS: readonly FlagSpec[] = [
  { name: "support", value: "FILE", once: true, summary: "Write a file for a ticket, without secrets" },
];

/** The command that looks Providers through. */
export const CHECK_COMMANDS: readonly CommandSpec[] = [
  {
    name: "check",
    args: "[PROVIDER…]",
    maxArgs: Number.POSITIVE_INFINITY,
    summary: "Look Providers through, step by step",
    details: [
      "Asks what a person would ask, in that order: address, name, port, TLS, is it",
      "the right system, secret, user, organisation, permissions, policies, gateway,",
      "baseline URL, clock, last synchronization, best practices. Changes nothing.",
      "What cannot be known is unknown, with the reason. Exits with 1 when a step",
      "failed. Warnings that name a best practice are silenced by `ignore` in the",
      "configuration. --support writes versions, the configuration without secrets,",
      "results and the last requests into one file.",
    ],
    flags: ["support", "output"],
    instead: { provider: "portico check PROVIDER" },
    examples: [
      { line: "portico check", meaning: "every enabled Provider" },
      { line: 'portico check "Production EU" -o json', meaning: "one, for a script" },
      { line: "portico check --support ticket.json", meaning: "a file to attach to a ticket" },
    ],
  },
];
