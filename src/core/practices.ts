import { warning, type CheckStep } from "./check.ts";
import type { Catalog } from "./catalog.ts";
import { excerpt } from "./plain-text.ts";
import type { PracticeId } from "./practice-ids.ts";
import { isProduction, type Measured, type ProviderDefinition, type ProviderStatus } from "./provider.ts";
import { shellWord } from "./shell-word.ts";

/** What a definition does not say about how its Provider is written. */
export type AsWritten = {
  /** A literal secret in a file that other users can read. */
  readonly exposesSecret: boolean;
  /** Whether the url names its port. */
  readonly namesPort: boolean;
};

/** What best practices are judged on. `now` in milliseconds since the epoch. */
export type PracticeGround = {
  readonly definition: ProviderDefinition;
  readonly written: AsWritten;
  readonly status: ProviderStatus;
  readonly catalog: Catalog | null;
  readonly others: readonly ProviderDefinition[];
  readonly refreshIntervalMs: number;
  readonly now: number;
};

/** So many intervals may pass without a synchronization before somebody should look. */
const INTERVALS = 3;

/** The best practices that a Provider's configuration and history break, each as a warning; steps `practice:…` of a check. */
export function practicesOf(ground: PracticeGround): readonly CheckStep[] {
  const found = [
    httpUrl(ground),
    skipVerify(ground),
    exposedSecret(ground),
    overlap(ground),
    noTags(ground),
    noBaseline(ground),
    noDescription(ground),
    notSynchronized(ground),
  ];
  return found.filter((step) => step !== null);
}

/** The practices that neither configuration nor history tell: somebody has to look. */
const ONLY_SEEN: ReadonlySet<PracticeId | undefined> = new Set<PracticeId>([
  "certificate-expiring",
  "admin-user",
  "extra-permissions",
]);

/**
 * What is known after a check of the warnings that only looking can tell. What it could not look at stays as it was seen
 * before, at the same address. `at` is an ISO instant.
 */
export function measuredAfter(
  before: readonly Measured[],
  steps: readonly CheckStep[],
  { url, at }: Pick<Measured, "url" | "at">,
): readonly Measured[] {
  const answered = new Set(steps.filter(({ outcome }) => outcome !== "unknown").map(({ id }) => id));
  const kept = before.filter((one) => one.url === url && !answered.has(one.step.id));
  const seen = steps.filter((step) => step.outcome === "warn" && ONLY_SEEN.has(step.practice));
  return [...kept, ...seen.map((step) => ({ at, url, step }))];
}

type Practice = (ground: PracticeGround) => CheckStep | null;

const httpUrl: Practice = ({ definition }) =>
  definition.url?.startsWith("http://") === true
    ? practice("http-url", {
        seen: `url is plain http: whoever is on the way reads the secret${inProduction(definition)}`,
        advice: "Serve it over https and write https:// in url.",
      })
    : null;

const skipVerify: Practice = ({ definition }) =>
  definition.insecureSkipVerify
    ? practice("insecure-skip-verify", {
        seen: `insecureSkipVerify accepts any certificate${inProduction(definition)}`,
        advice:
          "Make the issuer known with NODE_EXTRA_CA_CERTS=issuer.pem, then take insecureSkipVerify out.",
      })
    : null;

const exposedSecret: Practice = ({ written }) =>
  written.exposesSecret
    ? practice("literal-secret", {
        seen: "the secret is written out in a file that other users can read",
        advice: "Run chmod 600 on the file, or write secret: ${NAME} and keep it in the environment.",
      })
    : null;

const overlap: Practice = ({ definition, others }) => {
  const other = others.find((one) => overlaps(definition, one));
  if (other === undefined) return null;
  return practice("overlapping-providers", {
    seen: `${excerpt(other.name)} has the same url and organisation, and tags in common: both may list the same policies`,
    advice:
      "Give each of the two policyTags of its own, name their organisationId where they differ, or remove one.",
  });
};

const noTags: Practice = ({ definition, others, catalog }) => {
  if (definition.policyTags.length > 0) return null;
  const sharer = others.find((one) => isSamePlace(definition, one));
  const foreign = catalog?.skipped.length ?? 0;
  if (sharer === undefined && foreign === 0) return null;
  const why =
    sharer === undefined
      ? `${foreign} of its policies ${foreign === 1 ? "is" : "are"} neither Product nor Plan`
      : `${excerpt(sharer.name)} reads the same one`;
  return practice("no-tags", {
    seen: `every policy is taken, though others use it, too: ${why}`,
    advice: "Tag the policies that are meant for Portico and name the tags in policyTags.",
  });
};

const noBaseline: Practice = ({ definition }) =>
  definition.baselineUrl === null
    ? practice("no-baseline-url", {
        seen: "no baselineUrl: Products cannot say under which address their APIs are called",
        advice: "Set baselineUrl to the address of the gateway that consumers use.",
      })
    : null;

const noDescription: Practice = ({ definition }) =>
  definition.description === null
    ? practice("no-description", {
        seen: "no description: nobody can tell what this Provider is for",
        advice: "Set description: what it serves, and who is responsible.",
      })
    : null;

const notSynchronized: Practice = ({ definition, status, refreshIntervalMs, now }) => {
  const last = status.lastSuccessAt === null ? Number.NaN : Date.parse(status.lastSuccessAt);
  const isLate = refreshIntervalMs > 0 && now - last > INTERVALS * refreshIntervalMs;
  if (!definition.enabled || !isLate) return null;
  return practice("not-synchronized", {
    seen: `not synchronized for more than ${INTERVALS} intervals`,
    advice: `Synchronize it: portico sync ${shellWord(definition.name)}`,
  });
};

function practice(
  id: Parameters<typeof warning>[1]["practice"],
  { seen, advice }: { readonly seen: string; readonly advice: string },
): CheckStep {
  return warning(`practice:${id}`, { seen, advice, practice: id });
}

/** Said of what is serious where real consumers are. */
export function inProduction(definition: Pick<ProviderDefinition, "environment">): string {
  return isProduction(definition) ? ", and this is production" : "";
}

function isSamePlace(one: ProviderDefinition, other: ProviderDefinition): boolean {
  return one.url !== null && one.url === other.url && one.organisationId === other.organisationId;
}

function overlaps(one: ProviderDefinition, other: ProviderDefinition): boolean {
  if (!isSamePlace(one, other)) return false;
  if (one.policyTags.length === 0 || other.policyTags.length === 0) return true;
  return one.policyTags.some((tag) => other.policyTags.includes(tag));
}
