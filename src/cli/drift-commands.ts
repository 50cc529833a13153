import type { CommandSpec, FlagSpec } from "./command-spec.ts";
import { CONFIRMING } from "./write-commands.ts";

/** The flags of bringing Products and Plans from one Provider to another. */
export const DRIFT_FLAGS: readonly FlagSpec[] = [
  { name: "from", value: "PROVIDER", once: true, summary: "Where it is as it should be" },
  { name: "to", value: "PROVIDER", once: true, summary: "Where it is to become the same" },
  { name: "published", summary: "Publish or unpublish it as it is there" },
  { name: "skip-unmatched", summary: "Leave out APIs that are not there" },
  { name: "widen", summary: "Open APIs as a whole that are opened in part" },
];

/** The commands that compare two Providers, and make them alike; in the order in which help lists them. */
export const DRIFT_COMMANDS: readonly CommandSpec[] = [
  {
    name: "diff",
    args: "PROVIDER_A PROVIDER_B",
    maxArgs: 2,
    summary: "Say what two Providers do not have alike",
    details: [
      "Lines Products, Plans and APIs up by name, APIs also by slug or listen path,",
      "and compares what each opens, limits, lifetimes, tags, texts and labels. Reads",
      "the store only: sync first. The policyTags of either Provider do not count, nor",
      "does what is published. --exit-code: 2 when something differs.",
    ],
    flags: ["exit-code", "output"],
    instead: { provider: "portico diff PROVIDER_A PROVIDER_B" },
    examples: [
      { line: "portico diff Staging Production", meaning: "what is not alike" },
      { line: "portico diff Staging Production --exit-code", meaning: "for a pipeline" },
      { line: "portico promote plan Gold --from Staging --to Production", meaning: "make it alike" },
    ],
  },
  {
    name: "promote",
    args: "product|plan NAME…",
    maxArgs: Number.POSITIVE_INFINITY,
    summary: "Make Products or Plans the same at another Provider",
    details: [
      "Creates what is not there, and edits what has the same name. APIs are matched",
      "by name, slug or listen path; one without a certain counterpart is refused.",
      "Display name, description and labels come along, published only when asked.",
      "The policy gets the policyTags of the other Provider.",
    ],
    flags: ["from", "to", "published", "skip-unmatched", "widen", ...CONFIRMING],
    instead: { provider: "--from PROVIDER --to PROVIDER" },
    examples: [
      { line: "portico promote plan Gold --from Staging --to Production", meaning: "one Plan" },
      { line: "portico promote product Pay Loans --from A --to B --dry-run", meaning: "what it would do" },
    ],
  },
];
